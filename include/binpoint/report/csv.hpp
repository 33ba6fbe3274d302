/// @file
/// The numbers of a report as CSV, a line for each site, for spreadsheets and data frames.
///
/// RFC 4180 with LF at the ends of lines; the first line names the columns. Names of layers are
/// quoted where they need it, and otherwise as they are: one that begins with =, +, -, @ or a tab,
/// which some spreadsheets take for a formula, is not changed. Counts are integers in full. Other
/// numbers read back as the same double. A field is empty where there is nothing to tell: min and
/// max of no value, the SQNR of no signal (NaN), the format and losses of a site that stays in
/// floating point. An infinity is Infinity or -Infinity. Where channels differ in fraction length,
/// `format` names their range; the losses are empty, or where the channels are known the counts and
/// the expected SQNR of all of them.
#ifndef BINPOINT_REPORT_CSV_HPP
#define BINPOINT_REPORT_CSV_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../error_report.hpp"
#include "../format.hpp"
#include "../network.hpp"
#include "../selection.hpp"
#include "../validation.hpp"
#include "detail/heat_rows.hpp"
#include "detail/number_text.hpp"
#include "detail/report_rows.hpp"
#include "options.hpp"

namespace binpoint {
namespace detail {

/// Quoted where it must be, so that a reader gives back the same bytes.
[[nodiscard]] inline std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos &&
      (text.empty() || (text.front() != ' ' && text.back() != ' '))) {
    return std::string(text);
  }
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

[[nodiscard]] inline std::string csv_number(double x) {
  const std::string special = special_text(x);
  if (special.empty()) return shortest(x);
  if (special == "NaN") return "";
  return x < 0 ? "-Infinity" : "Infinity";
}

/// The columns of a row by name, in the order of the file.
using csv_fields = std::vector<std::pair<const char*, std::string>>;

inline void add_counted(csv_fields& to, const heat_row& row) {
  const bool has_finite = row.total > row.nans + row.infinities;
  to.emplace_back("layer", csv_text(row.layer));
  to.emplace_back("role", row.kind ? to_string(*row.kind) : "");
  to.emplace_back("values", std::to_string(row.total));
  to.emplace_back("zeros", std::to_string(row.zeros));
  to.emplace_back("nans", std::to_string(row.nans));
  to.emplace_back("infinities", std::to_string(row.infinities));
  to.emplace_back("min", has_finite ? csv_number(row.min) : "");
  to.emplace_back("max", has_finite ? csv_number(row.max) : "");
  to.emplace_back("extremes_exact", row.extremes_exact ? "true" : "false");
}

inline void add_format(csv_fields& to, const heat_row& row) {
  const bool is_fixed = !row.formats.empty();
  const bool is_one = row.formats.size() == 1;
  const format f = is_fixed ? row.formats.front() : format{};
  to.emplace_back("format", is_fixed ? format_name(row) : "");
  to.emplace_back("word_length", is_fixed ? std::to_string(f.word_length) : "");
  to.emplace_back("fraction_length", is_one ? std::to_string(f.fraction_length) : "");
  to.emplace_back("signed", !is_fixed ? "" : f.is_signed ? "true" : "false");
  to.emplace_back("lowest", is_one ? csv_number(f.lowest()) : "");
  to.emplace_back("highest", is_one ? csv_number(f.highest()) : "");
}

inline void add_losses(csv_fields& to, const std::optional<selection>& losses) {
  const bool known = losses.has_value();
  const selection s = losses.value_or(selection{});
  const interval<std::uint64_t> underflows = underflows_of(s);
  to.emplace_back("overflows_lower", known ? std::to_string(s.overflows.lower) : "");
  to.emplace_back("overflows_upper", known ? std::to_string(s.overflows.upper) : "");
  to.emplace_back("underflows_lower", known ? std::to_string(underflows.lower) : "");
  to.emplace_back("underflows_upper", known ? std::to_string(underflows.upper) : "");
  to.emplace_back("sqnr_db_lower", known ? csv_number(s.sqnr_db.lower) : "");
  to.emplace_back("sqnr_db_upper", known ? csv_number(s.sqnr_db.upper) : "");
  to.emplace_back("expected_sqnr_db", known ? csv_number(s.expected_sqnr_db) : "");
}

/// @param found  null without a validation that saw the site
inline void add_validated(csv_fields& to, const site_result* found) {
  const bool known = found != nullptr;
  const error_report r = known ? found->losses : error_report{};
  to.emplace_back("validated_values", known ? std::to_string(r.total) : "");
  to.emplace_back("validated_overflows", known ? std::to_string(r.overflows) : "");
  to.emplace_back("validated_underflows", known ? std::to_string(r.underflows) : "");
  to.emplace_back("validated_sqnr_db", known ? csv_number(r.sqnr_db()) : "");
}

/// @param found  null where it was not measured what the site costs by itself
inline void add_alone(csv_fields& to, const site_sensitivity* found) {
  const auto text = [&](error_report site_sensitivity::*part) {
    return found == nullptr ? std::string() : csv_number((found->*part).sqnr_db());
  };
  to.emplace_back("alone_sqnr_db", text(&site_sensitivity::own));
  to.emplace_back("alone_output_sqnr_db", text(&site_sensitivity::output));
  to.emplace_back("accumulated_sqnr_db", text(&site_sensitivity::accumulated));
}

[[nodiscard]] inline csv_fields make_csv_fields(const heat_row& row,
                                                const report_options& options) {
  csv_fields fields;
  add_counted(fields, row);
  add_format(fields, row);
  add_losses(fields, row.losses);
  const auto* v = row.kind ? options.validated : nullptr;
  add_validated(fields, v != nullptr ? v->sites.find(row.layer, *row.kind) : nullptr);
  const auto* alone = row.kind ? options.alone : nullptr;
  add_alone(fields, alone != nullptr ? alone->sites.find(row.layer, *row.kind) : nullptr);
  return fields;
}

}  // namespace detail

/// One row per site of what html_report shows in its table.
/// @throws std::invalid_argument when the plan lacks a site
template <int S>
[[nodiscard]] std::string csv_report(const basic_profile<S>& observed, const plan& formats,
                                     const report_options& options = {}) {
  std::string result;
  const auto add = [&](const std::string& field, bool is_last) {
    result += field;
    result += is_last ? '\n' : ',';
  };
  const auto heads = detail::make_csv_fields({}, {});
  for (const auto& head : heads) add(head.first, &head == &heads.back());
  for (const auto& row : detail::make_report_rows("csv_report", observed, formats, options)) {
    const auto fields = detail::make_csv_fields(row, options);
    for (const auto& field : fields) add(field.second, &field == &fields.back());
  }
  return result;
}

}  // namespace binpoint

#endif
