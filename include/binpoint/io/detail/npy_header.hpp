/// @file
/// The header of an .npy file: magic, version, and a Python dictionary of three entries.
#ifndef BINPOINT_IO_DETAIL_NPY_HEADER_HPP
#define BINPOINT_IO_DETAIL_NPY_HEADER_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../cursor.hpp"
#include "../element_type.hpp"
#include "../shape.hpp"

namespace binpoint::io::detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";
inline constexpr std::size_t npy_highest_rank = 64;  // NumPy's own limit

struct npy_header {
  std::string descr;  ///< the type as the file spells it
  element_type type = element_type::float32;
  std::endian order = std::endian::little;
  bool first_index_fastest = false;
  std::vector<std::size_t> shape{};
  std::size_t type_offset = 0;
  std::size_t order_offset = 0;
};

/// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }, its entries in any order.
class npy_dictionary_reader {
 public:
  explicit npy_dictionary_reader(cursor text) : text_(std::move(text)) {}

  [[nodiscard]] npy_header read() {
    expect('{');
    while (!accept('}')) {
      entry();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (text_.remaining() > 0) found_instead_of("nothing after the dictionary");
    if (!has_type_ || !has_order_ || !has_shape_) {
      text_.fail_here("the end of the header", "'descr', 'fortran_order' and 'shape' before it");
    }
    return header_;
  }

 private:
  void entry() {
    skip_space();
    const std::size_t at = text_.offset();
    const std::string key = string_literal();
    expect(':');
    if (key == "descr" && !has_type_) {
      has_type_ = true;
      type();
    } else if (key == "fortran_order" && !has_order_) {
      has_order_ = true;
      order();
    } else if (key == "shape" && !has_shape_) {
      has_shape_ = true;
      tuple();
    } else {
      text_.fail_at(at, "key " + in_quotes(key), "'descr', 'fortran_order', 'shape', each once");
    }
  }

  void type() {
    skip_space();
    header_.type_offset = text_.offset();
    if (text_.peek() != '\'' && text_.peek() != '"') found_instead_of("a type like '<f4'");
    header_.descr = string_literal();
    const std::string_view name = header_.descr;
    const char order = name.empty() ? ' ' : name.front();
    const auto found =
        name.size() == 3 ? find_element(&element_names::npy, name.substr(1)) : std::nullopt;
    // A byte has no order.
    const bool fits =
        order == '<' || order == '>' || (order == '|' && found && size_of(*found) == 1);
    if (!found || !fits) {
      text_.fail_at(header_.type_offset, "type " + in_quotes(name),
                    "'<f4' or another of f2, f4, f8, i1 to i8, u1 to u8, b1 after '<' or '>'");
    }
    header_.type = *found;
    header_.order = order == '>' ? std::endian::big : std::endian::little;
  }

  void order() {
    skip_space();
    header_.order_offset = text_.offset();
    std::string word;
    while (text_.peek() >= 'A' && text_.peek() <= 'z') word += next();
    if (word != "False" && word != "True") {
      text_.fail_at(header_.order_offset, "fortran_order " + in_quotes(word), "True or False");
    }
    header_.first_index_fastest = word == "True";
  }

  void tuple() {
    expect('(');
    while (!accept(')')) {
      if (header_.shape.size() == npy_highest_rank) {
        text_.fail_here("one more dimension", "at most " + std::to_string(npy_highest_rank));
      }
      header_.shape.push_back(number());
      if (accept(',')) continue;
      // A Python tuple of one needs its comma: (3) is a number.
      if (header_.shape.size() == 1) found_instead_of("','");
      expect(')');
      break;
    }
  }

  std::size_t number() {
    skip_space();
    const std::size_t at = text_.offset();
    if (text_.peek() < '0' || text_.peek() > '9') found_instead_of("a dimension");
    std::size_t value = 0;
    constexpr std::size_t highest = std::numeric_limits<std::size_t>::max();
    while (text_.peek() >= '0' && text_.peek() <= '9') {
      const auto digit = static_cast<std::size_t>(next() - '0');
      if (value > (highest - digit) / 10) text_.fail_at(at, "a larger number", "a dimension");
      value = value * 10 + digit;
    }
    return value;
  }

  std::string string_literal() {
    skip_space();
    const char quote = text_.peek();
    if (quote != '\'' && quote != '"') found_instead_of("a string");
    next();
    std::string result;
    while (text_.remaining() > 0 && text_.peek() != quote) result += next();
    if (text_.remaining() == 0) found_instead_of("the end of the string");
    next();
    return result;
  }

  void expect(char wanted) {
    if (!accept(wanted)) found_instead_of(in_quotes({&wanted, 1}));
  }

  bool accept(char wanted) {
    skip_space();
    if (text_.remaining() == 0 || text_.peek() != wanted) return false;
    next();
    return true;
  }

  void skip_space() {
    while (text_.peek() == ' ' || text_.peek() == '\n' || text_.peek() == '\t') next();
  }

  char next() { return as_text(text_.take(1, "header"))[0]; }

  [[noreturn]] void found_instead_of(const std::string& expected) {
    const char c = text_.peek();
    text_.fail_here(text_.remaining() > 0 ? in_quotes({&c, 1}) : "the end of the header", expected);
  }

  cursor text_;
  bool has_type_ = false;
  bool has_order_ = false;
  bool has_shape_ = false;
  npy_header header_;
};

/// Takes the header and leaves the cursor at the values.
[[nodiscard]] inline npy_header read_npy_header(cursor& in) {
  const std::size_t file = in.offset();
  const std::string_view magic = as_text(in.take(npy_magic.size(), "magic"));
  if (magic != npy_magic) in.fail_at(file, in_quotes(magic), "an .npy file");
  const unsigned major = in.little_endian<std::uint8_t>("version");
  const unsigned minor = in.little_endian<std::uint8_t>("version");
  if ((major != 1 && major != 2) || minor != 0) {
    in.fail_at(file + npy_magic.size(),
               "version " + std::to_string(major) + "." + std::to_string(minor), "1.0 or 2.0");
  }
  const std::size_t length = major == 1 ? in.little_endian<std::uint16_t>("header length")
                                        : in.little_endian<std::uint32_t>("header length");
  const std::size_t start = in.offset();
  return npy_dictionary_reader(cursor(in.take(length, "header"), in.name(), start)).read();
}

/// The header of version 1.0, padded so that the values start at a multiple of 64 bytes.
[[nodiscard]] inline std::vector<std::byte> format_npy_header(std::span<const std::size_t> shape) {
  constexpr std::size_t alignment = 64;
  std::string dictionary =
      "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape_text(shape) + ", }";
  const std::size_t before = npy_magic.size() + 4;
  while ((before + dictionary.size() + 1) % alignment != 0) dictionary += ' ';
  dictionary += '\n';
  std::string header(npy_magic);
  header += {'\x01', '\x00', static_cast<char>(dictionary.size() & 255),
             static_cast<char>(dictionary.size() >> 8)};
  header += dictionary;
  std::vector<std::byte> bytes;
  for (const char c : header) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

}  // namespace binpoint::io::detail

#endif
