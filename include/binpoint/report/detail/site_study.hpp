/// @file
/// What other choices would have made of a site: every criterion, every word length.
#ifndef BINPOINT_REPORT_DETAIL_SITE_STUDY_HPP
#define BINPOINT_REPORT_DETAIL_SITE_STUDY_HPP

#include <algorithm>
#include <vector>

#include "../../criteria.hpp"
#include "../../histogram.hpp"
#include "../../network.hpp"
#include "../../policy.hpp"
#include "../../selection.hpp"
#include "../../word_length_table.hpp"

namespace binpoint::detail {

/// A criterion by name, its parameters being those of the library's defaults.
struct criterion_choice {
  const char* criterion;
  selection chosen;
};

struct site_study {
  int word_length = 8;                     ///< of the criteria's choices; at most that of the last
  std::vector<criterion_choice> criteria;  ///< side by side
  std::vector<selection> lengths;          ///< of least_error, words of 2..16 bits
};

inline constexpr int shortest_studied = 2;
inline constexpr int longest_studied = 16;

template <int S>
[[nodiscard]] site_study study_site(const octave_histogram<S>& h, const tensor_format& chosen,
                                    policy rules) {
  site_study study;
  // A word of one bit has no room for a sign.
  if (!chosen.stays_float) study.word_length = std::max(2, chosen.base.word_length);
  const int w = study.word_length;
  const auto add = [&](const char* name, const auto& choose) {
    study.criteria.push_back({name, choose_format(h, choose, rules)});
  };
  add("least_error", least_error{.word_length = w});
  add("most_information", most_information{.word_length = w});
  add("no_overflow", no_overflow{.word_length = w});
  add("outlier_budget", outlier_budget{.word_length = w});
  add("shortest_word", shortest_word{.max_word_length = w});
  study.lengths = word_length_table(h, least_error{}, rules,
                                    word_length_set::range(shortest_studied, longest_studied));
  return study;
}

/// One for each site of a profile.
/// @pre  the plan has a format for each
template <int S>
[[nodiscard]] std::vector<site_study> study_sites(const basic_profile<S>& observed,
                                                  const plan& formats) {
  std::vector<site_study> studies;
  for (const auto& [where, histogram] : observed) {
    studies.push_back(study_site(histogram, formats.at(where), formats.rules));
  }
  return studies;
}

}  // namespace binpoint::detail

#endif
