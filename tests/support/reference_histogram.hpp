/// @file
/// A histogram counted anew: by frexp on double, value by value, with no bit looked at.
#ifndef BINPOINT_TESTS_SUPPORT_REFERENCE_HISTOGRAM_HPP
#define BINPOINT_TESTS_SUPPORT_REFERENCE_HISTOGRAM_HPP

#include <algorithm>
#include <binpoint/histogram.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "brain_float.hpp"

namespace support {

/// What octave_histogram<SubBits> promises: the sums in the order of its documented state, and the
/// extremes.
template <int SubBits>
class reference_histogram {
 public:
  void add(double x, std::uint64_t times = 1) {
    if (times == 0) return;
    sums_[word_of(x)] += times;
    if (!std::isfinite(x)) return;
    min_ = any_ ? std::min(min_, x + 0.0) : x + 0.0;  // -0 + 0 is +0
    max_ = any_ ? std::max(max_, x + 0.0) : x + 0.0;
    any_ = true;
    const double magnitude = std::abs(x);
    if (magnitude > 0) smallest_ = smallest_ > 0 ? std::min(smallest_, magnitude) : magnitude;
  }

  [[nodiscard]] std::span<const std::uint64_t> sums() const { return sums_; }
  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }
  [[nodiscard]] double smallest_nonzero() const { return smallest_; }

  /// 0 outside -149..127 and outside the parts of an octave.
  [[nodiscard]] std::uint64_t count(bool negative, int position, int part) const {
    if (position < -149 || position > 127 || part < 0 || part >= 1 << SubBits) return 0;
    return sums_[bin(negative, position, part)];
  }

 private:
  static constexpr std::size_t bins = std::size_t{277} << SubBits;

  static std::size_t bin(bool negative, int position, int part) {
    return 8 + (negative ? bins : 0) + (static_cast<std::size_t>(position + 149) << SubBits) +
           static_cast<std::size_t>(part);
  }
  static std::size_t word_of(double x) {
    if (x == 0) return 0;
    if (std::isnan(x)) return 1;
    if (std::isinf(x)) return x > 0 ? 2 : 3;
    const double magnitude = std::abs(x);
    if (magnitude < 0x1p-149) return x > 0 ? 4 : 5;
    if (magnitude >= 0x1p128) return x > 0 ? 6 : 7;
    int exponent = 0;
    const double significand = 2 * std::frexp(magnitude, &exponent);  // in [1, 2)
    return bin(x < 0, exponent - 1, static_cast<int>((significand - 1) * (1 << SubBits)));
  }

  std::vector<std::uint64_t> sums_ = std::vector<std::uint64_t>(8 + 2 * bins);
  double min_ = 0;
  double max_ = 0;
  double smallest_ = 0;
  bool any_ = false;
};

template <class T>
double value_of(T x) {
  if constexpr (std::is_same_v<T, brain_float>) {
    return static_cast<double>(static_cast<float>(x));
  } else {
    return static_cast<double>(x);
  }
}

template <int SubBits, std::ranges::range Range>
reference_histogram<SubBits> reference_of(const Range& values) {
  reference_histogram<SubBits> expected;
  for (const auto x : values) expected.add(value_of(x));
  return expected;
}

/// What a histogram says and the reference does not; "" when they agree.
template <int SubBits>
std::string difference(const binpoint::octave_histogram<SubBits>& h,
                       const reference_histogram<SubBits>& expected) {
  if (h.sums().size() != expected.sums().size()) return "another number of sums";
  const auto [word, same] = std::ranges::mismatch(h.sums(), expected.sums());
  if (word != h.sums().end()) {
    return "word " + std::to_string(word - h.sums().begin()) + " of the sums is " +
           std::to_string(*word) + ", not " + std::to_string(*same);
  }
  const auto name_if = [](bool wrong, const char* name) { return std::string(wrong ? name : ""); };
  const auto differ = [](double a, double b) {
    return a != b || std::signbit(a) != std::signbit(b);
  };
  return name_if(differ(h.min(), expected.min()), "min ") +
         name_if(differ(h.max(), expected.max()), "max ") +
         name_if(differ(h.smallest_nonzero(), expected.smallest_nonzero()), "smallest ") +
         name_if(!h.extremes_exact(), "inexact");
}

}  // namespace support

#endif
