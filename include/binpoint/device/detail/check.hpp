/// @file
/// Checks of arguments that are tensors on a device.
#ifndef BINPOINT_DEVICE_DETAIL_CHECK_HPP
#define BINPOINT_DEVICE_DETAIL_CHECK_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "../../detail/check.hpp"
#include "../../detail/quantize_loops.hpp"
#include "../../detail/requantize_kernel.hpp"
#include "../../format.hpp"
#include "../../policy.hpp"
#include "../error.hpp"
#include "../options.hpp"
#include "../span.hpp"

namespace binpoint::detail {

/// Whether every code of the format is a value of the integer type.
template <class Code>
[[nodiscard]] constexpr bool holds_codes_of(format target) noexcept {
  constexpr int bits = static_cast<int>(sizeof(Code) * 8);
  if constexpr (std::is_signed_v<Code>) return target.magnitude_bits() < bits;
  return !target.is_signed && target.word_length <= bits;
}

/// Whether a kernel can work on them: nothing, or something at a place that the type may have.
template <class T>
[[nodiscard]] bool is_usable(const T* values, std::size_t size) noexcept {
  return size == 0 ||
         (values != nullptr && reinterpret_cast<std::uintptr_t>(values) % alignof(T) == 0);
}

[[nodiscard]] inline bool has_channels(const channel_numbers& numbers) noexcept {
  return !numbers.values.empty();
}

[[nodiscard]] inline bool divides(const channel_layout& layout, std::size_t size) noexcept {
  return layout.channels > 0 && layout.inner > 0 && size % layout.inner == 0 &&
         size / layout.inner % layout.channels == 0;
}

[[nodiscard]] inline bool is_usable(const channel_numbers& numbers, std::size_t size) noexcept {
  if (!has_channels(numbers)) return numbers.layout == channel_layout{};
  return is_usable(numbers.values.data(), numbers.values.size()) &&
         numbers.values.size() == numbers.layout.channels && divides(numbers.layout, size);
}

[[nodiscard]] inline bool is_usable(policy how, const quantize_options& options) noexcept {
  return options.random.has_value() == (how.rounding == rounding_mode::stochastic) &&
         is_usable(options.report, 0);
}

template <class Element, class In, class Out>
void check_device_quantize(const char* function, device_span<In> in, device_span<Out> out,
                           format f) {
  check_quantize<Element>(function, in.size(), out.size(), f);
  check_device_memory(function, in.data(), in.size());
  check_device_memory(function, out.data(), out.size());
}

inline void check_channels(const char* function, std::size_t size, const channel_numbers& numbers) {
  check_device_memory(function, numbers.values.data(), numbers.values.size());
  if (is_usable(numbers, size)) return;
  invalid_argument(function, std::to_string(numbers.values.size()) + " numbers and " +
                                 std::to_string(size) + " values do not fit " +
                                 std::to_string(numbers.layout.channels) + " channels of " +
                                 std::to_string(numbers.layout.inner));
}

inline void check_options(const char* function, std::size_t size, policy how,
                          const quantize_options& options) {
  check_channels(function, size, options.fraction_lengths);
  if (options.report != nullptr) check_device_memory(function, options.report, 1);
  if (!options.random.has_value()) return check_deterministic(function, how);
  if (how.rounding != rounding_mode::stochastic) {
    invalid_argument(function, "random bits are for stochastic rounding only");
  }
}

}  // namespace binpoint::detail

#endif
