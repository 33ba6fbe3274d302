/// @file
/// Merges the profiles that many workers have written: merge_profiles OUT IN...
///
/// The order of the files does not matter: the result is the same bytes. Its sites stand in the
/// order of the files where that is the same in all of them, and sorted by name and role where it
/// is not.
#include <algorithm>
#include <binpoint/io/profile.hpp>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "support/command_line.hpp"
#include "support/options.hpp"
#include "support/profile_sum.hpp"

namespace bp = binpoint;

namespace {

const std::vector<demo::option> known_options{
    {"--sub-bits", "S",
     "bits after the first that the result tells apart, 0..6; every file needs as many (3)"}};

template <int SubBits>
bool same_sites(const bp::basic_profile<SubBits>& a, const bp::basic_profile<SubBits>& b) {
  return std::ranges::equal(
      a, b, {}, [](const auto& entry) { return entry.first; },
      [](const auto& entry) { return entry.first; });
}

template <int SubBits>
bp::basic_profile<SubBits> sorted(const bp::basic_profile<SubBits>& observed) {
  std::vector<bp::site> sites;
  for (const auto& entry : observed) sites.push_back(entry.first);
  std::ranges::sort(sites);
  bp::basic_profile<SubBits> result;
  for (const bp::site& where : sites) result[where] = observed.at(where);
  return result;
}

template <int SubBits>
bp::basic_profile<SubBits> merged(std::span<const std::string> files) {
  bp::basic_profile<SubBits> result = bp::io::read_profile<SubBits>(files.front());
  bool one_order = true;
  for (const std::string& file : files.subspan(1)) {
    const auto next = bp::io::read_profile<SubBits>(file);
    one_order = one_order && same_sites(result, next);
    for (const auto& [where, histogram] : next) {
      demo::add_counts(result[where], histogram, where, file);
    }
  }
  return one_order ? result : sorted(result);
}

template <int SubBits>
void print_table(const bp::basic_profile<SubBits>& observed) {
  std::printf("%-32s %14s %12s %8s %12s %12s\n", "site", "values", "zeros", "NaN, inf", "min",
              "max");
  for (const auto& [where, h] : observed) {
    const std::string name = bp::io::in_quotes(where.layer) + ' ' + bp::to_string(where.kind);
    std::printf("%-32s %14llu %12llu %8llu %12.5g %12.5g\n", name.c_str(),
                static_cast<unsigned long long>(h.total()),
                static_cast<unsigned long long>(h.zeros()),
                static_cast<unsigned long long>(h.nans() + h.infinities()), h.min(), h.max());
  }
}

template <int SubBits>
void merge(const std::vector<std::string>& files) {
  const auto result = merged<SubBits>(std::span(files).subspan(1));
  const auto bytes = bp::io::format_profile(result);
  bp::io::write_file(files.front(), bytes);
  print_table(result);
  std::printf("%s: %zu files, %zu sites, %zu bytes\n", files.front().c_str(), files.size() - 1,
              result.size(), bytes.size());
}

/// Calls the instance for a number that is known at run time.
template <int... SubBits>
void merge_with(int sub_bits, const std::vector<std::string>& files,
                std::integer_sequence<int, SubBits...>) {
  ((SubBits == sub_bits ? merge<SubBits>(files) : void()), ...);
}

int run(std::span<const char* const> arguments) {
  const demo::command_line given(arguments, known_options);  // the result first
  const demo::options chosen(given.options, known_options);
  if (chosen.has("--help")) {
    chosen.print_help(std::cout, "merge_profiles [options] OUT IN...");
    return 0;
  }
  if (given.files.size() < 2) {
    throw demo::usage_error("found " + std::to_string(given.files.size()) +
                            " files, expected OUT and at least one IN");
  }
  merge_with(chosen.number("--sub-bits", 3, 0, 6), given.files,
             std::make_integer_sequence<int, 7>());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("merge_profiles", [&] { return run(arguments); });
}
