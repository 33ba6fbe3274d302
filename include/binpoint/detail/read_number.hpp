/// @file
/// From the digits of a text of any length to a number in steps, exactly and without a heap.
#ifndef BINPOINT_DETAIL_READ_NUMBER_HPP
#define BINPOINT_DETAIL_READ_NUMBER_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "encode.hpp"
#include "integer.hpp"
#include "number_scanner.hpp"

namespace binpoint::detail {

inline constexpr std::uint32_t powers_of_ten[] = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
inline constexpr int limb_digits = 9;

/// A whole number modulo 2^(32 * Limbs).
template <int Limbs>
class long_integer {
 public:
  /// @pre  factor is at most 2^32
  constexpr void multiply_add(std::uint64_t factor, std::uint32_t addend) noexcept {
    std::uint64_t carry = addend;
    for (int i = 0; i < used_; ++i) {
      carry += limbs_[i] * factor;
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry == 0) return;
    if (used_ == Limbs) {
      beyond_ = true;
    } else {
      limbs_[used_++] = static_cast<std::uint32_t>(carry);
    }
  }

  constexpr void multiply_by_power_of_ten(std::int64_t exponent) noexcept {
    if (used_ == 0) return;
    constexpr std::int64_t bits = std::int64_t{32} * Limbs;
    if (exponent >= bits) {
      // So many factors of two that no bit is left.
      *this = {};
      beyond_ = true;
    }
    for (; exponent > 0 && used_ > 0; exponent -= limb_digits) {
      multiply_add(powers_of_ten[exponent < limb_digits ? exponent : limb_digits], 0);
    }
  }

  /// Whether a bit was lost at the top, or stands at or above a position.
  [[nodiscard]] constexpr bool reaches(int position) const noexcept {
    if (beyond_) return true;
    for (int i = 0; i < Limbs; ++i) {
      const int below = position - 32 * i;
      if (below < 32 && limbs_[i] >> max(below, 0) != 0) return true;
    }
    return false;
  }

  [[nodiscard]] constexpr bool has_bits_below(int position) const noexcept {
    for (int i = 0; i < Limbs && 32 * i < position; ++i) {
      if ((limbs_[i] & low_mask(min(position - 32 * i, 32))) != 0) return true;
    }
    return false;
  }

  /// The 64 bits from a position up.
  [[nodiscard]] constexpr std::uint64_t word_at(int position) const noexcept {
    const int first = position / 32;
    const int offset = position % 32;
    const std::uint64_t low = limb(first) | limb(first + 1) << 32;
    return offset == 0 ? low : low >> offset | limb(first + 2) << (64 - offset);
  }

 private:
  [[nodiscard]] constexpr std::uint64_t limb(int i) const noexcept {
    return i < Limbs ? limbs_[i] : 0;
  }

  std::uint32_t limbs_[static_cast<std::size_t>(Limbs)] = {};
  int used_ = 0;
  bool beyond_ = false;
};

/// The digits behind a decimal point: a number below 1, of which bits are taken off the top.
///
/// It keeps as many digits as bits shall be taken. That is enough: the numbers of so many bits
/// behind the point have no more digits, so what follows only tells whether there is more.
template <int Digits>
class decimal_fraction {
 public:
  constexpr void set_digit(std::int64_t index, int digit) noexcept {
    if (digit == 0) return;
    if (index >= Digits) {
      more_ = true;
      return;
    }
    const auto i = static_cast<int>(index);
    used_ = max(used_, i / limb_digits + 1);
    limbs_[i / limb_digits] +=
        static_cast<std::uint32_t>(digit) * powers_of_ten[limb_digits - 1 - i % limb_digits];
  }

  /// Multiplies by 2^bits and takes the whole part off. @pre  bits is at most 32
  [[nodiscard]] constexpr std::uint32_t take(int bits) noexcept {
    constexpr std::uint64_t base = powers_of_ten[limb_digits];
    std::uint64_t carry = 0;
    for (int i = used_ - 1; i >= 0; --i) {
      carry += std::uint64_t{limbs_[i]} << bits;
      limbs_[i] = static_cast<std::uint32_t>(carry % base);
      carry /= base;
    }
    while (used_ > 0 && limbs_[used_ - 1] == 0) --used_;
    return static_cast<std::uint32_t>(carry);
  }

