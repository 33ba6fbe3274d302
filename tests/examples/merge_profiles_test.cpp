/// @file
/// Merging files of many workers: the same bytes for any order, and one clear line for each
/// mistake.
#include <algorithm>
#include <binpoint/io/profile.hpp>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/profiles.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

namespace bp = binpoint;
namespace fs = std::filesystem;

namespace {

support::outcome merge(const std::vector<fs::path>& files, const std::string& options = "") {
  std::string arguments = options;
  for (const fs::path& file : files) arguments += " '" + file.string() + "'";
  return support::run_example("merge_profiles", arguments);
}

/// What a worker has seen; the sites in the order of a network, or in one of its own.
bp::profile seen_by(int worker, bool shuffled) {
  support::generator random(static_cast<std::uint64_t>(worker) + 40);
  std::vector<bp::site> sites = support::sites();
  if (shuffled) std::ranges::shuffle(sites, random);
  bp::profile result;
  for (const bp::site& where : sites) result[where].add(support::mixed_values<float>(random, 30));
  return result;
}

void expect_merge_error(const support::outcome& found, int exit_code, const std::string& text) {
  CHECK(found.exit_code == exit_code);
  CHECK(found.output == "merge_profiles: " + text + "\n");
}

}  // namespace

TEST_CASE("merge_profiles: any order of files gives the same bytes", "[examples]") {
  const bool shuffled = GENERATE(false, true);
  const temporary_folder folder;
  std::vector<fs::path> files;
  bp::profile expected;
  for (int worker = 0; worker < 4; ++worker) {
    files.push_back(folder.path() / ("in" + std::to_string(worker)));
    bp::io::write_profile(files.back(), seen_by(worker, shuffled));
    expected += seen_by(worker, shuffled);
  }
  const fs::path out = folder.path() / "out";
  std::vector<std::vector<std::byte>> results;
  do {
    std::vector<fs::path> arguments{out};
    arguments.insert(arguments.end(), files.begin(), files.end());
    const support::outcome found = merge(arguments);
    INFO(found.output);
    REQUIRE(found.exit_code == 0);
    results.push_back(bp::io::read_file(out));
  } while (std::ranges::next_permutation(files).found && results.size() < 24);
  CHECK(std::ranges::all_of(results, [&](const auto& bytes) { return bytes == results.front(); }));

  const bp::profile merged = bp::io::read_profile(out);
  CHECK(merged.size() == expected.size());
  for (const auto& [where, histogram] : expected) CHECK(merged.at(where) == histogram);
  if (!shuffled) CHECK(merged == expected);

  // In two steps, too.
  const fs::path half = folder.path() / "half";
  REQUIRE(merge({half, files[2], files[0]}).exit_code == 0);
  REQUIRE(merge({out, files[3], half, files[1]}).exit_code == 0);
  CHECK(bp::io::read_file(out) == results.front());
}

TEST_CASE("merge_profiles, inspect: counts that 64 bits do not hold are refused", "[examples]") {
  const temporary_folder folder;
  const fs::path half = folder.path() / "half";
  const fs::path out = folder.path() / "out";
  bp::profile seen;
  auto& histogram = seen[{"a", bp::role::weight}];
  histogram.add(1.0F);
  for (int i = 0; i < 63; ++i) histogram.merge(histogram);
  bp::io::write_profile(half, seen);
  const std::string text = half.string() +
                           ": found 9223372036854775808 values of 'a weight', expected fewer than "
                           "2^64 with those of the files before";
  CHECK(merge({out, half}).exit_code == 0);
  expect_merge_error(merge({folder.path() / "two", half, half}), 1, text);
  CHECK(folder.file_count() == 2);
  const support::outcome o =
      support::run_example("inspect", "--merge '" + half.string() + "' '" + half.string() + "'");
  CHECK(o.exit_code == 1);
  CHECK(o.output == "inspect: " + text + "\n");
}

TEST_CASE("merge_profiles: a coarser result, and one of fewer sub-bits refused", "[examples]") {
  const temporary_folder folder;
  const fs::path fine = folder.path() / "fine";
  const fs::path coarse = folder.path() / "coarse";
  bp::io::write_profile(fine, seen_by(1, false));
  REQUIRE(merge({coarse, fine, fine}, "--sub-bits 0").exit_code == 0);
  const auto merged = bp::io::read_profile<0>(coarse);
  for (const auto& [where, histogram] : seen_by(1, false)) {
    bp::msb_histogram twice(histogram);
    twice += bp::msb_histogram(histogram);
    CHECK(merged.at(where) == twice);
  }
  expect_merge_error(
      merge({folder.path() / "out", fine, coarse}), 1,
      "binpoint: " + coarse.string() + ": offset 12: found 0 sub-bits, expected 3 or more");
  CHECK(folder.file_count() == 2);
}

TEST_CASE("merge_profiles: a table of the sites", "[examples]") {
  const temporary_folder folder;
  bp::profile observed;
  observed[{"fc", bp::role::weight}].add(std::vector{0.0F, 1.0F, -2.5F});
  const fs::path in = folder.path() / "in";
  bp::io::write_profile(in, observed);
  const support::outcome found = merge({folder.path() / "out", in, in});
  CHECK(found.output.find("'fc' weight                                   6            2        0"
                          "         -2.5            1\n") != std::string::npos);
  CHECK(found.output.find("2 files, 1 sites, ") != std::string::npos);
}

TEST_CASE("merge_profiles: each mistake is one line", "[examples]") {
  const temporary_folder folder;
  const fs::path missing = folder.path() / "missing";
  const fs::path out = folder.path() / "out";
  expect_merge_error(merge({}), 2, "found 0 files, expected OUT and at least one IN");
  expect_merge_error(merge({out}), 2, "found 1 files, expected OUT and at least one IN");
  expect_merge_error(merge({out, missing}), 1,
                     "binpoint: " + missing.string() + ": found no such file, expected one");
  expect_merge_error(merge({out, missing}, "--sub-bits 7"), 2,
                     "--sub-bits: found '7', expected a number in 0..6");
  expect_merge_error(merge({}, "--sub-bits"), 2, "--sub-bits: found nothing after it, expected S");
  CHECK(folder.file_count() == 0);
}
