/// @file
/// The results of a validation as text: metrics, losses by site, confusion, bytes, products.
#ifndef BINPOINT_REPORT_VALIDATION_TEXT_HPP
#define BINPOINT_REPORT_VALIDATION_TEXT_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "../channel_formats.hpp"
#include "../validation.hpp"
#include "detail/number_text.hpp"
#include "detail/validation_tables.hpp"

namespace binpoint {

/// Bits by which a layer's accumulator is wider than its sums can become, over all of its channels.
struct layer_guard_bits {
  std::string layer;
  int bits = 0;
};

/// What is known besides; null or empty: that part is left out.
struct validation_text_options {
  const sensitivity* alone = nullptr;
  const detail::site_map<channel_gain>* gains = nullptr;  ///< of formats by channel
  std::span<const layer_guard_bits> guard_bits{};
  std::size_t widest_square = 16;  ///< classes; of more, the answers that changed most are listed
};

namespace detail {

[[nodiscard]] inline std::string confusion_text(const validation& v, std::size_t widest_square) {
  const auto same =
      static_cast<std::uint64_t>(std::llround(v.agreement * static_cast<double>(v.inputs)));
  const std::string head = "answers: the same for " + grouped(same) + " of " + grouped(v.inputs) +
                           " inputs (" + percent(same, v.inputs) + ")\n";
  if (v.confusion.classes <= widest_square) {
    return head + "rows: float, columns: quantized\n" + confusion_square(v.confusion);
  }
  return same == v.inputs ? head : head + confusion_list(v.confusion);
}

[[nodiscard]] inline std::string sites_notes(const validation_text_options& options) {
  std::string result =
      "rounding: SQNR of rounding what came to the site, all before it being quantized\n";
  if (options.alone != nullptr) {
    result += "on " + grouped(options.alone->inputs) +
              " inputs: alone, SQNR at the site when nothing else is quantized; output, that of "
              "the network then;\n  gathered, SQNR at the site against the float network, all up "
              "to it being quantized\n";
  }
  if (options.gains != nullptr) {
    result += "channels: expected gain in SQNR of formats by channel over one for the tensor\n";
  }
  return result;
}

[[nodiscard]] inline std::string guard_bits_text(std::span<const layer_guard_bits> layers) {
  std::string result = "guard bits of the accumulators:";
  const char* separator = " ";
  for (const layer_guard_bits& each : layers) {
    result += separator + shortened(each.layer, 28) + ' ' + std::to_string(each.bits);
    separator = ", ";
  }
  return result + '\n';
}

}  // namespace detail

/// A validation for a reader at a terminal. Names are made fit for one.
[[nodiscard]] inline std::string validation_text(const validation& v,
                                                 const validation_text_options& options = {}) {
  std::string result = detail::metrics_table(v);
  if (!result.empty()) result += '\n';
  result += detail::sites_table(v, options.alone, options.gains) + detail::sites_notes(options);
  result += "outputs of the network: SQNR " + detail::decibels_text(v.outputs.sqnr_db()) + "\n\n";
  result += detail::confusion_text(v, options.widest_square) + '\n' + detail::bytes_table(v);
  if (v.multiply_accumulates) {
    result +=
        "multiply-accumulates of one input: " + detail::grouped(*v.multiply_accumulates) + '\n';
  }
  if (!options.guard_bits.empty()) result += detail::guard_bits_text(options.guard_bits);
  return result;
}

}  // namespace binpoint

#endif
