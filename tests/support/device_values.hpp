/// @file
/// Values of every type that a device counts, and what the host counts of them.
#ifndef BINPOINT_TESTS_SUPPORT_DEVICE_VALUES_HPP
#define BINPOINT_TESTS_SUPPORT_DEVICE_VALUES_HPP

#include <binpoint/device/half.hpp>
#include <binpoint/histogram.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>
#include <vector>

#include "random.hpp"

namespace support {

/// The kinds of data on which kernels differ: all rows, few rows, one row, zeros, special values.
enum class data_kind { normal, relu, constant, any_bits, subnormal };
inline constexpr data_kind all_kinds[] = {data_kind::normal, data_kind::relu, data_kind::constant,
                                          data_kind::any_bits, data_kind::subnormal};

/// A floating-point number of 16 bits by its upper bits, those below cut off.
template <class Half>
Half cut_half(double x) {
  using layout = binpoint::float_layout<Half>;
  using bits_type = typename layout::bits_type;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int exponent = static_cast<int>(bits >> 52 & 0x7FF) - 1023 + layout::bias;
  const auto fraction =
      static_cast<bits_type>((bits & 0xF'FFFF'FFFF'FFFF) >> (52 - layout::fraction_bits));
  const auto sign = static_cast<bits_type>(bits >> 63 != 0 ? layout::sign_mask : 0);
  if (exponent <= 0) return std::bit_cast<Half>(sign);
  return std::bit_cast<Half>(
      static_cast<bits_type>(sign | exponent << layout::fraction_bits | fraction));
}

template <class T>
T make_value(double x) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(static_cast<std::int64_t>(x * 40));
  } else if constexpr (std::floating_point<T>) {
    return static_cast<T>(x);
  } else {
    return cut_half<T>(x);
  }
}

template <class T>
T random_bits(generator& random) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(random());
  } else {
    using bits = typename binpoint::float_layout<T>::bits_type;
    return std::bit_cast<T>(static_cast<bits>(random()));
  }
}

/// One of few exponent fields, the lowest and the highest among them; of an integer, near the end
/// of one of 8 parts of an octave.
template <class T>
T random_near_end(generator& random) {
  if constexpr (std::integral<T>) {
    const std::uint64_t end = (8 + random() % 8) << random_int(random, 0, 8 * sizeof(T) - 4) >> 3;
    const std::uint64_t near = end + random() % 3 - 1;
    return static_cast<T>(random() % 2 == 0 ? near : 0 - near);
  } else {
    using layout = binpoint::float_layout<T>;
    using bits_type = typename layout::bits_type;
    auto bits = static_cast<bits_type>(random() & (layout::sign_mask | layout::fraction_mask));
    if (random() % 8 == 0) bits = static_cast<bits_type>(bits | layout::infinity);
    if (random() % 8 == 0) bits = static_cast<bits_type>(bits & ~layout::fraction_mask);
    const int drop = random_int(random, 0, layout::fraction_bits);
    const auto fraction = static_cast<bits_type>((bits & layout::fraction_mask) >> drop);
    return std::bit_cast<T>(static_cast<bits_type>((bits & ~layout::fraction_mask) | fraction));
  }
}

template <class T>
T random_value(data_kind kind, generator& random) {
  const double normal = random_normal(random);
  switch (kind) {
    case data_kind::normal:
      return make_value<T>(normal);
    case data_kind::relu:
      return make_value<T>(normal > 0 ? normal : 0);
    case data_kind::constant:
      return make_value<T>(1);
    case data_kind::any_bits:
      return random_bits<T>(random);
    case data_kind::subnormal:
      return random_near_end<T>(random);
  }
  return {};
}

template <class T>
std::vector<T> random_values(data_kind kind, std::size_t n, generator& random) {
  std::vector<T> values(n);
  for (T& x : values) x = random_value<T>(kind, random);
  return values;
}

/// What the host counts, one value at a time.
template <int SubBits, std::ranges::range Range>
binpoint::octave_histogram<SubBits> host_histogram(const Range& values, int fraction_length = 0) {
  using T = std::ranges::range_value_t<Range>;
  binpoint::octave_histogram<SubBits> result;
  for (const T& x : values) {
    if constexpr (std::integral<T>) {
      result.add(std::ldexp(static_cast<double>(x), -fraction_length));
    } else {
      result.add(x);
    }
  }
  return result;
}

}  // namespace support

#endif
