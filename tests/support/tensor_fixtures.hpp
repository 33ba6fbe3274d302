/// @file
/// The tensor files of tests/data/tensors and what NumPy counted in them. No test framework:
/// programs without one use it too.
#ifndef BINPOINT_TESTS_SUPPORT_TENSOR_FIXTURES_HPP
#define BINPOINT_TESTS_SUPPORT_TENSOR_FIXTURES_HPP

#include <binpoint/histogram.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace support {

/// A line of expected.txt.
struct expected_tensor {
  std::string file;
  std::string name;
  std::string type;
  std::string shape;  ///< "2x3", or "scalar"
  std::uint64_t zeros = 0, nans = 0, positive_infinities = 0, negative_infinities = 0;
  double min = 0, max = 0;
  std::map<int, std::uint64_t> counts;  ///< by position; -150 is all below, 128 all above
};

inline std::vector<expected_tensor> read_expected(const std::filesystem::path& folder) {
  std::vector<expected_tensor> result;
  std::ifstream in(folder / "expected.txt");
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    expected_tensor each;
    std::string min, max, cell;
    cells >> each.file >> each.name >> each.type >> each.shape >> each.zeros >> each.nans >>
        each.positive_infinities >> each.negative_infinities >> min >> max;
    each.min = std::strtod(min.c_str(), nullptr);
    each.max = std::strtod(max.c_str(), nullptr);
    while (cells >> cell) {
      each.counts[std::atoi(cell.c_str())] =
          std::strtoull(cell.c_str() + cell.find(':') + 1, nullptr, 10);
    }
    result.push_back(each);
  }
  return result;
}

inline std::string shape_cell(const std::vector<std::size_t>& shape) {
  std::string text;
  for (const std::size_t n : shape) text += (text.empty() ? "" : "x") + std::to_string(n);
  return text.empty() ? "scalar" : text;
}

inline const binpoint::io::tensor_entry* find_tensor(const binpoint::io::tensor_file& file,
                                                     const std::string& name) {
  for (const auto& each : file.tensors()) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

/// What is not as NumPy saw it; empty when all is.
template <int SubBits>
std::string difference(const expected_tensor& expected, const binpoint::io::tensor_entry& entry,
                       const binpoint::octave_histogram<SubBits>& h) {
  if (entry.type != binpoint::io::find_element_type(expected.type)) return "type";
  if (shape_cell(entry.shape) != expected.shape) return "shape";
  if (h.zeros() != expected.zeros || h.nans() != expected.nans) return "zeros or NaNs";
  if (h.positive_infinities() != expected.positive_infinities ||
      h.negative_infinities() != expected.negative_infinities) {
    return "infinities";
  }
  if (h.min() != expected.min || h.max() != expected.max) return "extremes";
  const auto count_at = [&](int position) {
    const auto found = expected.counts.find(position);
    return found == expected.counts.end() ? 0 : found->second;
  };
  for (int p = h.lowest_position; p <= h.highest_position; ++p) {
    if (h.count(p) != count_at(p)) return "position " + std::to_string(p);
  }
  if (h.below() != count_at(-150) || h.above() != count_at(128)) return "below or above";
  return h.total() == entry.elements() ? "" : "total";
}

}  // namespace support

#endif
