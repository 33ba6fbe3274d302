// The table of a Pareto front: its numbers, its alignment, what was not measured.

#include <algorithm>
#include <binpoint/report/front.hpp>
#include <binpoint/search.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using bp::format, bp::role;

bp::front_point point(std::uint64_t bits, double noise, const format& weight,
                      std::optional<double> measured = {}) {
  bp::front_point result;
  result.formats[{"conv", role::weight}] = weight;
  result.formats[{"conv", role::bias}] = format{8, 7};
  result.formats[{"conv", role::activation}] = format{16, 2};
  result.formats.bits = bits;
  result.formats.budgeted_values = 3200;
  result.formats.noise = noise;
  result.measured = measured;
  return result;
}

}  // namespace

TEST_CASE("front_table: bytes, bits, word lengths, SQNR and what was measured") {
  const std::vector<bp::front_point> points{
      point(12801, 0.01, {4, 3}, 0.8834), point(25600, 1e-4, {8, 7}), point(51200, 0, {16, 9}, 1)};
  CHECK(bp::front_table(points, {.marked = 1}) ==
        "bytes  bits/value  word lengths  expected SQNR  accuracy\n"
        "1,601        4.00           4-8        20.0 dB   88.34 %\n"
        "3,200        8.00             8        40.0 dB         -  <-\n"
        "6,400       16.00          8-16       no error  100.00 %\n");
  CHECK(bp::front_table(std::span(points).first(1), {.measure = "r", .as_percent = false}) ==
        "bytes  bits/value  word lengths  expected SQNR       r\n"
        "1,601        4.00           4-8        20.0 dB  0.8834\n");
}

TEST_CASE("front_table: sites in floating point, no budget, no point, a foreign name") {
  bp::front_point one;
  one.formats[{"a", role::weight}] = std::nullopt;
  const std::string table = bp::front_table(std::span(&one, 1), {.measure = "m\n\x1b[2J"});
  CHECK(table.find("float") != std::string::npos);
  CHECK(table.find('\x1b') == std::string::npos);
  CHECK(std::count(table.begin(), table.end(), '\n') == 2);
  one.formats[{"b", role::weight}] = format{6, 5};
  CHECK(bp::front_table(std::span(&one, 1)).find(" 6, float ") != std::string::npos);
  const std::string empty = bp::front_table({});
  CHECK(std::count(empty.begin(), empty.end(), '\n') == 1);
}
