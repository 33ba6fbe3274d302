/// @file
/// One line of a plan's text, taken apart from left to right.
#ifndef BINPOINT_DETAIL_PLAN_LINE_HPP
#define BINPOINT_DETAIL_PLAN_LINE_HPP

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "utf8.hpp"

namespace binpoint::detail {

/// How many bytes at the front of a text are one character that may stand in a name as it is.
[[nodiscard]] inline std::size_t plain_length(std::string_view text) {
  char32_t code_point = 0;
  const std::size_t length = sequence_length(text, code_point);
  const bool is_special = is_harmful(code_point) || code_point == '"' || code_point == '\\';
  return is_special ? 0 : length;
}

/// Whether a name can stand without quotes, and be no keyword and no comment. Neither may it begin
/// with the closing word: cut short after that, a text would seem whole.
[[nodiscard]] inline bool is_bare_name(std::string_view name) {
  if (name.empty() || name == "policy" || name.starts_with("end")) return false;
  while (!name.empty()) {
    const std::size_t length = plain_length(name);
    if (length == 0 || name.front() == ' ' || name.front() == '#') return false;
    name.remove_prefix(length);
  }
  return true;
}

/// A layer's name as a plan's text has it: in quotes where it must be, bytes that would not show
/// as \x0a.
[[nodiscard]] inline std::string written_name(std::string_view name) {
  if (is_bare_name(name)) return std::string(name);
  std::string result = "\"";
  while (!name.empty()) {
    const std::size_t length = plain_length(name);
    const auto byte = static_cast<unsigned char>(name.front());
    if (length > 0) {
      result += name.substr(0, length);
    } else if (byte == '"' || byte == '\\') {
      result += {'\\', name.front()};
    } else {
      result += {'\\', 'x', "0123456789abcdef"[byte / 16], "0123456789abcdef"[byte % 16]};
    }
    name.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result + '"';
}

[[nodiscard]] inline std::string in_single_quotes(std::string_view text) {
  std::string result(1, '\'');
  result += text;
  return result += '\'';
}

/// Blanks separate words, # begins a comment.
class plan_line {
 public:
  explicit plan_line(std::string_view text) : rest_(text) { skip_blanks(); }

  [[nodiscard]] bool at_end() const { return rest_.empty() || rest_.front() == '#'; }
  [[nodiscard]] bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  /// All up to the next blank or comment; empty at the end.
  std::string_view word() {
    const auto result = rest_.substr(0, rest_.find_first_of(" \t\r#"));
    skip(result.size());
    return result;
  }

  /// A word, or what quotes enclose; none where those are not closed or hold a wrong escape.
  std::optional<std::string> name() {
    if (!next_is('"')) return std::string(word());
    std::string result;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        skip(i + 1);
        return result;
      }
      if (rest_[i] != '\\') {
        result += rest_[i];
      } else if (!unescape(i, result)) {
        return {};
      }
    }
    return {};
  }

  /// Integers between brackets, separated by blanks; none where there is anything else.
  std::optional<std::vector<int>> integers() {
    const std::size_t end = rest_.find(']');
    if (!next_is('[') || end == std::string_view::npos) return {};
    std::vector<int> result;
    for (plan_line inside(rest_.substr(1, end - 1)); !inside.rest_.empty();) {
      const std::string_view digits = inside.word();
      int value = 0;
      const auto [stop, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), value);
      if (digits.empty() || error != std::errc{} || stop != digits.data() + digits.size()) {
        return {};
      }
      result.push_back(value);
    }
    skip(end + 1);
    return result;
  }

 private:
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size()));
  }
  void skip(std::size_t count) {
    rest_.remove_prefix(count);
    skip_blanks();
  }

  /// Appends the character that an escape at rest_[i] stands for, and moves i to its end.
  bool unescape(std::size_t& i, std::string& result) const {
    const std::string_view escape = rest_.substr(i + 1, 3);
    if (escape.starts_with('"') || escape.starts_with('\\')) {
      result += escape.front();
      i += 1;
      return true;
    }
    unsigned char byte = 0;
    const char* end = escape.data() + escape.size();
    if (escape.size() < 3 || escape.front() != 'x') return false;
    if (std::from_chars(escape.data() + 1, end, byte, 16).ptr != end) return false;
    result += static_cast<char>(byte);
    i += 3;
    return true;
  }

  std::string_view rest_;
};

}  // namespace binpoint::detail

#endif
