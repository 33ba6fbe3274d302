/// @file
/// What a sum of products can reach, exactly, from the codes of its weights: accumulators that
/// cannot overflow.
#ifndef BINPOINT_INTEGER_BOUNDS_HPP
#define BINPOINT_INTEGER_BOUNDS_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "../detail/integer.hpp"
#include "requantization.hpp"

namespace binpoint::integer {
namespace detail {

// The compilers' own functions for these two are none of a device's.

/// Whether 64 bits do not hold a + b; `sum` is its low bits.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool add_overflows(std::int64_t a, std::int64_t b,
                                                                std::int64_t& sum) {
  sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  return ((a ^ sum) & (b ^ sum)) < 0;
}

/// Whether 64 bits do not hold a * b; `product` is its low bits.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool multiply_overflows(std::int64_t a, std::int64_t b,
                                                                     std::int64_t& product) {
  product =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  const std::uint64_t x = binpoint::detail::magnitude(a);
  const std::uint64_t y = binpoint::detail::magnitude(b);
  if ((x | y) >> 31 == 0) return false;  // Most are short, and a division is slow.
  const std::uint64_t most = binpoint::detail::low_mask(63) + ((a < 0) != (b < 0) ? 1U : 0U);
  return x != 0 && y > most / x;
}

}  // namespace detail

/// An interval that contains 0, and every partial sum of a layer, in whatever order it is summed.
/// An end that 64 bits do not hold is the lowest or highest integer, and `exceeds_64_bits` is true.
struct sum_bounds {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
  bool exceeds_64_bits = false;

  /// Makes room for one more term, which may take any value from a to b, or be left out.
  BINPOINT_HOST_DEVICE constexpr void add(std::int64_t a, std::int64_t b) {
    constexpr std::int64_t zero = 0;
    const std::int64_t low = binpoint::detail::min(binpoint::detail::min(a, b), zero);
    const std::int64_t high = binpoint::detail::max(binpoint::detail::max(a, b), zero);
    exceeds_64_bits |= detail::add_overflows(lowest, low, lowest);
    exceeds_64_bits |= detail::add_overflows(highest, high, highest);
    if (exceeds_64_bits) *this = everything();
  }

  /// Makes room for weight * x, with x in the limits.
  BINPOINT_HOST_DEVICE constexpr void add_product(std::int64_t weight, code_limits x) {
    std::int64_t a = 0;
    std::int64_t b = 0;
    const bool too_low = detail::multiply_overflows(weight, x.lowest, a);
    const bool too_high = detail::multiply_overflows(weight, x.highest, b);
    if (too_low || too_high) {
      *this = everything();
    } else {
      add(a, b);
    }
  }

  /// Makes room for code * 2^shift.
  /// @pre  shift is 0 or more
  BINPOINT_HOST_DEVICE constexpr void add_shifted(std::int64_t code, int shift) {
    if (shift < 63) {
      add_product(code, {0, std::int64_t{1} << shift});
    } else if (shift == 63 && code == -1) {
      add(binpoint::detail::lowest_integer<std::int64_t>, 0);
    } else if (code != 0) {
      *this = everything();
    }
  }

  /// Both.
  BINPOINT_HOST_DEVICE constexpr void merge(const sum_bounds& other) {
    lowest = binpoint::detail::min(lowest, other.lowest);
    highest = binpoint::detail::max(highest, other.highest);
    exceeds_64_bits |= other.exceeds_64_bits;
  }

  /// Bits of the smallest signed word that holds every sum; 65 where 64 do not.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr int word_length() const {
    if (exceeds_64_bits) return 65;
    const auto below = static_cast<std::uint64_t>(-(lowest + 1));
    const auto above = static_cast<std::uint64_t>(highest);
    if (lowest == 0) return binpoint::detail::bit_width(above) + 1;
    return binpoint::detail::bit_width(binpoint::detail::max(below, above)) + 1;
  }

  friend constexpr bool operator==(const sum_bounds&, const sum_bounds&) = default;

 private:
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr sum_bounds everything() {
    return {binpoint::detail::lowest_integer<std::int64_t>,
            binpoint::detail::highest_integer<std::int64_t>, true};
  }
};

/// What the products of these weights with inputs within limits can sum to.
///
/// No narrower interval holds for all such inputs: each end is reached, up to the zeros of a
/// padding.
/// @par Complexity  O(count)
template <std::integral Weight>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr sum_bounds bounds_of(const Weight* weights,
                                                                  std::size_t count,
                                                                  code_limits input) {
  sum_bounds result;
  for (std::size_t i = 0; i < count; ++i) {
    result.add_product(static_cast<std::int64_t>(weights[i]), input);
  }
  return result;
}

/// Bits that an accumulator has beyond those that its sums need; negative where it may overflow.
template <std::signed_integral Accumulator>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int guard_bits(const sum_bounds& sums) {
  return static_cast<int>(sizeof(Accumulator)) * 8 - sums.word_length();
}

}  // namespace binpoint::integer

#endif
