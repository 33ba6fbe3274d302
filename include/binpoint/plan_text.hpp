/// @file
/// Plans as text, to be kept, compared and edited by hand.
///
///     binpoint plan 1
///     policy half_away saturate gradual exact
///     input input ufix8_En8
///     conv1 weight sfix8_En7 [7 8 6 9]   # a fraction length for each channel
///     "my layer" bias sfix16_En12
///     dense2 activation float            # not quantized
///     end
///
/// A line for each site, in the plan's order: the layer's name, the role, the format by its name.
/// `float` in front of a format keeps the format for later. Names that are empty or `policy`, begin
/// with `end`, or hold blanks, #, quotes, backslashes or characters that do not show are quoted,
/// with \" \\ and \x0a for any byte. Blank lines, and comments from # to the end of the line, may
/// stand anywhere. Without its `end` a text was cut short.
#ifndef BINPOINT_PLAN_TEXT_HPP
#define BINPOINT_PLAN_TEXT_HPP

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "detail/check.hpp"
#include "detail/error.hpp"
#include "detail/plan_reader.hpp"
#include "detail/policy_words.hpp"
#include "format_text.hpp"
#include "network.hpp"

namespace binpoint {

/// What a plan says of one site: "sfix8_En7", "sfix8_En7 [7 8 6]", "float".
/// @throws std::invalid_argument  when a format is invalid, which no text can say
[[nodiscard]] inline std::string to_string(const tensor_format& chosen) {
  if (chosen == tensor_format(std::nullopt)) return "float";
  detail::check_format("to_string", chosen.base);
  std::string result = chosen.stays_float ? "float " : "";
  result += to_string(chosen.base);
  const char* separator = " [";
  for (const int f : chosen.fraction_lengths) {
    detail::check_format("to_string", {chosen.base.word_length, f, chosen.base.is_signed});
    result += separator + std::to_string(f);
    separator = " ";
  }
  return chosen.fraction_lengths.empty() ? result : result + ']';
}

/// The text of a plan, from which parse_plan makes an equal one.
/// @throws std::invalid_argument  when a format is invalid
[[nodiscard]] inline std::string to_string(const plan& formats) {
  std::string result(detail::plan_title);
  result += "\npolicy " + detail::policy_words(formats.rules) + '\n';
  for (const auto& [where, chosen] : formats) {
    result += detail::written_site(where) + ' ' + to_string(chosen) + '\n';
  }
  return result + "end\n";
}

/// The plan of a text.
/// @throws std::invalid_argument  naming the line, the site, what was found and what was expected
/// @par Complexity  O(characters)
[[nodiscard]] inline plan parse_plan(std::string_view text) {
  detail::plan_reader reader;
  if (!reader.read(text)) detail::invalid_argument("parse_plan", reader.problem());
  return std::move(reader).result();
}

}  // namespace binpoint

#endif
