/// @file
/// The numbers of a report as JSON, for programs.
///
/// One object, UTF-8. Schema 1; a reader may meet members that it does not know.
///
/// Counts are integers; those above 2^53 are strings of digits, for many readers hold numbers as
/// double. Other numbers read back as the same double. NaN (no signal, say) is null; an infinity is
/// the string "Infinity" or "-Infinity". A pair [lower, upper] tells certain bounds, both included:
/// equal where the number is exact.
///
/// - `schema`: 1. `version`: of the library, "major.minor.patch". `title`.
/// - `facts`: what the caller said of the run, a list of [name, value].
/// - `policy`: `rounding`, `overflow`, `underflow`, each by its name in policy.hpp.
/// - `sub_bits`: S; each octave of a histogram has 2^S equal parts.
/// - `validation`: null, or
///   - `inputs` (a count), `agreement` (share of the inputs with the same highest output),
///     `metrics` (a list of `name`, `float`, `quantized`), `outputs_sqnr_db`;
///   - `confusion`: `classes` (the number of outputs) and `pairs` [answer of the float network,
///     answer of the quantized one, how often], of those that occurred;
///   - `parameters`, `outputs` (all of the input that takes most), `outputs_in_succession` (the two
///     that take most): each `count`, `float_bytes`, `packed_bytes`, `stored_bytes`;
///   - `multiply_accumulates`: products of one input, null where they are not known.
/// - `sites`: a list in the order of the profile, of objects:
///   - `layer`, `role` ("weight", "bias", "activation", "input");
///   - `values`: how many were counted, and of these `zeros`, `nans`, `positive_infinities`,
///     `negative_infinities`; `positive_below`, `negative_below` (magnitudes below 2^-149),
///     `positive_above`, `negative_above` (from 2^128 on);
///   - `min`, `max` over finite values, `smallest_nonzero` (of magnitudes; 0 for none), and
///     `extremes_exact`: whether they are values that were given, rather than bounds;
///   - `positive`, `negative`: the bins that are not empty, as runs [i, count, count, ...] of bins
///     i, i + 1, ...; bin i holds the magnitudes from 2^p (1 + k / 2^S) up to where the next one
///     begins, with p = -149 + floor(i / 2^S) and k = i mod 2^S;
///   - `format`: null where the site stays in floating point, or `name`, `word_length`,
///     `fraction_length`, `signed`, `lowest`, `highest`;
///   - `fraction_lengths`: one for each channel, only where the plan has them; `format` is then the
///     base that they vary;
///   - `overflows`, `underflows`, `sqnr_db`: pairs; `expected_sqnr_db`: an estimate, values taken
///     as spread evenly within each bin. Only where one format holds for the whole site, or where
///     the channels are known: then the bounds of the SQNR are null;
///   - `validated`: only with a validation that saw the site: `values`, `overflows`, `underflows`,
///     `precision_losses`, `nans`, `infinities` (exact counts), `largest_error`, `sqnr_db`;
///   - `alone`: only where it was measured what the site costs by itself: `own_sqnr_db` (nothing
///     else rounded), `output_sqnr_db` (of the network's outputs then), `accumulated_sqnr_db` (at
///     the site, all before it rounded too);
///   - `criteria`: what each criterion of the library would have chosen for words of the site's
///     length (8 where it stays in floating point): `criterion`, `format`, and the four members
///     above from `overflows` on;
///   - `word_lengths`: the same without `criterion`, for the least error in words of 2 to 16 bits;
///   - `channels`: only where they are known, a list of `values`, `zeros`, `positive`, `negative`,
///     as above for S = 0.
#ifndef BINPOINT_REPORT_JSON_HPP
#define BINPOINT_REPORT_JSON_HPP

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "../network.hpp"
#include "../policy.hpp"
#include "detail/heat_rows.hpp"
#include "detail/json_site.hpp"
#include "detail/json_text.hpp"
#include "detail/json_validation.hpp"
#include "detail/policy_text.hpp"
#include "detail/report_rows.hpp"
#include "detail/site_study.hpp"
#include "options.hpp"

namespace binpoint {
namespace detail {

[[nodiscard]] inline std::string json_policy(const policy& rules) {
  return json_object()
      .add("rounding", json_string(name_of(rules.rounding)))
      .add("overflow", json_string(name_of(rules.overflow)))
      .add("underflow", json_string(name_of(rules.underflow)))
      .text();
}

[[nodiscard]] inline std::string json_facts(const report_options& options) {
  return json_list(options.facts, [](const std::pair<std::string, std::string>& fact) {
    return '[' + json_string(fact.first) + ',' + json_string(fact.second) + ']';
  });
}

/// @param studies  one for each row, or none: the members from `criteria` on are left out then
/// @pre            the rows are those of the profile and the plan
template <int S>
[[nodiscard]] std::string json_sites(const basic_profile<S>& observed, const plan& formats,
                                     const std::vector<heat_row>& rows,
                                     const std::vector<site_study>& studies,
                                     const report_options& options) {
  std::size_t i = 0;
  return json_list(
      observed,
      [&](const auto& entry) {
        const auto& [where, histogram] = entry;
        json_object site_text;
        site_text.add("layer", json_string(where.layer))
            .add("role", json_string(to_string(where.kind)));
        add_counts(site_text, histogram);
        add_format(site_text, formats.at(where));
        if (rows[i].losses) add_losses(site_text, *rows[i].losses);
        if (options.validated != nullptr) {
          const site_result* found = options.validated->sites.find(where);
          if (found != nullptr) site_text.add("validated", json_losses(found->losses));
        }
        if (options.alone != nullptr) {
          const site_sensitivity* found = options.alone->sites.find(where);
          if (found != nullptr) site_text.add("alone", json_alone(*found));
        }
        if (!studies.empty()) {
          add_study(site_text, studies[i]);
          add_channels(site_text, options.channels, where);
        }
        ++i;
        return site_text.text();
      },
      ",\n");
}

template <int S>
[[nodiscard]] std::string json_document(const basic_profile<S>& observed, const plan& formats,
                                        const std::vector<heat_row>& rows,
                                        const std::vector<site_study>& studies,
                                        const report_options& options) {
  return json_object()
             .add("schema", "1")
             .add("version", json_string(version_text()))
             .add("title", json_string(options.title))
             .add("facts", json_facts(options))
             .add("policy", json_policy(formats.rules))
             .add("sub_bits", std::to_string(S))
             .add("validation", json_validation(options.validated))
             .add("sites", json_sites(observed, formats, rows, studies, options))
             .text() +
         '\n';
}

}  // namespace detail

/// What html_report shows, as JSON: the members are listed at the head of this file.
/// @throws std::invalid_argument when the plan lacks a site
template <int S>
[[nodiscard]] std::string json_report(const basic_profile<S>& observed, const plan& formats,
                                      const report_options& options = {}) {
  const auto rows = detail::make_report_rows("json_report", observed, formats, options);
  return detail::json_document(observed, formats, rows, detail::study_sites(observed, formats),
                               options);
}

}  // namespace binpoint

#endif
