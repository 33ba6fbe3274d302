/// @file
/// Both networks of the examples on their test images: preparation changes no answer; and the
/// example that brings accuracy back, as a user meets it.
#include "support/resisting_network.hpp"

#include <algorithm>
#include <binpoint/channel_profile.hpp>
#include <binpoint/eigen/equalize.hpp>
#include <binpoint/eigen/equalized_profile.hpp>
#include <binpoint/eigen/fold.hpp>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

namespace fs = std::filesystem;
namespace bp = binpoint;
namespace be = binpoint::eigen;

namespace {

const fs::path files = BINPOINT_EXAMPLE_DATA;

std::ptrdiff_t answer(const std::vector<float>& scores) {
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

/// Images to which two networks give another answer, and another bit of any output.
struct network_differences {
  int answers = 0;
  int bits = 0;
};

network_differences compare_networks(const be::network& a, const be::network& b,
                                     const std::vector<std::vector<float>>& images) {
  network_differences found;
  for (const auto& image : images) {
    const std::vector<float> of_a = a.run(image);
    const std::vector<float> of_b = b.run(image);
    found.answers += answer(of_a) != answer(of_b) ? 1 : 0;
    const bool is_same = std::ranges::equal(of_a, of_b, [](float x, float y) {
      return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
    });
    found.bits += is_same ? 0 : 1;
  }
  return found;
}

std::size_t moved_channels(const be::equalized_network& net) {
  std::ptrdiff_t moved = 0;
  for (const be::equalized_joint& each : net.joints) {
    moved += std::ranges::count_if(each.exponents, [](int e) { return e != 0; });
  }
  return static_cast<std::size_t>(moved);
}

support::outcome run_resisting(const std::string& arguments) {
  return support::run_example("resisting_network", arguments);
}

/// The accuracy in a line of the table, in percent.
double percent_of(const std::string& output, const std::string& setting) {
  const std::size_t line = output.find("\n  " + setting + "  ");
  INFO(setting);
  REQUIRE(line != std::string::npos);
  return std::strtod(output.c_str() + line + 3 + setting.size(), nullptr);
}

}  // namespace

TEST_CASE("the demo's network: equalising changes no bit of any answer", "[examples]") {
  const be::network net = demo::load_demo_network(files);
  const auto images = demo::load_images(files / "test-images.idx3-ubyte");
  const be::equalized_network equalized = be::equalize(net);
  CHECK(equalized.joints.size() == 3);
  CHECK(moved_channels(equalized) > 10);
  CHECK(compare_networks(net, equalized.net, images).bits == 0);
  CHECK(be::fold_batch_norm(net).folded.empty());
}

TEST_CASE("the resisting network: no answer changes by folding, no bit by equalising",
          "[examples]") {
  const be::network net = demo::load_resisting_network(files / "resisting");
  const auto images = demo::load_images(files / "test-images.idx3-ubyte");
  const be::folded_network folded = be::fold_batch_norm(net);
  CHECK(folded.folded.size() == 7);
  CHECK(folded.left.empty());
  const network_differences by_folding = compare_networks(net, folded.net, images);
  CHECK(by_folding.answers == 0);
  CHECK(by_folding.bits > 0);
  const be::equalized_network equalized = be::equalize(folded.net);
  CHECK(equalized.joints.size() == 7);
  CHECK(moved_channels(equalized) > 50);
  CHECK(compare_networks(folded.net, equalized.net, images).bits == 0);
}

TEST_CASE("the resisting network: moved histograms are those of calibrating again, byte for byte",
          "[examples]") {
  const be::network net = demo::load_resisting_network(files / "resisting");
  be::folded_network folded = be::fold_batch_norm(net);
  be::equalized_network equalized = be::equalize(folded.net);
  auto images = demo::load_images(files / "calibration-images.idx3-ubyte");
  images.resize(50);
  const auto before = bp::calibrate_channels(folded.net, images);
  const auto counted = bp::calibrate_channels(equalized.net, images);
  const auto moved = be::equalized_profile(before, equalized);
  std::size_t channels = 0;
  std::size_t different = 0;
  std::size_t changed = 0;
  REQUIRE(moved.size() == counted.size());
  for (const auto& [where, histograms] : counted) {
    const auto is_same = [&](const auto& a, const auto& b) {
      return std::ranges::equal(a.sums(), b.sums()) &&
             std::ranges::equal(a.extremes(), b.extremes());
    };
    for (std::size_t c = 0; c < histograms.size(); ++c, ++channels) {
      different += is_same(histograms[c], moved.at(where)[c]) ? 0U : 1U;
      changed += is_same(histograms[c], before.at(where)[c]) ? 0U : 1U;
    }
  }
  CHECK(channels > 500);
  CHECK(changed > channels / 3);
  CHECK(different == 0);
}

TEST_CASE("plain 8 bits lose points, and preparation brings them back", "[examples]") {
  const support::outcome o = run_resisting("");
  INFO(o.output);
  REQUIRE(o.exit_code == 0);
  const double of_float = percent_of(o.output, "float");
  CHECK(of_float > 85);
  CHECK(percent_of(o.output, "float, folded") == of_float);
  CHECK(percent_of(o.output, "float, equalised") == of_float);
  CHECK(percent_of(o.output, "per tensor") < of_float - 3);
  CHECK(percent_of(o.output, "biases corrected") > percent_of(o.output, "per tensor"));
  CHECK(percent_of(o.output, "per channel") > of_float - 1);
  CHECK(percent_of(o.output, "equalised") > of_float - 2);
  CHECK(percent_of(o.output, "equalised, biases corrected") > of_float - 1);
  CHECK(percent_of(o.output, "mixed word lengths") > percent_of(o.output, "per tensor"));
}

TEST_CASE("resisting_network: what is wrong is said in one line", "[examples]") {
  const temporary_folder folder;
  const support::outcome no_data = run_resisting("--train 1");
  CHECK(no_data.exit_code == 2);
  CHECK(no_data.output == "resisting_network: --train: needs --data, for the training images\n");
  fs::copy(files / "resisting", folder.path() / "network");
  fs::resize_file(folder.path() / "network" / "norm2.gain.npy", 150);
  const support::outcome cut =
      run_resisting("--network '" + (folder.path() / "network").string() + "'");
  CHECK(cut.exit_code == 1);
  CHECK(std::ranges::count(cut.output, '\n') == 1);
  CHECK(cut.output.find("norm2.gain.npy") != std::string::npos);
}
