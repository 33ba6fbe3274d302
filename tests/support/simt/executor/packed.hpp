/// @file
/// CUDA's names for instructions on signed numbers, one or two in a word, and on integers as
/// floats.
#ifndef BINPOINT_TESTS_SIMT_PACKED_HPP
#define BINPOINT_TESTS_SIMT_PACKED_HPP

#include <bit>
#include <cstdint>

#include "arithmetic.hpp"

inline unsigned __vmaxs2(unsigned a, unsigned b) {
  return simt::on_halves(a, b, [](unsigned x, unsigned y) {
    return static_cast<std::int16_t>(x) < static_cast<std::int16_t>(y) ? y : x;
  });
}
inline unsigned __vmins2(unsigned a, unsigned b) {
  return simt::on_halves(a, b, [](unsigned x, unsigned y) {
    return static_cast<std::int16_t>(y) < static_cast<std::int16_t>(x) ? y : x;
  });
}
inline unsigned __viaddmin_s16x2(unsigned a, unsigned b, unsigned c) {
  return __vmins2(__vadd2(a, b), c);
}

namespace simt {
/// The float next to an integer towards zero.
inline float toward_zero(std::uint32_t magnitude, bool negative) {
  const int dropped = static_cast<int>(std::bit_width(magnitude)) - 24;
  if (dropped > 0) magnitude = magnitude >> dropped << dropped;
  const auto exact = static_cast<float>(magnitude);
  return negative ? -exact : exact;
}
}  // namespace simt

inline float __int2float_rz(int x) {
  const auto bits = static_cast<std::uint32_t>(x);
  return simt::toward_zero(x < 0 ? 0 - bits : bits, x < 0);
}
inline float __uint2float_rz(unsigned x) { return simt::toward_zero(x, false); }

#endif
