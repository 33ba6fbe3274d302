/// @file
/// inspect as a user meets it: what it writes is whole, and each mistake is one line.
#include <sys/stat.h>

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/io/file.hpp>
#include <binpoint/io/profile.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "examples/inspect_run.hpp"
#include "support/catch.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"
#include "support/tensor_choice.hpp"

namespace inspect {
namespace {

/// The largest finite number of a type.
template <class T>
double type_limit() {
  if (std::same_as<T, bp::half_bits>) return 65504;
  if (std::same_as<T, double>) return std::numeric_limits<double>::max();
  constexpr auto of_float = static_cast<double>(std::numeric_limits<float>::max());
  return std::same_as<T, float> ? of_float : 0x1.fep127;
}

/// Values of a rounded tensor that are not what they should be.
struct faults {
  std::size_t not_in_format = 0;  ///< rounding them again changes them
  std::size_t not_nearest = 0;    ///< their codes are not those of the values before
};

template <class T>
faults faults_of(std::span<const T> before, std::span<const T> after,
                 const bp::tensor_format& chosen, const bp::channel_layout& layout) {
  faults result;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bp::format f = chosen.of_channel(chosen.fraction_lengths.empty() ? 0 : layout.channel(i));
    const bp::encoded e = bp::encode(before[i], f);
    const bp::encoded again = bp::encode(after[i], f);
    result.not_in_format += again.rounded || again.overflowed ? 1 : 0;
    // Only the type of the file may end before the format does.
    const bool is_cut = std::abs(bp::decode(e.code, f)) > type_limit<T>() &&
                        std::abs(bp::decode(again.code, f)) > type_limit<T>() / 2;
    result.not_nearest += again.code == e.code || is_cut ? 0 : 1;
  }
  return result;
}

/// @param entry  of the file before; the rounded one has a tensor of that name too
faults faults_of(const io::tensor_file& before, const io::tensor_file& after,
                 const io::tensor_entry& entry, const bp::tensor_format& chosen) {
  const auto& found = *std::ranges::find(after.tensors(), entry.name, &io::tensor_entry::name);
  const auto layout = entry.shape.size() > 1 ? entry.channels() : bp::channel_layout{};
  faults result;
  io::visit_element(entry.type, [&](auto element) {
    using T = decltype(element);
    if constexpr (bp::floating<T>) {
      std::vector<T> room, room_after;
      result = faults_of<T>(io::detail::as_values(before.values_of(entry), entry.order, room),
                            io::detail::as_values(after.values_of(found), entry.order, room_after),
                            chosen, layout);
    }
  });
  return result;
}

}  // namespace

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
        const faults found = faults_of(file, rounded, *entry, plan.at(where));
        INFO(entry->name);
        CHECK(found.not_in_format == 0);
        CHECK(found.not_nearest == 0);
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

TEST_CASE("inspect: a file that cannot be rounded in place is refused before it is read through",
          "[examples]") {
  const auto refused = [&](const fs::path& file, const std::string& text) {
    const temporary_folder folder;
    expect_error(quoted(file) + " --floats --rounded" + quoted(folder.path() / "out"), 1,
                 file.string() + ": found " + text);
    CHECK(folder.file_count() == 0);
  };
  const std::string expected = ", expected .npy, .safetensors, .onnx or values alone for --rounded";
  refused(tensors / "zip64.npz", "an .npz file, which has checksums" + expected);
  refused(tensors / "model.onnx",
          "tensor 'float16.typed' as integers of variable length, expected raw data for "
          "--rounded");
  const temporary_folder folder;
  io::write_profile(folder.path() / "profile", bp::profile());
  refused(folder.path() / "profile", "a profile, which has no values" + expected);
  // Nobody writes to it: to open it would wait for ever.
  REQUIRE(mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  refused(folder.path() / "pipe", "a pipe or device, which is read only once" + expected);
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
    const support::outcome o = run(quoted(cut));
    INFO(o.output);
    CHECK(o.exit_code == 1);
    CHECK(o.output.starts_with("inspect: binpoint: " + cut.string() + ": offset "));
    CHECK(std::ranges::count(o.output, '\n') == 1);
  }
  CHECK(run("--help").exit_code == 0);
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

}  // namespace inspect
