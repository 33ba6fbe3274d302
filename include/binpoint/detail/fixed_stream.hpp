/// @file
/// Numbers to and from streams of any character type.
#ifndef BINPOINT_DETAIL_FIXED_STREAM_HPP
#define BINPOINT_DETAIL_FIXED_STREAM_HPP

#include <cstddef>
#include <ios>
#include <istream>
#include <locale>
#include <ostream>
#include <string>

#include "dyadic.hpp"
#include "number_scanner.hpp"
#include "write_number.hpp"

namespace binpoint::detail {

[[nodiscard]] inline number_style style_of(const std::ios_base& stream) {
  const std::ios_base::fmtflags flags = stream.flags();
  const std::ios_base::fmtflags form = flags & std::ios_base::floatfield;
  number_style style;
  if (form == std::ios_base::fixed) style.form = notation::fixed_point;
  if (form == std::ios_base::scientific) style.form = notation::scientific;
  if (form == std::ios_base::floatfield) style.form = notation::hexadecimal;
  // A negative precision is no precision, as for printf.
  style.precision = stream.precision() < 0 ? 6 : stream.precision();
  style.shows_plus = (flags & std::ios_base::showpos) != 0;
  style.shows_point = (flags & std::ios_base::showpoint) != 0;
  style.is_upper = (flags & std::ios_base::uppercase) != 0;
  return style;
}

template <class Char, class Traits>
[[nodiscard]] Char decimal_point(const std::basic_ios<Char, Traits>& stream) {
  return std::use_facet<std::numpunct<Char>>(stream.getloc()).decimal_point();
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& write_number(std::basic_ostream<Char, Traits>& os, dyadic x) {
  const std::string narrow = number_text(x, style_of(os));
  std::basic_string<Char, Traits> text;
  for (const char c : narrow) text += c == '.' ? decimal_point(os) : os.widen(c);
  const bool internal = (os.flags() & std::ios_base::adjustfield) == std::ios_base::internal;
  const auto width = static_cast<std::size_t>(os.width() < 0 ? 0 : os.width());
  if (internal && width > text.size()) {
    text.insert(prefix_length(narrow), width - text.size(), os.fill());
  }
  return os << text;  // Fills to the left or the right, and sets the width to zero.
}

/// The longest beginning of what is to be read that can begin a number.
template <class Char, class Traits>
[[nodiscard]] std::string read_number_text(std::basic_istream<Char, Traits>& is) {
  const Char point = decimal_point(is);
  number_scanner scanner;
  std::string text;
  while (is.good()) {
    const auto next = is.peek();
    if (Traits::eq_int_type(next, Traits::eof())) break;
    const Char wide = Traits::to_char_type(next);
    const char c = Traits::eq(wide, point) ? '.'
                   : wide == is.widen('.') ? '\0'
                                           : is.narrow(wide, '\0');
    if (!scanner.accept(c)) break;
    text += c;
    is.ignore();
  }
  return text;
}

}  // namespace binpoint::detail

#endif
