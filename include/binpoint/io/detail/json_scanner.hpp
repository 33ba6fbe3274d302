/// @file
/// The pieces of JSON that the headers of tensor files are made of: strings and natural numbers.
#ifndef BINPOINT_IO_DETAIL_JSON_SCANNER_HPP
#define BINPOINT_IO_DETAIL_JSON_SCANNER_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "../cursor.hpp"

namespace binpoint::io::detail {

/// Takes JSON from a cursor piece by piece. It does not call itself, so no nesting is too deep.
/// @par Source  RFC 8259
class json_scanner {
 public:
  explicit json_scanner(cursor text) : text_(std::move(text)) {}

  [[nodiscard]] const cursor& text() const { return text_; }

  /// The offset of what comes next.
  [[nodiscard]] std::size_t next_offset() {
    skip_space();
    return text_.offset();
  }

  [[nodiscard]] bool at_end() {
    skip_space();
    return text_.remaining() == 0;
  }

  bool accept(char wanted) {
    skip_space();
    if (text_.remaining() == 0 || text_.peek() != wanted) return false;
    (void)take();
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) found_instead_of(in_quotes({&wanted, 1}));
  }

  /// Calls member(key, offset of the key) with the scanner at each value of an object.
  template <class Member>
  void object(Member member) {
    list('{', '}', [&] {
      const std::size_t at = next_offset();
      const std::string key = string();
      expect(':');
      member(key, at);
    });
  }

  /// Calls element() with the scanner at each value of an array.
  template <class Element>
  void array(Element element) {
    list('[', ']', element);
  }

  [[nodiscard]] std::string string() {
    skip_space();
    if (text_.peek() != '"') found_instead_of("a string");
    (void)take();
    std::string result;
    while (text_.remaining() > 0 && text_.peek() != '"') {
      if (static_cast<unsigned char>(text_.peek()) < 0x20) found_instead_of("no control character");
      const char c = take();
      if (c == '\\') {
        escape(result);
      } else {
        result += c;
      }
    }
    if (text_.remaining() == 0) found_instead_of("the end of the string");
    (void)take();
    return result;
  }

  /// A number without sign, fraction and exponent.
  [[nodiscard]] std::size_t natural() {
    const std::size_t at = next_offset();
    if (!is_digit(text_.peek())) found_instead_of("a natural number");
    std::size_t value = 0;
    std::size_t digits = 0;
    constexpr std::size_t highest = std::numeric_limits<std::size_t>::max();
    while (is_digit(text_.peek())) {
      const auto digit = static_cast<std::size_t>(take() - '0');
      if (value > (highest - digit) / 10) text_.fail_at(at, "a larger number", "one below 2^64");
      value = value * 10 + digit;
      if (++digits == 2 && value < 10) text_.fail_at(at, "a leading zero", "a natural number");
    }
    return value;
  }

  [[noreturn]] void found_instead_of(const std::string& expected) const {
    const char c = text_.peek();
    text_.fail_here(text_.remaining() > 0 ? in_quotes({&c, 1}) : "the end of the text", expected);
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  template <class Element>
  void list(char first, char last, Element element) {
    expect(first);
    if (accept(last)) return;
    do {
      element();
    } while (accept(','));
    expect(last);
  }

  void escape(std::string& result) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::size_t at = text_.offset();
    const char c = text_.remaining() > 0 ? take() : '\0';
    if (c == 'u') return append_utf8(result, code_point(at));
    const std::size_t found = c == '\0' ? names.npos : names.find(c);
    if (found == names.npos) text_.fail_at(at, in_quotes({&c, 1}), "an escape of JSON");
    result += meanings[found];
  }

  /// After "\u": four digits, and for a high surrogate a low one behind it.
  std::uint32_t code_point(std::size_t at) {
    const std::uint32_t first = hexadecimal();
    if (first < 0xd800 || first >= 0xe000) return first;
    const bool has_second = first < 0xdc00 && text_.peek() == '\\' && take() == '\\' &&
                            text_.peek() == 'u' && take() == 'u';
    const std::uint32_t second = has_second ? hexadecimal() : 0;
    if (second < 0xdc00 || second >= 0xe000) text_.fail_at(at, "half a surrogate pair", "a whole");
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
  }

  std::uint32_t hexadecimal() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = text_.peek();
      const int digit = is_digit(c)            ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) found_instead_of("a hexadecimal digit");
      (void)take();
      value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  static void append_utf8(std::string& result, std::uint32_t c) {
    const auto add = [&](std::uint32_t byte) { result += static_cast<char>(byte); };
    if (c < 0x80) return add(c);
    if (c < 0x800) {
      add(0xc0 | c >> 6);
    } else {
      if (c < 0x10000) {
        add(0xe0 | c >> 12);
      } else {
        add(0xf0 | c >> 18);
        add(0x80 | (c >> 12 & 0x3f));
      }
      add(0x80 | (c >> 6 & 0x3f));
    }
    add(0x80 | (c & 0x3f));
  }

  void skip_space() {
    while (text_.peek() == ' ' || text_.peek() == '\n' || text_.peek() == '\t' ||
           text_.peek() == '\r') {
      (void)take();
    }
  }

  char take() { return as_text(text_.take(1, "text"))[0]; }

  cursor text_;
};

}  // namespace binpoint::io::detail

#endif
