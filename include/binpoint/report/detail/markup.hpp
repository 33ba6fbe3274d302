/// @file
/// Elements of SVG as text; every text and title is escaped here, and nowhere else.
#ifndef BINPOINT_REPORT_DETAIL_MARKUP_HPP
#define BINPOINT_REPORT_DETAIL_MARKUP_HPP

#include <string>
#include <string_view>

#include "name_text.hpp"

namespace binpoint::detail {

/// Any text as text of XML and HTML, in an attribute's value too.
[[nodiscard]] inline std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : shortened(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

[[nodiscard]] inline std::string attribute(std::string_view name, int value) {
  return ' ' + std::string(name) + "=\"" + std::to_string(value) + '"';
}
[[nodiscard]] inline std::string class_attribute(std::string_view names) {
  return names.empty() ? "" : " class=\"" + std::string(names) + '"';
}

/// What a browser shows when the element is pointed at.
[[nodiscard]] inline std::string title_element(std::string_view title) {
  return title.empty() ? "" : "<title>" + escaped(title) + "</title>";
}

[[nodiscard]] inline std::string rect(std::string_view style, int x, int y, int width, int height,
                                      std::string_view more = "", std::string_view title = "") {
  const std::string start = "<rect" + class_attribute(style) + attribute("x", x) +
                            attribute("y", y) + attribute("width", width) +
                            attribute("height", height) + std::string(more);
  return title.empty() ? start + "/>" : start + '>' + title_element(title) + "</rect>";
}

[[nodiscard]] inline std::string text(std::string_view style, int x, int y,
                                      std::string_view content, std::string_view title = "") {
  return "<text" + class_attribute(style) + attribute("x", x) + attribute("y", y) + '>' +
         title_element(title) + escaped(content) + "</text>";
}

[[nodiscard]] inline std::string path(std::string_view style, std::string_view data) {
  return "<path" + class_attribute(style) + " d=\"" + std::string(data) + "\"/>";
}

}  // namespace binpoint::detail

#endif
