/// @file
/// inspect as a user meets it: what it finds is what the library finds, what it writes is whole,
/// and each mistake is one line.
#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/io/file.hpp>
#include <binpoint/io/plan.hpp>
#include <binpoint/io/profile.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/profiles.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"
#include "support/tensor_choice.hpp"

namespace bp = binpoint;
namespace io = binpoint::io;
namespace fs = std::filesystem;

namespace {

const fs::path tensors = fs::path(BINPOINT_TEST_DATA) / "tensors";

std::string quoted(const fs::path& path) { return " '" + path.string() + "'"; }

support::outcome inspect(const std::string& arguments) {
  return support::run_example("inspect", arguments);
}

/// The plan that inspect writes for a command line.
bp::plan plan_of(const std::string& arguments) {
  const temporary_folder folder;
  const fs::path file = folder.path() / "p";
  const support::outcome o = inspect(arguments + " --plan" + quoted(file));
  INFO(arguments << "\n" << o.output);
  REQUIRE(o.exit_code == 0);
  CHECK(folder.file_count() == 1);
  return io::read_plan(file);
}

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

void expect_error(const std::string& arguments, int exit_code, const std::string& text) {
  const temporary_folder folder;
  const support::outcome o = inspect(arguments + " --plan" + quoted(folder.path() / "p") +
                                     " --html" + quoted(folder.path() / "h"));
  INFO(arguments);
  CHECK(o.exit_code == exit_code);
  CHECK(o.output == "inspect: " + text + "\n");
  CHECK(folder.file_count() == 0);
}

std::string text_of(const fs::path& path) {
  const auto bytes = io::read_file(path);
  return std::string(io::as_text(bytes));
}

/// The largest finite number of a type.
template <class T>
double type_limit() {
  if (std::same_as<T, bp::half_bits>) return 65504;
  if (std::same_as<T, double>) return std::numeric_limits<double>::max();
  constexpr auto of_float = static_cast<double>(std::numeric_limits<float>::max());
  return std::same_as<T, float> ? of_float : 0x1.fep127;
}

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
  const support::outcome o =
      inspect(quoted(tensors / "model.safetensors") + " --word-lengths --html" + quoted(page) +
              " --json" + quoted(numbers));
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

TEST_CASE("inspect: a rounded file differs in its floats alone", "[examples]") {
  const temporary_folder folder;
  for (const char* name : {"network.onnx", "model.safetensors", "float32_big_endian.npy",
                           "float64_fortran.npy", "float16.npy"}) {
    for (const std::string options : {"", " --per-channel --word-length 4"}) {
      INFO(name << options);
      const fs::path to = folder.path() / name;
      const bp::plan plan = plan_of(quoted(tensors / name) + options + " --floats --rounded" +
                                    quoted(to) + " --html" + quoted(folder.path() / "h"));
      std::string before = text_of(tensors / name);
      std::string after = text_of(to);
      REQUIRE(after.size() == before.size());
      const io::tensor_file file(tensors / name);
      const io::tensor_file rounded(to);
      std::size_t changed = 0;
      demo::tensor_choice choice;
      choice.floats_only = true;
      for (const auto& [entry, where] : demo::choose_tensors(file, choice)) {
        const auto& found =
            *std::ranges::find(rounded.tensors(), entry->name, &io::tensor_entry::name);
        io::visit_element(entry->type, [&](auto element) {
          using T = decltype(element);
          if constexpr (bp::floating<T>) {
            std::vector<T> room, room_after;
            const auto x = io::detail::as_values(file.values_of(*entry), entry->order, room);
            const auto y =
                io::detail::as_values(rounded.values_of(found), entry->order, room_after);
            const auto layout = entry->shape.size() > 1 ? entry->channels() : bp::channel_layout{};
            for (std::size_t i = 0; i < x.size(); ++i) {
              const bp::tensor_format& chosen = plan.at(where);
              const std::size_t channel = chosen.fraction_lengths.empty() ? 0 : layout.channel(i);
              const bp::format f = chosen.of_channel(channel);
              const bp::encoded e = bp::encode(x[i], f);
              // What the format has is in the file, and rounding it again changes nothing.
              const bp::encoded again = bp::encode(y[i], f);
              CHECK_FALSE(again.rounded);
              CHECK_FALSE(again.overflowed);
              // Only the type of the file may end before the format does.
              if (again.code != e.code) {
                CHECK(std::abs(bp::decode(e.code, f)) > type_limit<T>());
                CHECK(std::abs(bp::decode(again.code, f)) > type_limit<T>() / 2);
              }
            }
          }
        });
        before.replace(entry->offset, entry->bytes, entry->bytes, '-');
        changed +=
            after.compare(entry->offset, entry->bytes, before, entry->offset, entry->bytes) != 0;
        after.replace(entry->offset, entry->bytes, entry->bytes, '-');
      }
      CHECK(before == after);
      CHECK(changed > 0);
    }
  }
}

TEST_CASE("inspect: a file that cannot be rounded in place is refused", "[examples]") {
  const temporary_folder folder;
  const auto refused = [&](const char* name, const std::string& text) {
    const support::outcome o =
        inspect(quoted(tensors / name) + " --floats --rounded" + quoted(folder.path() / "out"));
    CHECK(o.exit_code == 1);
    CHECK(o.output.find("\ninspect: " + (tensors / name).string() + ": " + text) !=
          std::string::npos);
    CHECK(folder.file_count() == 0);
  };
  refused("zip64.npz", "found an .npz file, which has checksums, expected .npy, .safetensors");
  refused("model.onnx", "found tensor 'float16.typed' as integers of variable length");
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

TEST_CASE("inspect: each mistake is one line, and nothing is written", "[examples]") {
  const std::string file = quoted(tensors / "float32.npy");
  expect_error("", 2, "found no file, expected at least one");
  expect_error(file + " --word-length 0", 2,
               "--word-length: found '0', expected a number in 1..64");
  expect_error(file + " --criterion best", 2,
               "--criterion: found 'best', expected one of least_error, most_information, "
               "no_overflow, outlier_budget, shortest_word");
  expect_error(file + " --fast", 2, "unknown option '--fast', --help lists the known ones");
  expect_error(file + " --shape 2,,3", 2,
               "--shape: found '2,,3', expected sizes with commas: 8,1,3,3");
  expect_error(file + " --type int8", 2, "--type: found no --shape, which values alone need");
  expect_error(file + " --shape 2 --type int4", 2,
               "--type: found 'int4', expected one of " + io::element_type_names());
  expect_error(file + file + " --rounded x", 2, "--rounded: found 2 files, expected one");
  expect_error(file + " --floats --min-rank 9", 1,
               "found no tensor in " + (tensors / "float32.npy").string());
  expect_error(" /nowhere/w.npy", 1, "binpoint: /nowhere/w.npy: found no such file, expected one");
  expect_error(quoted(tensors / "compressed.npz"), 1,
               "binpoint: " + (tensors / "compressed.npz").string() +
                   ": offset 242: found compressed file 'a.npy', expected a stored one "
                   "(numpy.savez, not savez_compressed)");
  const temporary_folder folder;
  for (const char* name : {"float32.npy", "model.safetensors", "network.onnx", "zip64.npz"}) {
    const fs::path cut = folder.path() / name;
    fs::copy_file(tensors / name, cut);
    fs::resize_file(cut, fs::file_size(cut) - 9);
    const support::outcome o = inspect(quoted(cut));
    INFO(o.output);
    CHECK(o.exit_code == 1);
    CHECK(o.output.starts_with("inspect: binpoint: " + cut.string() + ": offset "));
    CHECK(std::ranges::count(o.output, '\n') == 1);
  }
  CHECK(inspect("--help").exit_code == 0);
}

TEST_CASE("inspect: Ctrl-C leaves no half file", "[examples]") {
  const temporary_folder folder;
  const fs::path raw = folder.path() / "raw.bin";
  io::write_file(raw, {});
  fs::resize_file(raw, std::uintmax_t{1} << 29);
  const fs::path to = folder.path() / "out";
  const support::outcome o = support::run_command(
      "'" + std::string(BINPOINT_EXAMPLE_PROGRAMS) + "/inspect'" + quoted(raw) +
      " --shape 134217728 --rounded" + quoted(to) + " & pid=$!; while kill -0 $pid && ! ls" +
      quoted(folder.path()) + " | grep -q partial; do sleep 0.01; done; kill -INT $pid; wait $pid");
  INFO(o.output);
  CHECK(o.exit_code == 130);
  CHECK(o.output.ends_with("inspect: interrupted, nothing is left half written\n"));
  CHECK(folder.file_count() == 1);
}
