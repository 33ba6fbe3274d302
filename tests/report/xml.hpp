/// @file
/// A strict reader of small XML documents, and of HTML written like XML, for tests of what the
/// library writes.
#ifndef BINPOINT_TESTS_REPORT_XML_HPP
#define BINPOINT_TESTS_REPORT_XML_HPP

#include <cctype>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace xml {

struct element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< of this element alone, entities resolved
  std::vector<element> children;

  [[nodiscard]] std::string get(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? "" : found->second;
  }
  [[nodiscard]] int number(const std::string& attribute) const { return std::stoi(get(attribute)); }

  /// All elements below this one, itself included, that satisfy a condition, in document order.
  template <class Condition>
  [[nodiscard]] std::vector<const element*> all(Condition condition) const {
    std::vector<const element*> result;
    if (condition(*this)) result.push_back(this);
    for (const element& child : children) {
      for (const element* each : child.all(condition)) result.push_back(each);
    }
    return result;
  }
  /// The one element below this one that has an attribute of that value.
  [[nodiscard]] const element& only(const std::string& attribute, const std::string& value) const {
    const auto found = all([&](const element& e) { return e.get(attribute) == value; });
    if (found.size() != 1) throw std::runtime_error("not one element has " + attribute + value);
    return *found.front();
  }
  [[nodiscard]] std::vector<const element*> named(std::string_view wanted) const {
    return all([&](const element& each) { return each.name == wanted; });
  }
  /// The element's own text and that of everything in it.
  [[nodiscard]] std::string whole_text() const {
    std::string result = text;
    for (const element& child : children) result += child.whole_text();
    return result;
  }
};

/// Throws for anything that is not well-formed: tags that do not match, an attribute twice or
/// without quotes, a bare & or <, a control character, bytes that are no UTF-8 continuation where
/// one is due.
class reader {
 public:
  explicit reader(std::string_view text) : rest_(text) {}

  element read() {
    skip_space();
    if (accept("<!DOCTYPE html>")) skip_space();
    element root = read_element();
    skip_space();
    if (!rest_.empty()) fail("text after the root");
    return root;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " before: " + std::string(rest_.substr(0, 80)));
  }
  bool accept(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void expect(std::string_view token) {
    if (!accept(token)) fail("no " + std::string(token));
  }
  void skip_space() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0) {
      rest_.remove_prefix(1);
    }
  }
  std::string read_name() {
    std::size_t n = 0;
    while (n < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[n])) != 0 ||
                                rest_[n] == '-' || rest_[n] == ':')) {
      ++n;
    }
    if (n == 0) fail("no name");
    std::string result(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return result;
  }
  std::string read_text(std::string_view ends) {
    std::string result;
    while (!rest_.empty() && ends.find(rest_.front()) == std::string_view::npos) {
      const auto c = static_cast<unsigned char>(rest_.front());
      if (c == '<' || c == '>' || (c < 0x20 && c != '\n')) fail("a character that is not allowed");
      if (c == '&') {
        result += read_entity();
        continue;
      }
      for (std::size_t i = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3; i > 0; --i) {
        if (i >= rest_.size() || (static_cast<unsigned char>(rest_[i]) & 0xC0) != 0x80) {
          fail("malformed UTF-8");
        }
      }
      result += rest_.front();
      rest_.remove_prefix(1);
      while (!rest_.empty() && (static_cast<unsigned char>(rest_.front()) & 0xC0) == 0x80) {
        result += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    return result;
  }
  /// As HTML reads a script.
  std::string read_raw(std::string_view end) {
    const std::size_t size = rest_.find(end);
    if (size == std::string_view::npos) fail("no " + std::string(end));
    std::string result(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return result;
  }
  char read_entity() {
    if (accept("&amp;")) return '&';
    if (accept("&lt;")) return '<';
    if (accept("&gt;")) return '>';
    if (accept("&quot;")) return '"';
    if (accept("&#39;")) return '\'';
    fail("an unknown entity");
  }
  element read_element() {
    expect("<");
    element result;
    result.name = read_name();
    for (;;) {
      const bool space = !rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n');
      skip_space();
      if (accept("/>")) return result;
      if (accept(">")) break;
      if (!space) fail("no space before an attribute");
      const std::string name = read_name();
      expect("=\"");
      if (!result.attributes.emplace(name, read_text("\"")).second) fail("an attribute twice");
      expect("\"");
    }
    if (result.name == "script") result.text = read_raw("</script>");
    while (!rest_.starts_with("</")) {
      result.text += read_text("<");
      if (rest_.empty()) fail("no end of " + result.name);
      if (!rest_.starts_with("</")) result.children.push_back(read_element());
    }
    expect("</" + result.name + ">");
    return result;
  }

  std::string_view rest_;
};

[[nodiscard]] inline element parse(std::string_view text) { return reader(text).read(); }

}  // namespace xml

#endif
