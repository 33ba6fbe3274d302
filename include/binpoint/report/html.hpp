/// @file
/// The report of a network as one HTML page that stands alone: no request to anywhere, and readable
/// where scripts do not run.
#ifndef BINPOINT_REPORT_HTML_HPP
#define BINPOINT_REPORT_HTML_HPP

#include <string>
#include <vector>

#include "../network.hpp"
#include "detail/heat_rows.hpp"
#include "detail/html_controls.hpp"
#include "detail/html_facts.hpp"
#include "detail/html_notes.hpp"
#include "detail/html_script.hpp"
#include "detail/html_sites.hpp"
#include "detail/html_style.hpp"
#include "detail/html_validation.hpp"
#include "detail/markup.hpp"
#include "detail/report_rows.hpp"
#include "detail/site_study.hpp"
#include "detail/svg_style.hpp"
#include "json.hpp"
#include "options.hpp"

namespace binpoint {
namespace detail {

[[nodiscard]] inline std::string html_head(const std::string& title, const std::string& script) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         content_policy(script) +
         "\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
         "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>" +
         escaped(title) + "</title>\n" + std::string(html_style) + svg_style() +
         "</head><body>\n<h1>" + escaped(title) + "</h1>\n";
}

/// @param data  JSON that is fit for a script element
[[nodiscard]] inline std::string html_page(const std::vector<heat_row>& rows,
                                           const std::vector<site_study>& studies,
                                           const plan& formats, const report_options& options,
                                           const std::string& data) {
  const std::string script = html_script();
  const html_sites sites(rows, studies, formats, options);
  return html_head(options.title, script) + html_facts(rows, formats.rules, options) +
         html_validation(options.validated) + "<h2>Sites</h2>\n" +
         html_controls(rows, sites.columns()) + "<div class=\"legend\">" + sites.strips().legend() +
         "</div>\n" + sites.draw() + html_notes(sites.strips().axis(), options) +
         "<footer>binpoint " + version_text() +
         "</footer>\n<script type=\"application/json\" id=\"data\">" + data +
         "</script>\n<script>" + script + "</script>\n</body></html>\n";
}

}  // namespace detail

/// What was observed of a network, the formats chosen for it, and what they lose, as one page: a
/// row and a heat strip for each site, which opens to the criteria side by side and to every word
/// length; with a validation its metrics and bytes.
///
/// In the page the rows can be sorted and filtered, and the word length and the criterion changed:
/// everything follows, computed there from the counts, and equal to what this library computes. The
/// page says which numbers are exact, which are bounds and which an estimate. About 8 KB a site.
/// @throws std::invalid_argument when the plan lacks a site
/// @par Complexity  for each site the criteria and the word lengths 2..16: milliseconds
template <int S>
[[nodiscard]] std::string html_report(const basic_profile<S>& observed, const plan& formats,
                                      const report_options& options = {}) {
  const auto rows = detail::make_report_rows("html_report", observed, formats, options);
  return detail::html_page(rows, detail::study_sites(observed, formats), formats, options,
                           detail::json_document(observed, formats, rows, {}, options));
}

}  // namespace binpoint

#endif
