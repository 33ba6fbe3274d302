/// @file
/// Data sets for range selection, their true errors in a format, and the rules of other tools.
#ifndef BINPOINT_TESTS_SUPPORT_DECISION_CASES_HPP
#define BINPOINT_TESTS_SUPPORT_DECISION_CASES_HPP

#include <algorithm>
#include <array>
#include <binpoint/format.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace support {

using binpoint::format;

/// One data set, with what rules other than the library's look at.
struct sample {
  std::vector<float> values;
  bool is_signed = false;
  double lowest = 0;
  double highest = 0;
  double mean = 0;
  double deviation = 0;
  double quantile = 0;  ///< 99.99 % of the magnitudes are not above
  double signal = 0;

  [[nodiscard]] double largest() const { return std::max(highest, -lowest); }
  [[nodiscard]] format at(int word_length, int msb) const {
    return {word_length, word_length - (is_signed ? 2 : 1) - msb, is_signed};
  }
};

inline sample make_sample(const std::vector<double>& base, double scale) {
  sample s;
  double sum = 0;
  for (const double b : base) {
    const auto x = static_cast<float>(b * scale);
    s.values.push_back(x);
    sum += static_cast<double>(x);
    s.signal += static_cast<double>(x) * static_cast<double>(x);
    s.lowest = std::min(s.lowest, static_cast<double>(x));
    s.highest = std::max(s.highest, static_cast<double>(x));
  }
  const auto n = static_cast<double>(base.size());
  s.is_signed = s.lowest < 0;
  s.mean = sum / n;
  s.deviation = std::sqrt(s.signal / n - s.mean * s.mean);
  std::vector<float> magnitudes;
  for (const float x : s.values) magnitudes.push_back(std::abs(x));
  const auto at = magnitudes.begin() + static_cast<std::ptrdiff_t>(0.9999 * n);
  std::nth_element(magnitudes.begin(), at, magnitudes.end());
  s.quantile = static_cast<double>(*at);
  return s;
}

/// The sum of squared errors of all values. A tie has the same error either way, so that rounding
/// by adding and taking away 1.5 * 2^52 does.
inline double squared_error(const std::vector<float>& values, format f) {
  const double scale = std::ldexp(1.0, f.fraction_length);
  const auto lowest = static_cast<double>(f.lowest_code());
  const auto highest = static_cast<double>(f.highest_code());
  constexpr double shift = 0x1.8p52;
  std::array<double, 4> sums{};
  const std::size_t whole = values.size() / 4 * 4;
  const auto error = [&](float x) {
    const double s = static_cast<double>(x) * scale;
    const double kept = s < lowest ? lowest : s > highest ? highest : s;
    const double off = s - ((kept + shift) - shift);
    return off * off;
  };
  for (std::size_t i = 0; i < whole; i += 4) {
    for (std::size_t j = 0; j < 4; ++j) sums[j] += error(values[i + j]);
  }
  for (std::size_t i = whole; i < values.size(); ++i) sums[0] += error(values[i]);
  return (sums[0] + sums[1] + sums[2] + sums[3]) / (scale * scale);
}

/// What becomes of all values, by the definition: half away from zero.
struct losses {
  std::uint64_t overflows = 0;
  std::uint64_t underflows = 0;
};
inline losses count_losses(const std::vector<float>& values, format f) {
  const double scale = std::ldexp(1.0, f.fraction_length);
  const auto lowest = static_cast<double>(f.lowest_code());
  const auto highest = static_cast<double>(f.highest_code());
  losses sum;
  for (const float x : values) {
    const double s = static_cast<double>(x) * scale;
    // Rounded above the highest code, below the lowest one, or to zero.
    sum.overflows += static_cast<std::uint64_t>(s >= highest + 0.5 || s <= lowest - 0.5);
    sum.underflows += static_cast<std::uint64_t>(x != 0 && s < 0.5 && s > -0.5);
  }
  return sum;
}

/// The rules of other tools, each as the position of the highest bit.
namespace peers {
/// No value is clipped after rounding.
/// @par Source  step = max(x_min / (-2^(W-1) - 0.5), x_max / (2^(W-1) - 0.5)), up to a power of two
inline int no_clipping(const sample& s, int word_length) {
  const format f = s.at(word_length, 0);
  const double highest = static_cast<double>(f.highest_code()) + 0.5;
  const double lowest = static_cast<double>(f.lowest_code()) - 0.5;
  const double step = std::max(s.lowest / lowest, s.highest / highest);
  return static_cast<int>(std::ceil(std::log2(step))) + f.magnitude_bits() - 1;
}
/// The highest code reaches a threshold.
inline int reaching(const sample& s, int word_length, double threshold) {
  const format f = s.at(word_length, 0);
  const double step = threshold / static_cast<double>(f.highest_code());
  return static_cast<int>(std::ceil(std::log2(step))) + f.magnitude_bits() - 1;
}
inline int percentile(const sample& s, int word_length) {
  return reaching(s, word_length, s.quantile);
}
inline int three_sigma(const sample& s, int word_length) {
  return reaching(s, word_length, std::abs(s.mean) + 3 * s.deviation);
}
/// The range is the largest magnitude, up to a power of two.
inline int max_min(const sample& s, int) {
  return static_cast<int>(std::ceil(std::log2(s.largest()))) - 1;
}
}  // namespace peers

}  // namespace support

#endif
