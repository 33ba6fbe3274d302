/// @file
/// A 16-bit floating-point type of the user's own: the upper half of a float.
#ifndef BINPOINT_TESTS_SUPPORT_BRAIN_FLOAT_HPP
#define BINPOINT_TESTS_SUPPORT_BRAIN_FLOAT_HPP

#include <binpoint/bits.hpp>
#include <bit>
#include <cstdint>

namespace support {

struct brain_float {
  std::uint16_t bits;

  explicit operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
};

}  // namespace support

template <>
struct binpoint::float_layout<support::brain_float> : binpoint::ieee_layout<std::uint16_t, 8, 7> {};

#endif
