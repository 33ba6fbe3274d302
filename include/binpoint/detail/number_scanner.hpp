/// @file
/// The grammar of numbers in texts.
#ifndef BINPOINT_DETAIL_NUMBER_SCANNER_HPP
#define BINPOINT_DETAIL_NUMBER_SCANNER_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace binpoint::detail {

/// The value of a digit in any base up to 16, or 16.
[[nodiscard]] constexpr int digit_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

/// Reads a number character by character, and says where it stops being one.
///
/// sign? digits with a point among them or not, (e sign? digits)?; or the same with hexadecimal
/// digits after 0x, and p for the exponent, which then is decimal and one of two.
class number_scanner {
 public:
  /// Whether c continues a number; otherwise nothing changes.
  [[nodiscard]] constexpr bool accept(char c) noexcept {
    const bool accepted = in_exponent() ? accept_in_exponent(c) : accept_in_digits(c);
    if (accepted) ++length_;
    return accepted;
  }

  /// Whether what was accepted is a number, not only the beginning of one: else a digit is missing.
  [[nodiscard]] constexpr bool is_number() const noexcept {
    return digits_ > 0 && at_ != part::exponent_mark && at_ != part::exponent_sign;
  }

  [[nodiscard]] constexpr std::size_t length() const noexcept { return length_; }
  [[nodiscard]] constexpr bool is_negative() const noexcept { return negative_; }
  [[nodiscard]] constexpr bool is_hexadecimal() const noexcept { return hexadecimal_; }

  /// The digits, perhaps a point among them, of the text that was read.
  [[nodiscard]] constexpr std::string_view digits(std::string_view text) const noexcept {
    return text.substr(first_, digits_ + (point_ ? 1 : 0));
  }

  /// Beyond +-10^17 the exponent is cut: no text is long enough to notice.
  [[nodiscard]] constexpr std::int64_t exponent() const noexcept {
    return negative_exponent_ ? -exponent_ : exponent_;
  }

 private:
  enum class part { start, sign, digits, exponent_mark, exponent_sign, exponent };

  [[nodiscard]] constexpr bool in_exponent() const noexcept { return at_ >= part::exponent_mark; }

  [[nodiscard]] constexpr bool accept_in_digits(char c) noexcept {
    if (at_ == part::start && (c == '+' || c == '-')) {
      negative_ = c == '-';
      at_ = part::sign;
      return true;
    }
    if (at_ != part::digits) first_ = length_;
    if (digit_value(c) < (hexadecimal_ ? 16 : 10)) {
      lone_zero_ = c == '0' && at_ != part::digits;
      ++digits_;
    } else if (c == '.' && !point_) {
      point_ = true;
    } else if (lone_zero_ && !point_ && (c == 'x' || c == 'X')) {
      hexadecimal_ = true;
      lone_zero_ = false;
      digits_ = 0;
      first_ = length_ + 1;
    } else if (digits_ > 0 && is_exponent_mark(c)) {
      at_ = part::exponent_mark;
      return true;
    } else {
      return false;
    }
    at_ = part::digits;
    return true;
  }

  [[nodiscard]] constexpr bool is_exponent_mark(char c) const noexcept {
    return hexadecimal_ ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
  }

  [[nodiscard]] constexpr bool accept_in_exponent(char c) noexcept {
    if (at_ == part::exponent_mark && (c == '+' || c == '-')) {
      negative_exponent_ = c == '-';
      at_ = part::exponent_sign;
      return true;
    }
    const int digit = digit_value(c);
    if (digit > 9) return false;
    constexpr std::int64_t limit = 100'000'000'000'000'000;
    exponent_ = exponent_ >= limit / 10 ? limit : exponent_ * 10 + digit;
    at_ = part::exponent;
    return true;
  }

  part at_ = part::start;
  bool negative_ = false;
  bool hexadecimal_ = false;
  bool lone_zero_ = false;  // all that was read is a 0: an x may follow
  bool point_ = false;
  bool negative_exponent_ = false;
  std::size_t first_ = 0;
  std::size_t digits_ = 0;
  std::size_t length_ = 0;
  std::int64_t exponent_ = 0;
};

/// The longest beginning of a text that can begin a number.
[[nodiscard]] constexpr number_scanner scan_number(std::string_view text) noexcept {
  number_scanner scanner;
  for (const char c : text) {
    if (!scanner.accept(c)) break;
  }
  return scanner;
}

}  // namespace binpoint::detail

#endif
