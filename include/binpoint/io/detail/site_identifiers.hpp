/// @file
/// Names of C++ for the sites of a plan.
#ifndef BINPOINT_IO_DETAIL_SITE_IDENTIFIERS_HPP
#define BINPOINT_IO_DETAIL_SITE_IDENTIFIERS_HPP

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "../../site.hpp"

namespace binpoint::io::detail {

/// Letters and digits of ASCII, whatever the locale is.
[[nodiscard]] constexpr bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The name with every other run of characters as one underscore: no identifier with two of them in
/// a row, or one in front, is a program's own.
[[nodiscard]] inline std::string identifier_of(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (is_word_character(c)) {
      result += c;
    } else if (!result.empty() && result.back() != '_') {
      result += '_';
    }
  }
  if (result.ends_with('_')) result.pop_back();
  if (result.empty() || is_digit(result.front())) result.insert(0, "layer");
  return result;
}

/// conv1_weight for the weights of "conv1", features_0_bias for the biases of "features.0";
/// "input", and whatever layer is named like its role, is called by one word.
///
/// Layers whose names differ get identifiers that differ: the later one is numbered.
class site_identifiers {
 public:
  [[nodiscard]] std::string of(const site& where) {
    const std::string_view kind = to_string(where.kind);
    const std::string& stem = stem_of(where.layer);
    return stem == kind ? stem : stem + '_' + std::string(kind);
  }

 private:
  const std::string& stem_of(const std::string& layer) {
    const auto known = stems_.find(layer);
    if (known != stems_.end()) return known->second;
    const std::string plain = identifier_of(layer);
    std::string stem = plain;
    for (int number = 2; !used_.insert(stem).second; ++number) {
      stem = plain + '_' + std::to_string(number);
    }
    return stems_.emplace(layer, stem).first->second;
  }

  std::map<std::string, std::string> stems_;
  std::set<std::string> used_;
};

/// Keywords of C++20 and of the standards after it, and other spellings of operators.
/// @par Source  ISO/IEC 14882:2020, 5.11 and 5.5
inline constexpr std::string_view keywords =
    " alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t "
    "char32_t char8_t class co_await co_return co_yield compl concept const const_cast "
    "consteval constexpr constinit continue contract_assert decltype default delete do "
    "double dynamic_cast else enum explicit export extern false float for friend goto if "
    "inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq "
    "private protected public register reinterpret_cast requires return short signed sizeof "
    "static static_assert static_cast struct switch template this thread_local throw true "
    "try typedef typeid typename union unsigned using virtual void volatile wchar_t while "
    "xor xor_eq ";

[[nodiscard]] inline bool is_keyword(std::string_view name) {
  std::string word(1, ' ');
  word.append(name).push_back(' ');
  return keywords.find(word) != std::string_view::npos;
}

/// Names that no program may declare: compilers have keywords of their own among them.
[[nodiscard]] constexpr bool is_reserved(std::string_view name) {
  const bool is_upper = name.size() > 1 && name[1] >= 'A' && name[1] <= 'Z';
  return name.find("__") != std::string_view::npos || (name.front() == '_' && is_upper);
}

[[nodiscard]] inline bool is_identifier(std::string_view text) {
  const auto is_part = [](char c) { return is_word_character(c) || c == '_'; };
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, is_part) &&
         !is_reserved(text) && !is_keyword(text);
}

/// Whether a header can have its names there: in a namespace, or in some joined by two colons, as
/// in demo::formats. Inside, std and binpoint must still be what they are.
[[nodiscard]] inline bool is_namespace(std::string_view text) {
  for (bool is_first = true;; is_first = false) {
    const std::size_t length = std::min(text.find("::"), text.size());
    const std::string_view name = text.substr(0, length);
    if (!is_identifier(name) || name == "std") return false;
    if (name == (is_first ? "main" : "binpoint")) return false;
    if (length == text.size()) return true;
    text.remove_prefix(length + 2);
  }
}

/// DEMO_NETWORK_FORMATS_HPP for demo, one name for each namespace: two may stand in one program.
///
/// _0 is an underscore, _1 two colons, and lower letters are the namespace's upper ones.
[[nodiscard]] inline std::string guard_of(std::string_view name_space) {
  std::string result;
  for (std::size_t i = 0; i < name_space.size(); ++i) {
    const char c = name_space[i];
    if (c == '_') {
      result += "_0";
    } else if (c == ':') {
      result += "_1";
      ++i;
    } else {
      result += is_digit(c) ? c : static_cast<char>(c ^ ('a' ^ 'A'));
    }
  }
  return result + "_NETWORK_FORMATS_HPP";
}

}  // namespace binpoint::io::detail

#endif
