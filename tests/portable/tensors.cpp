// A program without a test framework, for machines of another byte order: the tensor files of
// tests/data/tensors against what NumPy counted in them, and the profile of their floats against
// the file that a script has written of it. Its argument is that folder; its exit code tells
// whether all was as expected.

#include <algorithm>
#include <binpoint/io/file.hpp>
#include <binpoint/io/profile.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "../support/tensor_fixtures.hpp"

namespace io = binpoint::io;

namespace {

std::string check(const std::filesystem::path& folder, const support::expected_tensor& expected) {
  const io::tensor_file file(folder / expected.file);
  const io::tensor_entry* entry = support::find_tensor(file, expected.name);
  if (entry == nullptr) return "no such tensor";
  return support::difference(expected, *entry, io::count_octaves<3>(file, *entry));
}

int check_all(const std::filesystem::path& folder) {
  const auto expected = support::read_expected(folder);
  int failures = expected.size() > 50 ? 0 : 1;
  for (const auto& each : expected) {
    const std::string problem = check(folder, each);
    if (problem.empty()) continue;
    std::printf("failed: %s, %s: %s\n", each.file.c_str(), each.name.c_str(), problem.c_str());
    ++failures;
  }
  std::printf("%zu tensors, %d failures\n", expected.size(), failures);
  return failures;
}

int check_profile(const std::filesystem::path& folder) {
  binpoint::profile seen;
  for (const auto& each : support::read_expected(folder)) {
    const io::tensor_file file(folder / each.file);
    const io::tensor_entry* entry = support::find_tensor(file, each.name);
    if (entry == nullptr || !io::is_floating(entry->type)) continue;
    seen[{each.file + ' ' + each.name, binpoint::role::weight}] =
        io::count_octaves<3>(file, *entry);
  }
  const auto path = folder / "profile.bpp";
  const bool is_written = std::ranges::equal(io::format_profile(seen), io::read_file(path));
  const bool is_read = io::read_profile<3>(path) == seen;
  if (!is_written) std::printf("failed: the profile's bytes are others\n");
  if (!is_read) std::printf("failed: the profile that is read is another\n");
  std::printf("a profile of %zu sites\n", seen.size());
  return (is_written ? 0 : 1) + (is_read ? 0 : 1) + (seen.size() > 10 ? 0 : 1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    const int failures = check_all(argv[1]) + check_profile(argv[1]);
    return failures == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("failed: %s\n", error.what());
    return 1;
  }
}
