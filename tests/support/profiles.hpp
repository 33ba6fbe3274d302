/// @file
/// Profiles and counts for tests, with every kind of value and every role.
#ifndef BINPOINT_TESTS_SUPPORT_PROFILES_HPP
#define BINPOINT_TESTS_SUPPORT_PROFILES_HPP

#include <binpoint/network.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "random.hpp"

namespace support {

inline const std::vector<binpoint::site>& sites() {
  using enum binpoint::role;
  static const std::vector<binpoint::site> all{{"input", input},
                                               {"conv1", weight},
                                               {"conv1", bias},
                                               {"conv1", activation},
                                               {"", activation},
                                               {"a\nb \xc3\xa9\xff", bias},
                                               {std::string(3, '\0'), weight}};
  return all;
}

/// Values of any kind at every site; one site stays empty, one holds zeros only.
template <int SubBits>
binpoint::basic_profile<SubBits> random_profile(generator& random, int values_per_site) {
  binpoint::basic_profile<SubBits> result;
  for (const binpoint::site& where : sites()) {
    result[where].add(mixed_values<double>(random, values_per_site));
  }
  (void)result[{"never run", binpoint::role::activation}];
  result[{"dead", binpoint::role::activation}].add(std::vector<float>(5, 0.0F));
  return result;
}

/// A histogram whose every count is multiplied by 2^doublings.
template <int SubBits>
binpoint::octave_histogram<SubBits> doubled(binpoint::octave_histogram<SubBits> histogram,
                                            int doublings) {
  for (int i = 0; i < doublings; ++i) histogram.merge(binpoint::octave_histogram(histogram));
  return histogram;
}

}  // namespace support

#endif