  [[nodiscard]] constexpr bool is_zero() const noexcept { return used_ == 0 && !more_; }

 private:
  std::uint32_t limbs_[static_cast<std::size_t>((Digits + limb_digits - 1) / limb_digits)] = {};
  int used_ = 0;
  bool more_ = false;
};

/// What is read of a text is kept in units of 2^-64 steps, or of units where a step is longer.
template <int FractionLength>
class decimal_reader {
 public:
  constexpr explicit decimal_reader(std::string_view digits, std::int64_t exponent) noexcept {
    const std::size_t point = digits.find('.');
    const bool has_point = point != std::string_view::npos;
    whole_digits_ = static_cast<std::int64_t>(has_point ? point : digits.size()) + exponent;
    for (const char c : digits) {
      if (c != '.') add_digit(digit_value(c));
    }
    number_.multiply_add(chunk_factor_, chunk_);
    number_.multiply_by_power_of_ten(whole_digits_ - read_);
  }

  [[nodiscard]] constexpr scaled_number scaled(bool negative) noexcept {
    for (int bits = taken_bits; bits > 0; bits -= 32) {
      const int step = min(bits, 32);
      number_.multiply_add(std::uint64_t{1} << step, fraction_.take(step));
    }
    scaled_number s;
    s.negative = negative;
    s.beyond = number_.reaches(128 + step_bits);
    s.whole = number_.word_at(64 + step_bits);
    s.fraction = number_.word_at(step_bits);
    s.more = number_.has_bits_below(step_bits) || !fraction_.is_zero();
    return s;
  }

 private:
  static constexpr int taken_bits = 64 + max(FractionLength, 0);
  static constexpr int step_bits = max(-FractionLength, 0);

  constexpr void add_digit(int digit) noexcept {
    const std::int64_t index = read_++;
    if (index >= whole_digits_) {
      fraction_.set_digit(index - whole_digits_, digit);
      return;
    }
    chunk_ = chunk_ * 10 + static_cast<std::uint32_t>(digit);
    chunk_factor_ *= 10;
    if (chunk_factor_ < powers_of_ten[limb_digits]) return;
    number_.multiply_add(chunk_factor_, chunk_);
    chunk_ = 0;
    chunk_factor_ = 1;
  }

  std::int64_t whole_digits_ = 0;  // in front of the point, once the exponent has moved it
  std::int64_t read_ = 0;
  std::uint32_t chunk_ = 0;
  std::uint32_t chunk_factor_ = 1;
  long_integer<(128 + step_bits + 31) / 32> number_;
  decimal_fraction<taken_bits> fraction_;
};

/// Hexadecimal digits, to units of 2^-fraction_length.
[[nodiscard]] constexpr scaled_number read_hexadecimal(bool negative, std::string_view digits,
                                                       std::int64_t exponent,
                                                       int fraction_length) noexcept {
  const std::size_t point = digits.find('.');
  const std::size_t whole_digits = point == std::string_view::npos ? digits.size() : point;
  // Of the digit's lowest bit, counted from the lowest bit of s.fraction.
  std::int64_t position =
      4 * static_cast<std::int64_t>(whole_digits) + exponent + fraction_length + 64;
  scaled_number s;
  s.negative = negative;
  for (const char c : digits) {
    if (c == '.') continue;
    position -= 4;
    for (int i = 0; i < 4; ++i) {
      if (((digit_value(c) >> i) & 1) == 0) continue;
      const std::int64_t bit = position + i;
      if (bit < 0) s.more = true;
      if (bit >= 0 && bit < 64) s.fraction |= std::uint64_t{1} << bit;
      if (bit >= 64 && bit < 128) s.whole |= std::uint64_t{1} << (bit - 64);
      if (bit >= 128) s.beyond = true;
    }
  }
  return s;
}

/// A scanned number in steps of 2^-FractionLength. @pre  the scanner has read a number
template <int FractionLength>
[[nodiscard]] constexpr scaled_number read_number(const number_scanner& scanner,
                                                  std::string_view text) noexcept {
  const std::string_view digits = scanner.digits(text);
  if (scanner.is_hexadecimal()) {
    return read_hexadecimal(scanner.is_negative(), digits, scanner.exponent(), FractionLength);
  }
  return decimal_reader<FractionLength>{digits, scanner.exponent()}.scaled(scanner.is_negative());
}

}  // namespace binpoint::detail

#endif
