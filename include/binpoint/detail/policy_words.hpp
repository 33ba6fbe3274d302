/// @file
/// The modes of a policy by their names in code, as files have them.
#ifndef BINPOINT_DETAIL_POLICY_WORDS_HPP
#define BINPOINT_DETAIL_POLICY_WORDS_HPP

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "../policy.hpp"

namespace binpoint::detail {

// Each in the order of its enumeration.
inline constexpr std::string_view rounding_words[] = {
    "half_away", "half_even", "half_up", "floor", "ceiling", "toward_zero", "stochastic"};
inline constexpr std::string_view overflow_words[] = {"saturate", "saturate_symmetric", "wrap"};
inline constexpr std::string_view underflow_words[] = {"gradual", "flush"};
inline constexpr std::string_view growth_words[] = {"exact", "closed"};

[[nodiscard]] constexpr std::span<const std::string_view> words_for(rounding_mode) {
  return rounding_words;
}
[[nodiscard]] constexpr std::span<const std::string_view> words_for(overflow_mode) {
  return overflow_words;
}
[[nodiscard]] constexpr std::span<const std::string_view> words_for(underflow_mode) {
  return underflow_words;
}
[[nodiscard]] constexpr std::span<const std::string_view> words_for(growth_mode) {
  return growth_words;
}

template <class Mode>
[[nodiscard]] constexpr std::string_view word_of(Mode mode) {
  return words_for(mode)[static_cast<std::size_t>(mode)];
}

template <class Mode>
[[nodiscard]] constexpr std::optional<Mode> mode_of(std::string_view word) {
  const auto words = words_for(Mode{});
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<Mode>(i);
  }
  return {};
}

/// "half_away saturate gradual exact".
[[nodiscard]] inline std::string policy_words(const policy& rules) {
  std::string result(word_of(rules.rounding));
  for (const std::string_view word :
       {word_of(rules.overflow), word_of(rules.underflow), word_of(rules.growth)}) {
    result += ' ';
    result += word;
  }
  return result;
}

}  // namespace binpoint::detail

#endif
