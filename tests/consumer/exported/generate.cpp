// generate PLAN FOLDER: exports the demo network by the plan of that name: its header, and for
// 2,000 test images the codes of inputs and outputs.

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/plan_repair.hpp>
#include <binpoint/io/network_header.hpp>
#include <binpoint/io/plan.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/demo_network.hpp"
#include "support/images.hpp"

namespace bp = binpoint;

namespace {

const std::filesystem::path data = BINPOINT_EXAMPLE_DATA;

/// 8 and 4 bits for each tensor, or 6 bits with a fraction length for each channel of the weights.
bp::plan make_plan(bp::eigen::network& net, std::string_view name) {
  const auto images = demo::load_images(data / "calibration-images.idx3-ubyte");
  const bp::profile seen = bp::calibrate(net, images);
  if (name == "8") return bp::choose_formats(seen, bp::least_error{.word_length = 8});
  if (name == "4") return bp::choose_formats(seen, bp::least_error{.word_length = 4});
  if (name != "channels") throw std::invalid_argument("no such plan");
  return bp::choose_formats(seen, bp::observe_channels(net), bp::least_error{.word_length = 6});
}

/// Written and read back, as a user would who edits it in between.
bp::plan through_file(const bp::plan& formats, const std::filesystem::path& path,
                      std::span<const bp::planned_site> sites) {
  bp::io::write_plan(path, formats);
  const bp::plan result = bp::io::read_plan(path, sites);
  if (result != formats) throw std::runtime_error("a plan's file gives another plan");
  return result;
}

void write_codes(const std::filesystem::path& path, const std::vector<std::int32_t>& codes) {
  bp::io::write_file(path, std::as_bytes(std::span(codes)));
}

void generate(std::string_view name, const std::filesystem::path& folder) {
  bp::eigen::network net = demo::load_demo_network(data);
  const auto images = demo::load_images(data / "test-images.idx3-ubyte");
  const bp::plan chosen = bp::eigen::repair_plan(net, make_plan(net, name)).formats;
  const bp::plan formats =
      through_file(chosen, folder / "plan.txt", bp::sites_of(net, images.front()));
  const auto by_channel = std::ranges::count_if(
      formats, [](const auto& each) { return !each.second.fraction_lengths.empty(); });
  if ((by_channel > 0) != (name == "channels")) throw std::runtime_error("channels do not differ");
  bp::io::write_network_header(folder / "network_formats.hpp", net, formats,
                               {.name_space = "demo_formats"});

  const bp::eigen::integer_network codes_of = bp::eigen::quantize(net, formats);
  std::vector<std::int32_t> inputs;
  std::vector<std::int32_t> outputs;
  const auto keep_input = [&](std::string_view layer, bp::tensor_view<const std::int32_t> codes,
                              const bp::format&) {
    if (layer == bp::input_layer) inputs.insert(inputs.end(), codes.begin(), codes.end());
  };
  for (const auto& image : images) {
    const auto result = codes_of.run(image, keep_input);
    outputs.insert(outputs.end(), result.begin(), result.end());
  }
  write_codes(folder / "inputs", inputs);
  write_codes(folder / "outputs", outputs);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    generate(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
