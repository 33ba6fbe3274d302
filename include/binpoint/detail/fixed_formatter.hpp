/// @file
/// Fixed-point numbers for std::format, where the standard library has it.
#ifndef BINPOINT_DETAIL_FIXED_FORMATTER_HPP
#define BINPOINT_DETAIL_FIXED_FORMATTER_HPP

#include "../config.hpp"

#if BINPOINT_HAS_FORMAT
#include <algorithm>
#include <cstddef>
#include <format>
#include <string>
#include <string_view>

#include "encode.hpp"
#include "fixed_type.hpp"
#include "write_number.hpp"

namespace binpoint::detail {

/// @throws std::format_error; without exceptions calls the hook
[[noreturn]] inline void bad_specification(const char* reason) {
#if BINPOINT_HAS_EXCEPTIONS
  throw std::format_error(reason);
#else
  BINPOINT_ASSERTION_FAILED("format", reason);
#endif
}

/// [[fill] < > ^] [+ - space] [#] [0] [width] [.precision] [f F e E a A], as for floating point.
struct format_specification {
  number_style style;
  char fill = ' ';
  char align = '>';
  bool aligned = false;
  bool zeros = false;
  std::size_t width = 0;

  /// Reads itself off the front.
  constexpr void read(std::string_view& text) {
    read_alignment(text);
    read_sign(text);
    style.shows_point = skip(text, '#');
    zeros = skip(text, '0') && !aligned;
    width = read_length(text);
    const bool has_precision = skip(text, '.');
    if (has_precision) style.precision = static_cast<std::ptrdiff_t>(read_length(text));
    read_form(text);
    const bool counts = style.form == notation::fixed_point || style.form == notation::scientific;
    if (has_precision && !counts) bad_specification("binpoint: a precision needs f or e");
  }

  [[nodiscard]] std::string padded(std::string text) const {
    const std::size_t missing = width > text.size() ? width - text.size() : 0;
    if (zeros) return text.insert(prefix_length(text), missing, '0');
    const std::size_t left = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
    return std::string(left, fill) + text + std::string(missing - left, fill);
  }

 private:
  [[nodiscard]] static constexpr bool skip(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }

  [[nodiscard]] static constexpr bool is_alignment(char c) {
    return c == '<' || c == '>' || c == '^';
  }

  constexpr void read_alignment(std::string_view& text) {
    const std::size_t at = text.size() > 1 && is_alignment(text[1]) ? 1 : 0;
    aligned = text.size() > at && is_alignment(text[at]);
    if (!aligned) return;
    if (at == 1) fill = text[0];
    align = text[at];
    text.remove_prefix(at + 1);
  }

  constexpr void read_sign(std::string_view& text) {
    style.shows_plus = skip(text, '+');
    style.shows_space = !style.shows_plus && skip(text, ' ');
    if (!style.shows_plus && !style.shows_space) static_cast<void>(skip(text, '-'));
  }

  [[nodiscard]] static constexpr std::size_t read_length(std::string_view& text) {
    std::size_t length = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      length = length * 10 + static_cast<std::size_t>(text.front() - '0');
      if (length > 1'000'000) bad_specification("binpoint: a length above 1,000,000");
      text.remove_prefix(1);
    }
    return length;
  }

  constexpr void read_form(std::string_view& text) {
    if (text.empty()) return;
    const char form = text.front();
    style.is_upper = form >= 'A' && form <= 'Z';
    if (form == 'f' || form == 'F') style.form = notation::fixed_point;
    if (form == 'e' || form == 'E') style.form = notation::scientific;
    if (form == 'a' || form == 'A') style.form = notation::hexadecimal;
    style.shows_prefix = false;
    if (style.form != notation::exact) text.remove_prefix(1);
  }
};

}  // namespace binpoint::detail

/// {}: all digits. Else as for floating point: {:8.3f}, {:+e}, {:a}; a precision needs f or e; a
/// width or a precision that is an argument itself is not supported.
template <int W, int F, bool S, binpoint::policy P>
struct std::formatter<binpoint::fixed<W, F, S, P>, char> {
  constexpr auto parse(std::format_parse_context& context) {
    std::string_view text{context.begin(), context.end()};
    specification_.read(text);
    if (!text.empty() && text.front() != '}') {
      binpoint::detail::bad_specification(
          "binpoint: not a format specification of a fixed-point number");
    }
    return context.end() - static_cast<std::ptrdiff_t>(text.size());
  }

  template <class Context>
  auto format(binpoint::fixed<W, F, S, P> x, Context& context) const {
    const auto exact = binpoint::detail::integer_to_dyadic(x.code(), -F);
    const std::string text =
        specification_.padded(binpoint::detail::number_text(exact, specification_.style));
    return std::copy(text.begin(), text.end(), context.out());
  }

 private:
  binpoint::detail::format_specification specification_;
};
#endif

#endif
