/// @file
/// Aligned columns of text.
#ifndef BINPOINT_REPORT_DETAIL_TEXT_TABLE_HPP
#define BINPOINT_REPORT_DETAIL_TEXT_TABLE_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "name_text.hpp"

namespace binpoint::detail {

/// A column of text: an entry for each row, and the widest one's width in characters.
struct text_column {
  std::string head;
  bool is_left = false;
  std::vector<std::string> entries{};
  int width = 0;

  text_column(std::string name, bool left) : head(std::move(name)), is_left(left) {
    width = display_width(head);
  }
  void add(std::string entry) {
    width = std::max(width, display_width(entry));
    entries.push_back(std::move(entry));
  }
};

[[nodiscard]] inline std::string padded(const text_column& column, const std::string& entry) {
  const std::string space(static_cast<std::size_t>(column.width - display_width(entry)), ' ');
  return column.is_left ? entry + space : space + entry;
}

/// A line of heads and one for each row; two spaces between columns, none at the end of a line.
[[nodiscard]] inline std::string draw_table(const std::vector<text_column>& columns) {
  std::string result;
  const auto add_line = [&](const auto& entry_of) {
    std::string line;
    for (const text_column& each : columns) {
      if (!line.empty()) line += "  ";
      line += padded(each, entry_of(each));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + '\n';
  };
  add_line([](const text_column& each) { return each.head; });
  const std::size_t rows = columns.empty() ? 0 : columns.front().entries.size();
  for (std::size_t i = 0; i < rows; ++i) {
    add_line([i](const text_column& each) { return each.entries[i]; });
  }
  return result;
}

}  // namespace binpoint::detail

#endif
