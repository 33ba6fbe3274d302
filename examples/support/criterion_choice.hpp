/// @file
/// Formats by a criterion's name, for tensors and for channels.
#ifndef BINPOINT_EXAMPLES_CRITERION_CHOICE_HPP
#define BINPOINT_EXAMPLES_CRITERION_CHOICE_HPP

#include <binpoint/binpoint.hpp>
#include <string>

#include "criteria.hpp"

namespace demo {

/// Calls visit(criterion) with the criterion of that name.
/// @throws usage_error  for a name that is none
template <class Visit>
auto with_criterion(const std::string& name, int word_length, Visit visit) {
  if (name == "most_information") return visit(binpoint::most_information{word_length});
  if (name == "no_overflow") return visit(binpoint::no_overflow{word_length});
  if (name == "outlier_budget") return visit(binpoint::outlier_budget{word_length});
  if (name == "shortest_word") {
    return visit(binpoint::shortest_word{.sqnr_db = 36, .max_word_length = word_length});
  }
  (void)find_criterion(name);  // which refuses what is no criterion
  return visit(binpoint::least_error{word_length});
}

}  // namespace demo

#endif
