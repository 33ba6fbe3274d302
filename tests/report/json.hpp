/// @file
/// A strict reader of JSON, for tests of what the library writes.
#ifndef BINPOINT_TESTS_REPORT_JSON_HPP
#define BINPOINT_TESTS_REPORT_JSON_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace json {

/// A value: what it is, and its content. Numbers keep their text, for integers are exact.
struct value {
  enum class kind { null, boolean, number, string, list, object };
  kind is = kind::null;
  std::string text;
  std::vector<value> items;
  std::map<std::string, value> members;

  [[nodiscard]] const value& operator[](const std::string& name) const {
    const auto found = members.find(name);
    if (found == members.end()) throw std::runtime_error("no member " + name);
    return found->second;
  }
  [[nodiscard]] const value& operator[](std::size_t i) const { return items.at(i); }
  [[nodiscard]] bool has(const std::string& name) const { return members.count(name) == 1; }
  [[nodiscard]] bool is_null() const { return is == kind::null; }
  /// Of a number, and of the strings that stand for infinities.
  [[nodiscard]] double number() const {
    if (is != kind::number && text != "Infinity" && text != "-Infinity") {
      throw std::runtime_error("no number: " + text);
    }
    return std::strtod(text.c_str(), nullptr);
  }
  /// Of a number, and of a string of digits.
  [[nodiscard]] std::uint64_t count() const {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) {
      throw std::runtime_error("no count: " + text);
    }
    return std::stoull(text);
  }
};

class reader {
 public:
  explicit reader(std::string_view text) : rest_(text) {}

  value read() {
    value result = read_value();
    skip_space();
    if (!rest_.empty()) fail("text after the value");
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " before: " + std::string(rest_.substr(0, 60)));
  }
  void skip_space() {
    const auto n = rest_.find_first_not_of(" \n\r\t");
    rest_.remove_prefix(n == std::string_view::npos ? rest_.size() : n);
  }
  bool accept(std::string_view token) {
    skip_space();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void expect(std::string_view token) {
    if (!accept(token)) fail("no " + std::string(token));
  }

  value read_value() {
    if (accept("null")) return {};
    if (accept("true")) return {value::kind::boolean, "true", {}, {}};
    if (accept("false")) return {value::kind::boolean, "false", {}, {}};
    if (accept("\"")) return {value::kind::string, read_string(), {}, {}};
    if (accept("[")) return read_list();
    if (accept("{")) return read_object();
    return read_number();
  }
  value read_list() {
    value result{value::kind::list, {}, {}, {}};
    if (accept("]")) return result;
    do {
      result.items.push_back(read_value());
    } while (accept(","));
    expect("]");
    return result;
  }
  value read_object() {
    value result{value::kind::object, {}, {}, {}};
    if (accept("}")) return result;
    do {
      expect("\"");
      std::string name = read_string();
      expect(":");
      if (!result.members.emplace(std::move(name), read_value()).second) fail("a member twice");
    } while (accept(","));
    expect("}");
    return result;
  }
  /// As RFC 8259 has it: no leading zero, no plus, digits on both sides of a point.
  value read_number() {
    std::string text;
    const auto digits = [&] {
      std::size_t n = 0;
      while (n < rest_.size() && rest_[n] >= '0' && rest_[n] <= '9') ++n;
      if (n == 0) fail("no digit");
      text += rest_.substr(0, n);
      rest_.remove_prefix(n);
    };
    const auto take = [&](char c) {
      if (rest_.empty() || rest_.front() != c) return false;
      text += c;
      rest_.remove_prefix(1);
      return true;
    };
    take('-');
    if (!take('0')) digits();
    if (take('.')) digits();
    if (take('e') || take('E')) {
      if (!take('-')) take('+');
      digits();
    }
    return {value::kind::number, text, {}, {}};
  }
  std::string read_string() {
    std::string result;
    while (!rest_.empty() && rest_.front() != '"') {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character");
      result += c == '\\' ? read_escape() : std::string(1, c);
    }
    if (rest_.empty()) fail("no end of a string");
    rest_.remove_prefix(1);
    return result;
  }
  /// Of code points below 2^11, which are all that the library escapes in these tests.
  std::string read_escape() {
    const char c = rest_.empty() ? ' ' : rest_.front();
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (c == '"' || c == '\\') return std::string(1, c);
    if (c != 'u' || rest_.size() < 4) fail("an unknown escape");
    const auto code = std::strtoul(std::string(rest_.substr(0, 4)).c_str(), nullptr, 16);
    rest_.remove_prefix(4);
    if (code < 0x80) return std::string(1, static_cast<char>(code));
    if (code >= 0x800) fail("a code point that this reader does not know");
    return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
  }

  std::string_view rest_;
};

[[nodiscard]] inline value parse(std::string_view text) { return reader(text).read(); }

}  // namespace json

#endif
