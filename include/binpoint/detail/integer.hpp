/// @file
/// Integer helpers that also compile for CUDA devices, where the standard ones are host functions.
#ifndef BINPOINT_DETAIL_INTEGER_HPP
#define BINPOINT_DETAIL_INTEGER_HPP

#include <cstdint>
#include <type_traits>

#include "../config.hpp"

namespace binpoint::detail {

template <class To, class From>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr To bit_cast(const From& from) noexcept {
  static_assert(sizeof(To) == sizeof(From));
  return __builtin_bit_cast(To, from);
}

/// Number of bits up to and including the highest one; 0 for 0.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int bit_width(std::uint64_t x) noexcept {
#if defined(__CUDA_ARCH__)
  if (!__builtin_is_constant_evaluated()) return 64 - __clzll(static_cast<long long>(x));
#endif
  return x == 0 ? 0 : 64 - __builtin_clzll(x);
}

/// 2^n - 1 for n in 0..64.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t low_mask(int n) noexcept {
  return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T min(T a, T b) noexcept {
  return b < a ? b : a;
}

template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T max(T a, T b) noexcept {
  return a < b ? b : a;
}

/// x * 2^shift, of 0 for any shift.
/// @pre  shift is 0 or more, and T holds the result
template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T shifted_left(T x, int shift) noexcept {
  constexpr int longest = static_cast<int>(sizeof(T)) * 8 - 1;
  return static_cast<T>(x << min(shift, longest));
}

/// The low bits of a two's-complement word, sign-extended (or zero-extended) to 64 bits.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t wrap_to_word(std::uint64_t bits,
                                                                       int word_length,
                                                                       bool is_signed) noexcept {
  // Two shifts, which compilers know as a conversion to a shorter integer.
  const int unused = 64 - word_length;
  return is_signed ? static_cast<std::int64_t>(bits << unused) >> unused
                   : static_cast<std::int64_t>(bits << unused >> unused);
}

/// x < 0, of which nvcc warns where x has no sign.
template <class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_negative(Integer x) noexcept {
  if constexpr (std::is_signed_v<Integer>) {
    return x < 0;
  } else {
    return false;
  }
}

/// Magnitude of a signed or unsigned integer, also of the lowest one.
template <class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t magnitude(Integer x) noexcept {
  static_assert(sizeof(Integer) <= 8, "binpoint: integers of more than 64 bits are not taken");
  const auto bits = static_cast<std::uint64_t>(x);
  if constexpr (std::is_signed_v<Integer>) {
    return x < 0 ? std::uint64_t{0} - bits : bits;
  } else {
    return bits;
  }
}

template <class Integer>
inline constexpr Integer lowest_integer = std::is_signed_v<Integer>
                                              ? static_cast<Integer>(std::uint64_t{1}
                                                                     << (sizeof(Integer) * 8 - 1))
                                              : Integer{0};
template <class Integer>
inline constexpr Integer highest_integer = static_cast<Integer>(~lowest_integer<Integer>);

/// The smallest builtin integer of at least that many bits.
template <int Bits, bool IsSigned>
using smallest_integer = std::conditional_t<
    Bits <= 8, std::conditional_t<IsSigned, std::int8_t, std::uint8_t>,
    std::conditional_t<
        Bits <= 16, std::conditional_t<IsSigned, std::int16_t, std::uint16_t>,
        std::conditional_t<Bits <= 32, std::conditional_t<IsSigned, std::int32_t, std::uint32_t>,
                           std::conditional_t<IsSigned, std::int64_t, std::uint64_t>>>>;

}  // namespace binpoint::detail

#endif
