/// @file
/// Whole numbers without limit, in the plainest way.
#ifndef BINPOINT_TESTS_SUPPORT_BIG_NUMBER_HPP
#define BINPOINT_TESTS_SUPPORT_BIG_NUMBER_HPP

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace support {

class big_number {
 public:
  big_number(std::uint64_t x = 0) {  // NOLINT: a number is one of these
    for (; x != 0; x >>= 32) limbs_.push_back(static_cast<std::uint32_t>(x));
  }

  [[nodiscard]] bool is_zero() const { return limbs_.empty(); }

  [[nodiscard]] std::size_t bits() const {
    if (is_zero()) return 0;
    std::size_t n = 32 * (limbs_.size() - 1);
    for (std::uint32_t top = limbs_.back(); top != 0; top >>= 1) ++n;
    return n;
  }

  [[nodiscard]] bool bit(std::size_t i) const {
    return i / 32 < limbs_.size() && ((limbs_[i / 32] >> (i % 32)) & 1) != 0;
  }

  [[nodiscard]] std::uint64_t low_word() const {
    const std::uint64_t low = limbs_.empty() ? 0 : limbs_[0];
    const std::uint64_t high = limbs_.size() < 2 ? 0 : limbs_[1];
    return low | high << 32;
  }

  /// *this * factor + addend
  void multiply_add(std::uint32_t factor, std::uint32_t addend) {
    std::uint64_t carry = addend;
    for (std::uint32_t& limb : limbs_) {
      carry += std::uint64_t{limb} * factor;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs_.push_back(static_cast<std::uint32_t>(carry));
    trim();
  }

  [[nodiscard]] friend std::strong_ordering operator<=>(const big_number& a, const big_number& b) {
    if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() <=> b.limbs_.size();
    return std::lexicographical_compare_three_way(a.limbs_.rbegin(), a.limbs_.rend(),
                                                  b.limbs_.rbegin(), b.limbs_.rend());
  }
  [[nodiscard]] friend bool operator==(const big_number&, const big_number&) = default;

  [[nodiscard]] friend big_number operator+(big_number a, const big_number& b) {
    a.limbs_.resize(std::max(a.limbs_.size(), b.limbs_.size()) + 1);
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < a.limbs_.size(); ++i) {
      carry += std::uint64_t{a.limbs_[i]} + (i < b.limbs_.size() ? b.limbs_[i] : 0);
      a.limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    a.trim();
    return a;
  }

  /// @pre  a is not less than b
  [[nodiscard]] friend big_number operator-(big_number a, const big_number& b) {
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < a.limbs_.size(); ++i) {
      const std::uint64_t part = (i < b.limbs_.size() ? b.limbs_[i] : 0) + borrow;
      borrow = a.limbs_[i] < part ? 1 : 0;
      a.limbs_[i] = static_cast<std::uint32_t>(a.limbs_[i] - part);
    }
    a.trim();
    return a;
  }

  /// Quotient and remainder, bit by bit. @pre  b is not zero
  [[nodiscard]] friend std::pair<big_number, big_number> divide(const big_number& a,
                                                                const big_number& b) {
    big_number quotient;
    big_number rest;
    for (std::size_t i = a.bits(); i-- > 0;) {
      rest.multiply_add(2, a.bit(i) ? 1 : 0);
      const bool fits = rest >= b;
      if (fits) rest = rest - b;
      quotient.multiply_add(2, fits ? 1 : 0);
    }
    return {quotient, rest};
  }

 private:
  void trim() {
    while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  }

  std::vector<std::uint32_t> limbs_;
};

[[nodiscard]] inline big_number multiply_by_power(big_number x, std::uint32_t base, int exponent) {
  for (; exponent > 0; --exponent) x.multiply_add(base, 0);
  return x;
}

}  // namespace support

#endif
