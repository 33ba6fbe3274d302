/// @file
/// The bits of floating-point numbers: layouts of their types and the position of the highest bit.
#ifndef BINPOINT_BITS_HPP
#define BINPOINT_BITS_HPP

#include <concepts>
#include <cstdint>

#include "config.hpp"
#include "detail/float_layout.hpp"
#include "detail/integer.hpp"

namespace binpoint {

/// Position p of the highest bit of the magnitude: 2^p <= |x| < 2^(p + 1); subnormals included.
///
/// Read from the bits: no floating-point arithmetic, so the same under every compiler option.
/// @pre  x is finite and not zero
template <floating T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int msb_position(T x) noexcept {
  using layout = float_layout<T>;
  const auto bits = static_cast<std::uint64_t>(detail::bit_cast<typename layout::bits_type>(x) &
                                               layout::magnitude_mask);
  const int exponent = static_cast<int>(bits >> layout::fraction_bits);
  return exponent != 0 ? exponent - layout::bias
                       : detail::bit_width(bits) - 1 + layout::lowest_position;
}

/// @pre  x is not zero
template <std::integral T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int msb_position(T x) noexcept {
  return detail::bit_width(detail::magnitude(x)) - 1;
}

}  // namespace binpoint

#endif
