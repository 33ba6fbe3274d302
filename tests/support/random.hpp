/// @file
/// Numbers for tests: the same for a seed on every machine, and the special ones.
#ifndef BINPOINT_TESTS_SUPPORT_RANDOM_HPP
#define BINPOINT_TESTS_SUPPORT_RANDOM_HPP

#include <algorithm>
#include <binpoint/policy.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <type_traits>
#include <vector>

namespace support {

using generator = std::mt19937_64;

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// One of low..high.
inline int random_int(generator& random, int low, int high) {
  return low + static_cast<int>(random() % static_cast<std::uint64_t>(high - low + 1));
}

/// In [0, 1).
inline double random_unit(generator& random) {
  return static_cast<double>(random() >> 11) * 0x1p-53;
}

inline double random_normal(generator& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random_unit(random)));
  return radius * std::cos(2 * std::numbers::pi * random_unit(random));
}

/// Any bit pattern: every exponent is as likely as any other, NaNs included.
template <class T>
T random_pattern(generator& random) {
  using bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  return std::bit_cast<T>(static_cast<bits>(random() >> (64 - 8 * sizeof(T))));
}

inline binpoint::policy random_policy(generator& random, bool with_stochastic = true) {
  using enum binpoint::rounding_mode;
  using enum binpoint::overflow_mode;
  constexpr binpoint::rounding_mode rounding[] = {half_away, half_even,   half_up,   floor,
                                                  ceiling,   toward_zero, stochastic};
  constexpr binpoint::overflow_mode overflow[] = {saturate, saturate_symmetric, wrap};
  return {.rounding = rounding[random_int(random, 0, with_stochastic ? 6 : 5)],
          .overflow = overflow[random_int(random, 0, 2)],
          .underflow = random() % 2 == 0 ? binpoint::underflow_mode::gradual
                                         : binpoint::underflow_mode::flush};
}

/// Zeros, ends of the normal and of the subnormal range, infinities, NaNs; both signs of each.
template <class T>
std::vector<T> special_values() {
  using limits = std::numeric_limits<T>;
  std::vector<T> values{T(0),
                        limits::denorm_min(),
                        std::nextafter(limits::min(), T(0)),
                        limits::min(),
                        std::nextafter(T(0.5), T(0)),
                        T(0.5),
                        T(1),
                        limits::max(),
                        limits::infinity()};
  if constexpr (sizeof(T) == 8) {
    // The ends of what a float can hold.
    for (const double end : {0x1p-149, 0x1p-126, 0x1p128}) {
      values.insert(values.end(), {std::nextafter(end, 0.0), end, std::nextafter(end, 2 * end)});
    }
    values.push_back(std::bit_cast<double>(0x7ff0000000000001U));
    values.push_back(std::bit_cast<double>(0x7fffffffffffffffU));
  } else {
    values.push_back(std::bit_cast<float>(0x7f800001U));
    values.push_back(std::bit_cast<float>(0x7fffffffU));
  }
  const std::size_t n = values.size();
  for (std::size_t i = 0; i < n; ++i) values.push_back(-values[i]);
  return values;
}

/// Random bit patterns, numbers near 1, and all special values.
template <class T>
std::vector<T> mixed_values(generator& random, int n) {
  std::vector<T> values = special_values<T>();
  for (int i = 0; i < n; ++i) {
    values.push_back(random_pattern<T>(random));
    values.push_back(static_cast<T>(random_normal(random)));
    values.push_back(
        static_cast<T>(std::ldexp(random_normal(random), random_int(random, -160, 130))));
  }
  std::ranges::shuffle(values, random);
  return values;
}

}  // namespace support

#endif
