/// @file
/// Parameters whose channels lie far apart.
#ifndef BINPOINT_TESTS_SUPPORT_SPREAD_VALUES_HPP
#define BINPOINT_TESTS_SUPPORT_SPREAD_VALUES_HPP

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace support {

/// Values in -1..1, each row of them times a power of two of its own.
inline std::vector<float> spread_values(std::size_t rows, std::size_t row, std::mt19937& random) {
  std::vector<float> values;
  for (std::size_t r = 0; r < rows; ++r) {
    const int exponent = static_cast<int>(random() % 13) - 6;
    for (std::size_t i = 0; i < row; ++i) {
      const float value = static_cast<float>(random() % 20'001) / 10'000.0F - 1.0F;
      values.push_back(std::ldexp(value, exponent));
    }
  }
  return values;
}

}  // namespace support

#endif
