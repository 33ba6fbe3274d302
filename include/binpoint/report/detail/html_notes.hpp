/// @file
/// How to read the report.
#ifndef BINPOINT_REPORT_DETAIL_HTML_NOTES_HPP
#define BINPOINT_REPORT_DETAIL_HTML_NOTES_HPP

#include <string>

#include "../options.hpp"
#include "heat_axis.hpp"
#include "markup.hpp"
#include "number_text.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string html_notes(const heat_axis& axis, const report_options& options) {
  std::string result =
      "<h2>How to read this</h2>\n<ul>"
      "<li>A cell of a strip counts the values whose most significant bit has that weight, "
      "whatever their sign: darker is more, each row by itself. Gray bits are not in the format. "
      "Values there are marked: above the format they overflow, below it they are rounded to zero "
      "or to one step. The outline is the word with its sign bit; zeros stand apart, on the "
      "right. Pointed at, a cell tells its count.</li>\n"
      "<li>Counts, min and max are exact. A share is exact to the digits shown where one number "
      "stands; where two stand, it lies between them, for the histogram does not tell apart the "
      "values next to the ends of a format. Pointed at, a share tells its counts.</li>\n"
      "<li>SQNR, the ratio of signal to quantization noise: the estimate takes values as spread "
      "evenly within each part of an octave; the bounds are certain.</li>\n";
  if (const std::string cut = cut_text(axis); !cut.empty()) {
    result += "<li>Of the strips, " + escaped(cut) + ".</li>\n";
  }
  if (options.channels != nullptr) {
    result +=
        "<li>The channels of an open row, counted from 0, are in the plan's formats whatever is "
        "set "
        "above. Pointed at, a cell tells its count.</li>\n";
  }
  if (options.validated != nullptr) {
    result +=
        "<li>What the validation has counted is exact for its inputs and the plan's formats. Its "
        "inputs need not be those of the other counts; layers before a site were quantized "
        "too.</li>\n";
  }
  if (options.alone != nullptr) {
    result +=
        "<li>On " + grouped(options.alone->inputs) +
        " inputs: alone, the SQNR at the site when nothing else is quantized; output, that of "
        "the network's outputs then; gathered, the SQNR at the site against the float "
        "network when all up to it is quantized.</li>\n";
  }
  return result + "</ul>\n";
}

}  // namespace binpoint::detail

#endif
