/// @file
/// inspect as a user meets it: what it finds in files is what the library finds.
#include <binpoint/binpoint.hpp>
#include <binpoint/io/profile.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "examples/inspect_run.hpp"
#include "support/catch.hpp"
#include "support/profiles.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"
#include "support/tensor_choice.hpp"

namespace inspect {
namespace {

/// What the library sees in a file.
struct expected_file {
  bp::profile seen;
  bp::channel_profile channels;

  void add(const fs::path& path) {
    const io::tensor_file file(path);
    for (const auto& [entry, where] : demo::choose_tensors(file, {})) {
      seen[where].merge(io::count_octaves<3>(file, *entry));
      if (entry->shape.size() < 2 || entry->elements() == 0) continue;
      bp::channel_profile part;
      part[where] = io::count_octaves_by_channel<0>(file, *entry);
      channels.merge(part);
    }
  }
};

}  // namespace

TEST_CASE("inspect: the demo's weights get the formats that the library chooses", "[examples]") {
  expected_file expected;
  std::string files;
  for (const char* layer : {"conv1", "conv2", "dense1", "dense2"}) {
    for (const char* kind : {"weight", "bias"}) {
      const fs::path path =
          fs::path(BINPOINT_EXAMPLE_DATA) / (std::string(layer) + "." + kind + ".npy");
      files += quoted(path);
      expected.add(path);
    }
  }
  CHECK(expected.seen.contains({"dense2", bp::role::bias}));
  CHECK(plan_of(files) == bp::choose_formats(expected.seen, bp::least_error{8}));
  CHECK(plan_of(files + " --word-length 5 --criterion no_overflow") ==
        bp::choose_formats(expected.seen, bp::no_overflow{5}));
  const bp::plan by_channel = plan_of(files + " --per-channel");
  CHECK(by_channel == bp::choose_formats(expected.seen, expected.channels, bp::least_error{8}));
  CHECK(by_channel.at({"conv1", bp::role::weight}).fraction_lengths.size() == 8);
}

TEST_CASE("inspect: every kind of file is shown and reported", "[examples]") {
  for (const char* name : {"float32.npy", "float32_big_endian.npy", "float64_fortran.npy",
                           "all_types.npz", "zip64.npz", "model.safetensors", "model.onnx"}) {
    INFO(name);
    expected_file expected;
    expected.add(tensors / name);
    CHECK(plan_of(quoted(tensors / name) + " --per-channel") ==
          bp::choose_formats(expected.seen, expected.channels, bp::least_error{8}));
  }
  const temporary_folder folder;
  const fs::path page = folder.path() / "page.html";
  const fs::path numbers = folder.path() / "numbers.json";
  const support::outcome o = run(quoted(tensors / "model.safetensors") + " --word-lengths --html" +
                                 quoted(page) + " --json" + quoted(numbers));
  CHECK(o.exit_code == 0);
  CHECK(o.output.find("layer.float32 weight  float32 (4, 3)") != std::string::npos);
  CHECK(o.output.find("SQNR in dB, estimated, by bits of a word") != std::string::npos);
  CHECK(o.output.ends_with(page.string() + ": written\n" + numbers.string() + ": written\n"));
  CHECK(text_of(numbers).find("\"layer\":\"layer.float32\"") != std::string::npos);
  CHECK(text_of(page).find("layer.float32 weight") != std::string::npos);
}

TEST_CASE("inspect: profiles are read, and files of one site merged when that is asked for",
          "[examples]") {
  const temporary_folder folder;
  support::generator random(5);
  bp::profile sum;
  std::string files;
  for (int worker = 0; worker < 3; ++worker) {
    bp::profile seen;
    seen[{"conv1", bp::role::activation}].add(support::mixed_values<float>(random, 30));
    const fs::path path = folder.path() / ("p" + std::to_string(worker));
    io::write_profile(path, seen);
    files += quoted(path);
    sum.merge(seen);
  }
  CHECK(plan_of(files + " --merge") == bp::choose_formats(sum, bp::least_error{8}));
  expect_error(files, 1,
               (folder.path() / "p1").string() + ": found 'conv1 activation', which is in " +
                   (folder.path() / "p0").string() +
                   " too; --merge adds up what is in several files");
}

TEST_CASE("inspect: tensors are left out by type and by rank", "[examples]") {
  const std::string file = quoted(tensors / "network.onnx");
  CHECK(plan_of(file).size() == 4);
  CHECK(plan_of(file + " --floats").size() == 3);
  CHECK(plan_of(file + " --min-rank 2").size() == 2);
  CHECK(plan_of(file + " --per-channel --channel-axis 1")
            .at({"conv", bp::role::weight})
            .of_channel(1)
            .word_length == 8);
}

TEST_CASE("inspect: values alone", "[examples]") {
  const temporary_folder folder;
  const fs::path path = folder.path() / "raw.bin";
  const std::vector<double> values{0.5, -3, 0, 100};
  io::write_file(path, std::as_bytes(std::span(values)));
  bp::profile seen;
  seen[{"raw", bp::role::weight}].add(values);
  CHECK(plan_of(quoted(path) + " --shape 2,2 --type float64") ==
        bp::choose_formats(seen, bp::least_error{8}));
  expect_error(
      quoted(path) + " --shape 5", 1,
      "binpoint: " + path.string() +
          ": offset 0: found 32 bytes of values, expected 4 for each element of shape (5,)");
  expect_error(quoted(path), 1,
               "binpoint: " + path.string() + ": offset 0: found '" + std::string(8, '?') +
                   "', expected the first bytes of an .npy, .npz, .safetensors or .onnx file");
}

}  // namespace inspect
