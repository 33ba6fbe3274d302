/// @file
/// compare, and the sums of reports.
#include <binpoint/error_report.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

TEST_CASE("compare measures the largest error and the SQNR", "[error_report]") {
  const std::vector<float> ideal{3, -4, 0};
  const std::vector<double> actual{3, -3.5, 0.25};
  const bp::error_report r = bp::compare(ideal, actual);
  CHECK(r.total == 3);
  CHECK(r.max_abs_error == 0.5);
  CHECK(r.signal_energy == 25);
  CHECK(r.error_energy == 0.3125);
  CHECK(r.sqnr_db() == Approx(10 * std::log10(80.0)));
}

TEST_CASE("no noise is infinitely good, no signal is not a number", "[error_report]") {
  const std::vector<float> some{1, 2};
  const std::vector<float> zeros{0, 0};
  CHECK(bp::compare(some, some).sqnr_db() == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(bp::compare(zeros, some).sqnr_db()));
  CHECK(std::isnan(bp::compare(zeros, zeros).sqnr_db()));
  CHECK(std::isnan(bp::error_report{}.sqnr_db()));
}

TEST_CASE("NaN and infinities are counted and left out", "[error_report]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> ideal{nan, 1, infinity, -infinity, 2, nan};
  const std::vector<float> actual{0, nan, 127, -infinity, 2.5F, infinity};
  const bp::error_report r = bp::compare(ideal, actual);
  CHECK(r.nans == 3);
  CHECK(r.infinities == 2);
  CHECK(r.max_abs_error == 0.5);
  CHECK(r.signal_energy == 4);
}

TEST_CASE("reports add up", "[error_report]") {
  bp::error_report a{10, 1, 2, 3, 4, 5, 0.5, 8, 2};
  const bp::error_report b{20, 10, 20, 30, 40, 50, 0.25, 1, 1};
  a += b;
  CHECK(a == bp::error_report{30, 11, 22, 33, 44, 55, 0.5, 9, 3});
}

TEST_CASE("signals of different length are refused", "[error_report]") {
  const std::vector<float> two{1, 2};
  const std::vector<float> three{1, 2, 3};
  CHECK_THROWS_WITH(bp::compare(two, three),
                    "binpoint: compare: 2 values do not fit a range of 3");
}
