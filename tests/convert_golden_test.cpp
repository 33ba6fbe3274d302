// Encoding, against rows that were computed elsewhere with exact arithmetic.

#include <binpoint/convert.hpp>
#include <bit>
#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

template <class Enum>
Enum parse(const std::string& name, std::initializer_list<const char*> names) {
  int value = 0;
  for (const char* candidate : names) {
    if (name == candidate) return static_cast<Enum>(value);
    ++value;
  }
  throw std::runtime_error("unknown mode: " + name);
}

struct golden_row {
  bool is_double = false;
  std::uint64_t bits = 0;
  bp::format target;
  bp::policy how;
  bp::encoded expected;
};

golden_row parse_row(const std::string& line) {
  std::vector<std::string> cell;
  std::istringstream stream(line);
  for (std::string text; std::getline(stream, text, ',');) cell.push_back(text);
  if (cell.size() != 12) throw std::runtime_error("not 12 columns: " + line);
  golden_row row;
  row.is_double = cell[0] == "f64";
  row.bits = std::stoull(cell[1], nullptr, 16);
  row.target = {std::stoi(cell[2]), std::stoi(cell[3]), cell[4] == "1"};
  row.how.rounding = parse<bp::rounding_mode>(
      cell[5], {"half_away", "half_even", "half_up", "floor", "ceiling", "toward_zero"});
  row.how.overflow = parse<bp::overflow_mode>(cell[6], {"saturate", "saturate_symmetric", "wrap"});
  row.how.underflow = parse<bp::underflow_mode>(cell[7], {"gradual", "flush"});
  // An unsigned 64-bit code is written in full.
  row.expected.code = cell[8].starts_with('-') ? std::stoll(cell[8])
                                               : static_cast<std::int64_t>(std::stoull(cell[8]));
  row.expected.overflowed = cell[9] == "1";
  row.expected.underflowed = cell[10] == "1";
  row.expected.rounded = cell[11] == "1";
  return row;
}

}  // namespace

TEST_CASE("encode: the golden rows") {
  std::ifstream file(BINPOINT_TEST_DATA "/convert.csv");
  std::string line;
  REQUIRE(std::getline(file, line));
  int rows = 0;
  for (; std::getline(file, line); ++rows) {
    CAPTURE(line);
    const golden_row row = parse_row(line);
    const bp::encoded actual =
        row.is_double ? bp::encode(std::bit_cast<double>(row.bits), row.target, row.how)
                      : bp::encode(std::bit_cast<float>(static_cast<std::uint32_t>(row.bits)),
                                   row.target, row.how);
    CHECK(actual.code == row.expected.code);
    CHECK(actual.overflowed == row.expected.overflowed);
    CHECK(actual.underflowed == row.expected.underflowed);
    CHECK(actual.rounded == row.expected.rounded);
  }
  CHECK(rows == 4000);
}
