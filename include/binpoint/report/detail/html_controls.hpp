/// @file
/// What the reader can change in the page. Hidden until the script is there to do it.
#ifndef BINPOINT_REPORT_DETAIL_HTML_CONTROLS_HPP
#define BINPOINT_REPORT_DETAIL_HTML_CONTROLS_HPP

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heat_rows.hpp"
#include "html_sites.hpp"
#include "markup.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string html_select(
    std::string_view id, std::string_view label,
    const std::vector<std::pair<std::string_view, std::string_view>>& options) {
  std::string result = "<label id=\"" + std::string(id) + "-label\">" + escaped(label) +
                       " <select id=\"" + std::string(id) + "\">";
  for (const auto& [value, name] : options) {
    result += "<option value=\"" + escaped(value) + "\">" + escaped(name) + "</option>";
  }
  return result + "</select></label>\n";
}

/// @param attributes  of the input, as markup
[[nodiscard]] inline std::string html_input(std::string_view id, std::string_view label,
                                            std::string_view attributes) {
  return "<label id=\"" + std::string(id) + "-label\">" + escaped(label) + " <input id=\"" +
         std::string(id) + "\" " + std::string(attributes) + "/></label>\n";
}

/// The longest word of a plan, for a first choice.
[[nodiscard]] inline int longest_word(const std::vector<heat_row>& rows) {
  int longest = 0;
  for (const heat_row& row : rows) {
    for (const format& f : row.formats) longest = std::max(longest, f.word_length);
  }
  return longest == 0 ? 8 : std::max(longest, 2);
}

[[nodiscard]] inline std::string html_column_boxes(const std::vector<html_column>& columns) {
  std::string result = "<details><summary>Columns</summary><fieldset><legend>shown</legend>";
  for (const html_column& each : columns) {
    if (std::string_view(each.id) == "layer") continue;
    result += "<label><input type=\"checkbox\" checked=\"checked\" data-column=\"" +
              std::string(each.id) + "\"/> " + escaped(each.head) + "</label> ";
  }
  return result + "</fieldset></details>\n";
}

[[nodiscard]] inline std::string html_controls(const std::vector<heat_row>& rows,
                                               const std::vector<html_column>& columns) {
  const std::string word = "type=\"number\" min=\"2\" max=\"64\" step=\"1\" value=\"" +
                           std::to_string(longest_word(rows)) + '"';
  return "<form id=\"controls\" hidden=\"hidden\" autocomplete=\"off\">\n" +
         html_select("criterion", "Formats by",
                     {{"plan", "the plan"},
                      {"least_error", "least_error"},
                      {"most_information", "most_information"},
                      {"no_overflow", "no_overflow"},
                      {"outlier_budget", "outlier_budget"},
                      {"shortest_word", "shortest_word"}}) +
         html_input("word-length", "word length", word) +
         html_input("fraction", "share above",
                    "type=\"number\" min=\"0\" max=\"1\" step=\"any\" value=\"0.0001\"") +
         html_input("wanted", "SQNR wanted, in dB", "type=\"number\" step=\"any\" value=\"40\"") +
         html_select("sign", "sign",
                     {{"automatic", "automatic"}, {"always", "always"}, {"never", "never"}}) +
         html_select("sort", "Sort by",
                     {{"network", "network order"},
                      {"sqnr", "SQNR, lowest first"},
                      {"loss", "overflow and underflow, most first"},
                      {"name", "name"}}) +
         html_input("filter", "Filter", "type=\"search\" placeholder=\"layer or role\"") +
         html_column_boxes(columns) +
         "<output id=\"summary\" for=\"criterion word-length filter\"></output>\n</form>\n";
}

}  // namespace binpoint::detail

#endif
