/// @file
/// Tables as HTML.
#ifndef BINPOINT_REPORT_DETAIL_HTML_TABLE_HPP
#define BINPOINT_REPORT_DETAIL_HTML_TABLE_HPP

#include <string>
#include <string_view>

#include "markup.hpp"

namespace binpoint::detail {

/// A cell: what is read, what is told when it is pointed at, the exact number for scripts.
struct html_cell {
  std::string text;
  std::string title{};
  std::string value{};
  std::string_view style{};

  [[nodiscard]] std::string draw() const {
    std::string content = escaped(text);
    if (!value.empty()) content = "<data value=\"" + escaped(value) + "\">" + content + "</data>";
    return "<td" + class_attribute(style) +
           (title.empty() ? "" : " title=\"" + escaped(title) + '"') + '>' + content + "</td>";
  }
};

[[nodiscard]] inline std::string row_head(std::string_view name) {
  return "<th scope=\"row\" class=\"long\">" + escaped(name) + "</th>";
}
[[nodiscard]] inline std::string column_head(std::string_view name, std::string_view style = "") {
  return "<th scope=\"col\"" + class_attribute(style) + '>' + escaped(name) + "</th>";
}

/// @param head, rows  the rows' inner markup, each row in its <tr>
[[nodiscard]] inline std::string html_table(std::string_view style, std::string_view caption,
                                            const std::string& head, const std::string& rows) {
  return "<table" + class_attribute(style) + "><caption>" + escaped(caption) + "</caption><thead>" +
         head + "</thead><tbody>" + rows + "</tbody></table>";
}

/// Wide content in a box of its own, which the keyboard can scroll.
[[nodiscard]] inline std::string scroll_box(std::string_view label, const std::string& content) {
  return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + escaped(label) +
         "\">" + content + "</div>\n";
}

}  // namespace binpoint::detail

#endif
