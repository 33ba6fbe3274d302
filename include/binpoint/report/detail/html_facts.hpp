/// @file
/// What the report is about, at its head.
#ifndef BINPOINT_REPORT_DETAIL_HTML_FACTS_HPP
#define BINPOINT_REPORT_DETAIL_HTML_FACTS_HPP

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "../../policy.hpp"
#include "../options.hpp"
#include "heat_rows.hpp"
#include "markup.hpp"
#include "policy_text.hpp"

namespace binpoint::detail {

/// "8 bits (12 sites), 16 bits (1 site), float (2 sites)"
[[nodiscard]] inline std::string word_lengths_text(const std::vector<heat_row>& rows) {
  std::map<int, std::size_t> sites;
  constexpr int of_float = max_word_length + 1;
  for (const heat_row& row : rows) {
    ++sites[row.formats.empty() ? of_float : row.formats.front().word_length];
  }
  std::string result;
  for (const auto& [length, count] : sites) {
    if (!result.empty()) result += ", ";
    result +=
        length == of_float ? "float" : std::to_string(length) + (length == 1 ? " bit" : " bits");
    result += " (" + std::to_string(count) + (count == 1 ? " site)" : " sites)");
  }
  return result.empty() ? "no sites" : result;
}

[[nodiscard]] inline std::string html_facts(const std::vector<heat_row>& rows, const policy& rules,
                                            const report_options& options) {
  std::string result = "<dl>";
  const auto add = [&](const std::string& name, const std::string& value) {
    result += "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>\n";
  };
  for (const auto& [name, value] : options.facts) add(name, value);
  add("word lengths", word_lengths_text(rows));
  add("arithmetic", policy_text(rules));
  add("made by", "binpoint " + version_text());
  return result + "</dl>\n";
}

}  // namespace binpoint::detail

#endif
