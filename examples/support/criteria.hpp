/// @file
/// The library's criteria by name, and a table of what each makes of a network.
#ifndef BINPOINT_EXAMPLES_CRITERIA_HPP
#define BINPOINT_EXAMPLES_CRITERIA_HPP

#include <binpoint/binpoint.hpp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "options.hpp"

namespace demo {

/// A criterion and how it chooses a plan for words of a given length.
struct named_criterion {
  const char* name;
  /// @param channels  null: one format for each tensor; else by output channel for weights
  binpoint::plan (*choose)(const binpoint::profile& seen, const binpoint::channel_profile* channels,
                           int word_length);
};

template <class Criterion>
binpoint::plan choose_formats(const binpoint::profile& seen,
                              const binpoint::channel_profile* channels, const Criterion& choose) {
  return channels == nullptr ? binpoint::choose_formats(seen, choose)
                             : binpoint::choose_formats(seen, *channels, choose);
}

template <class Criterion>
binpoint::plan choose_by(const binpoint::profile& seen, const binpoint::channel_profile* channels,
                         int word_length) {
  return choose_formats(seen, channels, Criterion{.word_length = word_length});
}

/// The shortest words that reach 36 dB, none longer than given.
inline binpoint::plan choose_shortest(const binpoint::profile& seen,
                                      const binpoint::channel_profile* channels, int word_length) {
  return choose_formats(seen, channels,
                        binpoint::shortest_word{.sqnr_db = 36, .max_word_length = word_length});
}

inline const std::vector<named_criterion> all_criteria{
    {"least_error", choose_by<binpoint::least_error>},
    {"most_information", choose_by<binpoint::most_information>},
    {"no_overflow", choose_by<binpoint::no_overflow>},
    {"outlier_budget", choose_by<binpoint::outlier_budget>},
    {"shortest_word", choose_shortest}};

inline std::string criterion_names() {
  std::string names;
  for (const named_criterion& each : all_criteria) {
    names += (names.empty() ? "" : ", ") + std::string(each.name);
  }
  return names;
}

/// @throws usage_error  for a name that is none of them
inline const named_criterion& find_criterion(const std::string& name) {
  for (const named_criterion& each : all_criteria) {
    if (each.name == name) return each;
  }
  throw usage_error("--criterion: found '" + name + "', expected one of " + criterion_names());
}

/// One column of the table.
struct criterion_result {
  std::string name;
  binpoint::plan chosen;
  double accuracy = 0;
};

/// For each site the format that each criterion chose and the SQNR expected of it in dB; then the
/// accuracy of the network in these formats.
inline void print_criteria(const binpoint::profile& seen,
                           const std::vector<criterion_result>& columns) {
  std::printf("%-20s", "format, SQNR in dB");
  for (const criterion_result& column : columns) std::printf("  %16s", column.name.c_str());
  for (const auto& [where, histogram] : seen) {
    std::printf("\n%-20s", binpoint::to_string(where).c_str());
    for (const criterion_result& column : columns) {
      const binpoint::format chosen = column.chosen.at(where).base;
      std::printf("  %10s %5.1f", binpoint::to_string(chosen).c_str(),
                  binpoint::evaluate_format(histogram, chosen).expected_sqnr_db);
    }
  }
  std::printf("\n%-20s", "accuracy in %");
  for (const criterion_result& column : columns) std::printf("  %16.2f", 100 * column.accuracy);
  std::printf("\n");
}

}  // namespace demo

#endif
