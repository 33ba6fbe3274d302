/// @file
/// What comparing a quantized network with the float network gives: plain values, for reports.
#ifndef BINPOINT_VALIDATION_HPP
#define BINPOINT_VALIDATION_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detail/site_map.hpp"
#include "error_report.hpp"
#include "network.hpp"

namespace binpoint {

struct metric_result {
  std::string name;
  double of_float = 0;
  double of_quantized = 0;
};

/// Values, and the bytes that they take.
struct byte_counts {
  std::uint64_t count = 0;   ///< number of values
  std::uint64_t before = 0;  ///< as float
  std::uint64_t packed = 0;  ///< as codes, each tensor packed bit by bit
  std::uint64_t stored = 0;  ///< as codes, each in the smallest builtin integer

  byte_counts& operator+=(const byte_counts& other) {
    count += other.count;
    before += other.before;
    packed += other.packed;
    stored += other.stored;
    return *this;
  }
  friend bool operator==(const byte_counts&, const byte_counts&) = default;
};

/// Bytes of the outputs that a network shows, its input among them, for the input that takes most.
struct activation_bytes {
  byte_counts sum;  ///< of all outputs
  /// The most that two outputs in succession take, which is what a chain of layers keeps at a time;
  /// each number the highest of its kind. A network with branches keeps more.
  byte_counts peak;
};

/// How often each pair of answers was given, an answer being the index of the highest output.
struct confusion_matrix {
  std::size_t classes = 0;  ///< number of outputs
  /// By the answer of the float network, then that of the quantized one: pairs that occurred.
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> counts{};

  [[nodiscard]] std::uint64_t count(std::size_t of_float, std::size_t of_quantized) const {
    const auto found = counts.find({of_float, of_quantized});
    return found == counts.end() ? 0 : found->second;
  }
  friend bool operator==(const confusion_matrix&, const confusion_matrix&) = default;
};

/// What rounding did to one site.
struct site_result {
  tensor_format chosen;
  error_report losses;
};

struct validation {
  std::size_t inputs = 0;
  std::vector<metric_result> metrics;
  double agreement =
      0;  ///< share of the inputs for which both networks have the same highest output
  confusion_matrix confusion;
  error_report outputs;  ///< the quantized network's outputs against those of the float network
  byte_counts bytes;     ///< of the parameters
  activation_bytes activations;
  /// Products that one input takes; nothing where the network does not tell.
  std::optional<std::uint64_t> multiply_accumulates;
  /// For a parameter once, for an output over all inputs: the error of rounding what came there,
  /// the layers before it being quantized too.
  detail::site_map<site_result> sites;
};

/// How much one site costs by itself, and how much has gathered up to it.
struct site_sensitivity {
  error_report own;     ///< the site's values rounded, nothing else in the network being so
  error_report output;  ///< the network's outputs then, against those of the float network
  /// The site's values in the network that is quantized everywhere, rounded, against those of the
  /// float network. The same as `own` for a parameter and the network's input.
  error_report accumulated;
};

struct sensitivity {
  std::size_t inputs = 0;
  detail::site_map<site_sensitivity> sites;
};

}  // namespace binpoint

#endif
