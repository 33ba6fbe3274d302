/// @file
/// Values, formats and expectations for the tests of quantize on a device.
#ifndef BINPOINT_TESTS_SUPPORT_DEVICE_CASES_CUH
#define BINPOINT_TESTS_SUPPORT_DEVICE_CASES_CUH

#include <binpoint/convert.hpp>
#include <binpoint/device/half.hpp>
#include <binpoint/random.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "support/random.hpp"

namespace support {

inline constexpr binpoint::rounding_mode all_roundings[] = {
    binpoint::rounding_mode::half_away,  binpoint::rounding_mode::half_even,
    binpoint::rounding_mode::half_up,    binpoint::rounding_mode::floor,
    binpoint::rounding_mode::ceiling,    binpoint::rounding_mode::toward_zero,
    binpoint::rounding_mode::stochastic,
};

/// Values that a format rounds, saturates and loses in every way; of a 16-bit type, all there are.
template <class T>
std::vector<T> device_values(binpoint::format f, generator& random, int n) {
  std::vector<T> values;
  if constexpr (sizeof(T) == 2) {
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
      values.push_back(binpoint::detail::bit_cast<T>(static_cast<std::uint16_t>(bits)));
    }
  } else {
    values = special_values<T>();
    for (int i = 0; i < n; ++i) {
      const double wide = std::ldexp(random_normal(random), f.msb() + random_int(random, -9, 2));
      const double half_steps = std::floor(std::ldexp(wide, f.fraction_length + 1));
      const T tie = static_cast<T>(std::ldexp(half_steps, -f.fraction_length - 1));
      values.insert(values.end(), {static_cast<T>(wide), tie, std::nextafter(tie, T(0)),
                                   std::nextafter(tie, 2 * tie), random_pattern<T>(random)});
    }
    for (const double end : {f.highest(), f.lowest(), f.step(), f.step() / 2}) {
      const T x = static_cast<T>(end);
      values.insert(values.end(), {x, -x, std::nextafter(x, T(0)), std::nextafter(x, 2 * x)});
    }
  }
  return values;
}

/// Formats in the middle of what the fast path covers, at its ends, and outside.
inline binpoint::format device_format(generator& random, int most_bits) {
  const int word_length = random_int(random, 1, most_bits);
  const int kind = random_int(random, 0, 5);
  const int fraction_length = kind == 0   ? random_int(random, 118, 130)
                              : kind == 1 ? -random_int(random, 118, 130)
                              : kind == 2 ? random_int(random, -1100, 1100)
                                          : random_int(random, -8, 24);
  return {word_length, fraction_length, word_length == most_bits || random() % 2 == 0};
}

/// A policy of any mode but growth; the rounding modes in turn.
inline binpoint::policy device_policy(generator& random, std::uint64_t turn) {
  binpoint::policy how = random_policy(random);
  how.rounding = all_roundings[turn % 7];
  return how;
}

/// The random bits of value i, which only stochastic rounding takes.
inline binpoint::encoded wanted_code(auto x, binpoint::format f, binpoint::policy how,
                                     binpoint::counter_bits bits, std::size_t i) {
  return how.rounding == binpoint::rounding_mode::stochastic ? binpoint::encode(x, f, how, bits(i))
                                                             : binpoint::encode(x, f, how);
}

/// A code as an integer type, or its value as a floating-point type.
template <class Out>
Out output_of(std::int64_t code, binpoint::format f) {
  if constexpr (std::is_integral_v<Out>) {
    return static_cast<Out>(code);
  } else {
    return binpoint::detail::to_float<Out>(binpoint::detail::code_to_dyadic(code, f));
  }
}

/// Whether two results are the same, bit for bit.
template <class T>
bool same_bits(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return a == b;
  } else {
    using bits = typename binpoint::float_layout<T>::bits_type;
    return binpoint::detail::bit_cast<bits>(a) == binpoint::detail::bit_cast<bits>(b);
  }
}

template <class T>
int count_differences(const std::vector<T>& a, const std::vector<T>& b) {
  int differences = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    differences += same_bits(a[i], b[i]) ? 0 : 1;
  }
  return differences;
}

}  // namespace support

#endif
