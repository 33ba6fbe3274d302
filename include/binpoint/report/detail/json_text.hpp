/// @file
/// Values as JSON.
#ifndef BINPOINT_REPORT_DETAIL_JSON_TEXT_HPP
#define BINPOINT_REPORT_DETAIL_JSON_TEXT_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../../selection.hpp"
#include "name_text.hpp"
#include "number_text.hpp"

namespace binpoint::detail {

/// \uXXXX, for a code point below 2^16.
[[nodiscard]] inline std::string json_escape(char32_t c) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) result += digits[c >> shift & 15U];
  return result;
}

/// A text between quotes. Bytes that are no UTF-8 become U+FFFD; characters that could end a script
/// element of a page, steer a terminal or reorder a line are written by their numbers.
[[nodiscard]] inline std::string json_string(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    char32_t c = 0;
    const std::size_t length = sequence_length(text, c);
    if (length == 0) {
      result += replacement_character;
    } else if (c == '"' || c == '\\') {
      result += '\\';
      result += static_cast<char>(c);
    } else if (c < 0x10000 && (is_harmful(c) || c == '<' || c == '>' || c == '&')) {
      result += json_escape(c);
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result + '"';
}

/// Exact for every reader: above 2^53 a string, for many read numbers as double.
[[nodiscard]] inline std::string json_count(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  return count <= std::uint64_t{1} << 53 ? digits : '"' + digits + '"';
}

/// The same double when read back; NaN is null, an infinity the string "Infinity" or "-Infinity".
[[nodiscard]] inline std::string json_number(double x) {
  const std::string special = special_text(x);
  if (special.empty()) return shortest(x);
  if (special == "NaN") return "null";
  return x < 0 ? "\"-Infinity\"" : "\"Infinity\"";
}

[[nodiscard]] inline std::string json_bool(bool b) { return b ? "true" : "false"; }

/// @param each  from an element of the range to its JSON
template <class Range, class Each>
[[nodiscard]] std::string json_list(const Range& range, Each each,
                                    std::string_view separator = ",") {
  std::string result = "[";
  for (const auto& element : range) {
    if (result.size() > 1) result += separator;
    result += each(element);
  }
  return result + ']';
}

[[nodiscard]] inline std::string json_interval(interval<std::uint64_t> counts) {
  return '[' + json_count(counts.lower) + ',' + json_count(counts.upper) + ']';
}
[[nodiscard]] inline std::string json_interval(interval<double> range) {
  return '[' + json_number(range.lower) + ',' + json_number(range.upper) + ']';
}

/// Members in the order in which they are added.
class json_object {
 public:
  /// @param value  JSON already
  json_object& add(std::string_view name, std::string_view value) {
    if (!members_.empty()) members_ += ',';
    members_ += '"';
    members_ += name;
    members_ += "\":";
    members_ += value;
    return *this;
  }
  [[nodiscard]] std::string text() const { return '{' + members_ + '}'; }

 private:
  std::string members_;
};

}  // namespace binpoint::detail

#endif
