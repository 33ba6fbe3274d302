/// @file
/// The library's criteria by name, and a table of what each makes of a network.
#ifndef BINPOINT_EXAMPLES_CRITERIA_HPP
#define BINPOINT_EXAMPLES_CRITERIA_HPP

#include <binpoint/binpoint.hpp>
#include <binpoint/report/detail/number_text.hpp>
#include <binpoint/report/detail/report_rows.hpp>
#include <binpoint/report/detail/text_table.hpp>
#include <charconv>
#include <iostream>
#include <string>
#include <string_view>
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
inline const named_criterion& find_criterion(std::string_view name) {
  for (const named_criterion& each : all_criteria) {
    if (each.name == name) return each;
  }
  throw usage_error("--criterion: found '" + std::string(name) + "', expected one of " +
                    criterion_names());
}

/// One column of the table.
struct criterion_result {
  std::string name;
  binpoint::plan chosen;
  double accuracy = 0;
};

/// For each site the format that each criterion chose and the SQNR expected of it in dB; then the
/// accuracy of the network in these formats.
/// @param channels  tells the SQNR of formats by channel
inline void print_criteria(const binpoint::profile& seen, const binpoint::channel_profile& channels,
                           const std::vector<criterion_result>& columns) {
  namespace bd = binpoint::detail;
  const auto rounded = [](double x, int places) {
    return bd::number_text(x, std::chars_format::fixed, places);
  };
  std::vector<bd::text_column> table{{"format, SQNR in dB", true}};
  for (const auto& entry : seen) table.front().add(to_string(entry.first));
  table.front().add("accuracy in %");
  for (const criterion_result& column : columns) {
    bd::text_column formats(column.name, true);
    bd::text_column numbers("", false);
    for (const bd::heat_row& row :
         bd::make_report_rows("print_criteria", seen, column.chosen, {.channels = &channels})) {
      formats.add(bd::format_name(row));
      numbers.add(row.losses ? rounded(row.losses->expected_sqnr_db, 1) : "-");
    }
    formats.add("");
    numbers.add(rounded(100 * column.accuracy, 2));
    table.push_back(formats);
    table.push_back(numbers);
  }
  std::cout << bd::draw_table(table);
}

}  // namespace demo

#endif
