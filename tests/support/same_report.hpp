/// @file
/// Whether two reports on the same values agree.
#ifndef BINPOINT_TESTS_SUPPORT_SAME_REPORT_HPP
#define BINPOINT_TESTS_SUPPORT_SAME_REPORT_HPP

#include <binpoint/error_report.hpp>
#include <cmath>

#include "catch.hpp"

namespace support {

inline void check_same_energy(double actual, double wanted) {
  if (std::isinf(wanted)) {
    CHECK(actual == wanted);
  } else {
    CHECK(actual == Approx(wanted).epsilon(1e-12));
  }
}

/// Counts and the largest error to the last bit; energies may be sums in another order.
inline void check_same_report(const binpoint::error_report& actual,
                              const binpoint::error_report& wanted) {
  CHECK(actual.total == wanted.total);
  CHECK(actual.overflows == wanted.overflows);
  CHECK(actual.underflows == wanted.underflows);
  CHECK(actual.precision_losses == wanted.precision_losses);
  CHECK(actual.nans == wanted.nans);
  CHECK(actual.infinities == wanted.infinities);
  CHECK(actual.max_abs_error == wanted.max_abs_error);
  check_same_energy(actual.signal_energy, wanted.signal_energy);
  check_same_energy(actual.error_energy, wanted.error_energy);
}

}  // namespace support

#endif
