/// @file
/// A heat map as SVG: its layout, axis, numbers and legend.
#ifndef BINPOINT_REPORT_DETAIL_SVG_MAP_HPP
#define BINPOINT_REPORT_DETAIL_SVG_MAP_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "heat_axis.hpp"
#include "heat_rows.hpp"
#include "heat_table.hpp"
#include "markup.hpp"
#include "svg_legend.hpp"
#include "svg_row.hpp"
#include "svg_style.hpp"

namespace binpoint::detail {

class svg_map {
 public:
  svg_map(std::vector<heat_row> rows, std::string title, bool has_numbers, bool has_legend)
      : rows_(std::move(rows)),
        title_(std::move(title)),
        has_legend_(has_legend),
        table_(make_heat_table(rows_)),
        axis_(make_heat_axis(rows_, most_columns)),
        cell_(std::clamp(560 / axis_.columns(), 9, 20)) {
    if (!has_numbers) table_.after.erase(table_.after.begin() + 1, table_.after.end());
    int x = margin;
    for (const text_column& each : table_.before) x += text_width(each.width) + gap;
    strip_ = svg_strip(axis_, cell_, x);
    zero_x_ = strip_.end_x() + gap;
    width_ = zero_x_ + svg_strip::zero_width + margin;
    for (const text_column& each : table_.after) width_ += text_width(each.width) + gap;
    if (has_legend_) width_ = std::max(width_, 640);
    note_values();
  }

  [[nodiscard]] std::string draw() const {
    std::string body = heads();
    int y = head_height;
    for (std::size_t i = 0; i < rows_.size(); ++i, y += pitch) body += row(i, y);
    y += svg_strip::baseline + 4;
    if (has_legend_) body += svg_legend(shows_part(rows_, axis_), margin, y);
    for (const std::string& each : notes_) {
      body += text("", margin, y, each);
      y += pitch;
    }
    const int height = y + margin - svg_strip::baseline - 4;
    return open_image(height) + svg_style() + rect("bp-ground", 0, 0, width_, height, " rx=\"6\"") +
           body + "</svg>\n";
  }

 private:
  static constexpr int most_columns = 96;
  static constexpr int margin = 12;
  static constexpr int gap = 14;
  static constexpr int head_height = 38;
  static constexpr int pitch = 22;

  /// In a monospaced font of 12 pixels.
  [[nodiscard]] static int text_width(int characters) { return (characters * 29 + 3) / 4; }

  /// What has no cell of its own, and must not be left untold.
  void note_values() {
    if (const std::string cut = cut_text(axis_); !cut.empty()) notes_.push_back(cut);
    for (const heat_row& each : rows_) {
      const std::string special = special_values(each);
      if (!special.empty()) notes_.push_back((each.kind ? each.name() + ": " : "") + special);
    }
  }

  [[nodiscard]] std::string open_image(int height) const {
    const std::string w = std::to_string(width_);
    const std::string h = std::to_string(height);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bp-map\" role=\"img\" aria-label=\"" +
           escaped(title_) + "\" width=\"" + w + "\" height=\"" + h + "\" viewBox=\"0 0 " + w +
           ' ' + h + "\">\n";
  }

  /// The names of the columns, and the axis.
  [[nodiscard]] std::string heads() const {
    constexpr int y = head_height - 12;
    std::string result;
    int x = margin;
    for (const text_column& each : table_.before) {
      result += text("bp-dim", x, y, each.head);
      x += text_width(each.width) + gap;
    }
    for (int p = axis_.highest; p >= axis_.lowest; --p) {
      if (is_labelled(p, 4 * cell_ < 44)) result += svg_tick(strip_.column_middle(p), y, p);
    }
    result += text("bp-mid", zero_x_ + svg_strip::zero_width / 2, y, "0");
    result += numbers(y, "bp-dim bp-end", [](const text_column& each) { return each.head; });
    return result + '\n';
  }

  template <class Entry>
  [[nodiscard]] std::string numbers(int y, const std::string& style, Entry entry) const {
    std::string result;
    int x = zero_x_ + svg_strip::zero_width;
    for (const text_column& each : table_.after) {
      x += text_width(each.width) + gap;
      result += text(style, x, y, entry(each));
    }
    return result;
  }

  [[nodiscard]] std::string row(std::size_t i, int y) const {
    const heat_row& shown = rows_[i];
    const int base = y + svg_strip::baseline;
    std::string result = "<g class=\"bp-row\">";
    int x = margin;
    for (const text_column& each : table_.before) {
      const bool is_name = &each != &table_.before.back();
      result += text("", x, base, each.entries[i], is_name ? shown.name() : "");
      x += text_width(each.width) + gap;
    }
    result += strip_.draw(shown, y) + svg_zeros(shown, zero_x_, y);
    result += numbers(base, "bp-end", [i](const text_column& each) { return each.entries[i]; });
    return result + "</g>\n";
  }

  std::vector<heat_row> rows_;
  std::string title_;
  bool has_legend_;
  heat_table table_;
  heat_axis axis_;
  int cell_;
  svg_strip strip_;
  int zero_x_ = 0;
  int width_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace binpoint::detail

#endif
