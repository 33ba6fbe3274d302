/// @file
/// Natural numbers of up to 3,072 bits, for tests.
#ifndef BINPOINT_TESTS_SUPPORT_NATURAL_HPP
#define BINPOINT_TESTS_SUPPORT_NATURAL_HPP

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "reference.hpp"

namespace support {

/// Digits of 64 bits, the lowest first.
class natural {
 public:
  natural() = default;
  explicit natural(std::uint64_t x) {
    push(x);
    trim();
  }
  /// a * b
  natural(std::uint64_t a, std::uint64_t b) {
    const uint128 product = uint128{a} * b;
    push(static_cast<std::uint64_t>(product));
    push(static_cast<std::uint64_t>(product >> 64));
    trim();
  }

  [[nodiscard]] bool is_zero() const { return size_ == 0; }
  [[nodiscard]] std::uint64_t low() const { return digit(0); }
  [[nodiscard]] bool bit(int i) const { return (digit(i / 64) >> (i % 64) & 1) != 0; }
  [[nodiscard]] bool any_bit_below(int end) const {
    for (int i = 0; i < std::min(size_ * 64, end); ++i) {
      if (bit(i)) return true;
    }
    return false;
  }

  void shift_left(int shift) {
    natural result;
    const int gap = shift % 64;
    for (int i = 0; i <= size_ + shift / 64; ++i) {
      const uint128 pair = uint128{digit(i - shift / 64)} << 64 | digit(i - shift / 64 - 1);
      result.push(static_cast<std::uint64_t>(pair << gap >> 64));
    }
    result.trim();
    *this = result;
  }

  void shift_right(int shift) {
    natural result;
    for (int i = shift / 64; i < size_; ++i) {
      const uint128 pair = uint128{digit(i + 1)} << 64 | digit(i);
      result.push(static_cast<std::uint64_t>(pair >> (shift % 64)));
    }
    result.trim();
    *this = result;
  }

  void add(const natural& b) {
    natural result;
    uint128 carry = 0;
    for (int i = 0; i <= std::max(size_, b.size_); ++i) {
      carry += uint128{digit(i)} + b.digit(i);
      result.push(static_cast<std::uint64_t>(carry));
      carry >>= 64;
    }
    result.trim();
    *this = result;
  }

  /// @pre  b <= *this
  void subtract(const natural& b) {
    std::uint64_t borrow = 0;
    for (int i = 0; i < size_; ++i) {
      const uint128 taken = uint128{b.digit(i)} + borrow;
      borrow = digits_[i] < taken ? 1 : 0;
      digits_[i] = static_cast<std::uint64_t>(digits_[i] - taken);
    }
    trim();
  }

  /// Becomes the quotient; returns the rest.
  std::uint64_t divide(std::uint64_t divisor) {
    if (divisor == 1) return 0;
    std::uint64_t rest = 0;
    for (int i = size_ - 1; i >= 0; --i) {
      const uint128 n = uint128{rest} << 64 | digits_[i];
      digits_[i] = static_cast<std::uint64_t>(n / divisor);
      rest = static_cast<std::uint64_t>(n % divisor);
    }
    trim();
    return rest;
  }

  friend int compare(const natural& a, const natural& b) {
    for (int i = std::max(a.size_, b.size_) - 1; i >= 0; --i) {
      if (a.digit(i) != b.digit(i)) return a.digit(i) < b.digit(i) ? -1 : 1;
    }
    return 0;
  }

 private:
  static constexpr int capacity = 48;

  [[nodiscard]] std::uint64_t digit(int i) const { return 0 <= i && i < size_ ? digits_[i] : 0; }
  void push(std::uint64_t x) {
    if (size_ == capacity) throw std::length_error("natural: too many digits");
    digits_[size_++] = x;
  }
  void trim() {
    while (size_ > 0 && digits_[size_ - 1] == 0) --size_;
  }

  std::uint64_t digits_[capacity];
  int size_ = 0;
};

}  // namespace support

#endif
