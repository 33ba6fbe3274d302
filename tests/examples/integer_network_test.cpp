// The network of the examples in integers, bit for bit as it is simulated.

#include <binpoint/calibrate.hpp>
#include <binpoint/criteria.hpp>
#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/plan_repair.hpp>
#include <binpoint/network.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/integer_networks.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;

namespace {

const std::string data = BINPOINT_EXAMPLE_DATA;

/// Fraction lengths by output channel: those of the largest weight of each.
void choose_per_channel(be::network net, bp::plan& formats) {
  net.for_each_parameter([&](const bp::site& where, bp::tensor_view<float> values) {
    bp::tensor_format& chosen = formats.at(where);
    const std::size_t inner = values.layout().inner;
    for (std::size_t i = 0; i < values.size(); i += inner) {
      const bp::msb_histogram seen = bp::count_msb(values.values().subspan(i, inner));
      const bp::no_overflow criterion{.word_length = chosen.base.word_length,
                                      .sign = bp::signedness::always};
      chosen.fraction_lengths.push_back(criterion(seen).chosen.fraction_length);
    }
  });
}

/// How many images give other codes than the simulation, in any layer.
std::size_t differences(const be::network& net, const bp::plan& formats,
                        const std::vector<std::vector<float>>& images, std::size_t every) {
  const be::repaired_plan repaired = be::repair_plan(net, formats);
  const be::integer_network integers = be::quantize(net, repaired.formats);
  const support::simulation simulated(net, repaired.formats);
  std::size_t found = 0;
  for (std::size_t i = 0; i < images.size(); i += every) {
    const std::string difference = support::first_difference(integers, simulated, images[i]);
    if (difference.empty()) continue;
    UNSCOPED_INFO("image " << i << ": " << difference);
    ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("eigen::integer_network: the demo's codes, layer by layer, are the simulated ones") {
  be::network net = demo::load_demo_network(data);
  const bp::profile seen =
      bp::calibrate(net, demo::load_images(data + "/calibration-images.idx3-ubyte"));
  const auto images = demo::load_images(data + "/test-images.idx3-ubyte");
  REQUIRE(images.size() == 2000);
  const auto plan_of = [&](int word_length, bp::policy rules = {}) {
    return bp::choose_formats(seen, bp::least_error{word_length}, rules);
  };
  SECTION("at 8 bits, for all images") { CHECK(differences(net, plan_of(8), images, 1) == 0); }
  SECTION("at 16 bits") { CHECK(differences(net, plan_of(16), images, 4) == 0); }
  SECTION("at 4 bits") { CHECK(differences(net, plan_of(4), images, 4) == 0); }
  SECTION("with a fraction length for each channel") {
    for (const int word_length : {16, 8, 4}) {
      bp::plan formats = plan_of(word_length);
      choose_per_channel(net, formats);
      CAPTURE(word_length);
      CHECK(differences(net, formats, images, 20) == 0);
    }
  }
  SECTION("with word lengths that differ") {
    bp::plan formats = plan_of(8);
    formats.at({"conv1", bp::role::weight}) = bp::format{5, 3};
    formats.at({"conv2", bp::role::bias}) = bp::format{24, 20};
    formats.at({"relu2", bp::role::activation}) = bp::format{12, 8, false};
    formats.at({"dense1", bp::role::weight}) = bp::format{16, 15};
    formats.at({"dense2", bp::role::activation}) = bp::format{20, 12};
    CHECK(differences(net, formats, images, 20) == 0);
  }
  SECTION("by other policies") {
    using enum bp::rounding_mode;
    for (const bp::rounding_mode rounding : {half_even, half_up, floor, ceiling, toward_zero}) {
      CAPTURE(static_cast<int>(rounding));
      const bp::policy rules{.rounding = rounding,
                             .overflow = bp::overflow_mode::saturate_symmetric,
                             .underflow = bp::underflow_mode::flush};
      CHECK(differences(net, plan_of(6, rules), images, 40) == 0);
    }
  }
}
