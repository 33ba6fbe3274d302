/// @file
/// What the tests of the pictures draw.
#ifndef BINPOINT_TESTS_REPORT_NETWORKS_HPP
#define BINPOINT_TESTS_REPORT_NETWORKS_HPP

#include <binpoint/criteria.hpp>
#include <binpoint/network.hpp>
#include <binpoint/validate.hpp>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace report_test {

namespace bp = binpoint;

/// Magnitudes from a bell curve over many octaves; every third value zero where `rectified`.
inline std::vector<float> bell(std::size_t n, float width, bool rectified = false) {
  std::mt19937 random(static_cast<unsigned>(n));
  std::normal_distribution<float> normal(0, width);
  std::vector<float> values(n);
  for (float& x : values) {
    x = normal(random);
    if (rectified && x < 0) x = 0;
  }
  return values;
}

/// Signed and unsigned sites, few values and many, tails above and below.
inline bp::profile small_network() {
  bp::profile seen;
  seen[{"conv1", bp::role::weight}].add(bell(72, 0.35F));
  seen[{"conv1", bp::role::bias}].add(bell(8, 0.1F));
  seen[{"dense", bp::role::weight}].add(bell(5000, 0.04F));
  seen[{"input", bp::role::input}].add(std::vector<float>{0, 0, 0.25F, 0.5F, 1});
  seen[{"relu1", bp::role::activation}].add(bell(3000, 2, true));
  seen[{"dense", bp::role::activation}].add(bell(100, 7));
  return seen;
}

inline bp::plan plan_of(const bp::profile& seen, int word_length = 6) {
  return bp::choose_formats(seen, bp::most_information{.word_length = word_length});
}

/// What a run of the network might have given.
inline bp::validation some_validation(const bp::plan& plan) {
  bp::validation v;
  v.inputs = 2000;
  v.agreement = 0.995;
  v.metrics = {{"top-1 accuracy", 0.9015, 0.8995}, {"loss <a>", 0.25, 0.5}};
  v.bytes = {52138, 208552, 39104, 52138};
  for (const auto& [where, chosen] : plan) {
    bp::site_result& result = v.sites[where];
    result.chosen = chosen;
    result.losses = {.total = 1000,
                     .overflows = 12,
                     .underflows = 345,
                     .signal_energy = 1000,
                     .error_energy = 1};
  }
  return v;
}

}  // namespace report_test

#endif
