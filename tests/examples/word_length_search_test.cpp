/// @file
/// The search for word lengths as a user meets it: its table, its plans, wrong options.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/run_program.hpp"

namespace {

support::outcome run_search(const std::string& arguments) {
  return support::run_example("word_length_search", arguments);
}

struct table_row {
  double bytes = 0;
  double bits = 0;
  double sqnr_db = 0;
  double accuracy = 0;
  bool marked = false;
};

/// The rows below the line that begins with "  bytes".
std::vector<table_row> table_of(const std::string& output) {
  std::vector<table_row> rows;
  std::istringstream text(output.substr(output.find("bits/value")));
  std::string line;
  std::getline(text, line);
  while (std::getline(text, line) && !line.empty()) {
    line.erase(std::remove(line.begin(), line.end(), ','), line.end());
    std::istringstream fields(line);
    std::string lengths;
    std::string unit;
    table_row row;
    fields >> row.bytes >> row.bits >> lengths >> row.sqnr_db >> unit >> row.accuracy;
    REQUIRE(fields);
    row.marked = line.ends_with("<-");
    rows.push_back(row);
  }
  return rows;
}

double number_behind(const std::string& text, const std::string& label) {
  const std::size_t at = text.find(label);
  REQUIRE(at != std::string::npos);
  return std::strtod(text.c_str() + at + label.size(), nullptr);
}

}  // namespace

TEST_CASE("word_length_search: mixed lengths keep the accuracy in half the bytes", "[examples]") {
  const support::outcome o =
      run_search("--points 4 --offer 4,8,16 --budget-bytes 30000 --accuracy-floor 91");
  INFO(o.output);
  REQUIRE(o.exit_code == 0);
  const std::vector<table_row> rows = table_of(o.output);
  REQUIRE(rows.size() == 4);
  CHECK(rows.front().bytes == 26069);  // all of 4 bits
  CHECK(rows.back().bytes == 104276);  // all of 16
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CHECK(rows[i].bytes > rows[i - 1].bytes);
    CHECK(rows[i].sqnr_db > rows[i - 1].sqnr_db);
  }
  const double of_float = number_behind(o.output, "float: ");
  CHECK(of_float > 90);
  CHECK(rows.back().accuracy >= of_float - 0.5);

  // The marked row is the first one of 91 % or more.
  const auto first =
      std::ranges::find_if(rows, [](const table_row& row) { return row.accuracy >= 91; });
  REQUIRE(first != rows.end());
  CHECK(first->marked);
  CHECK(std::ranges::count_if(rows, &table_row::marked) == 1);
  CHECK(number_behind(o.output, "91 % or more: ") == first->bytes);

  CHECK(number_behind(o.output, "within 30000 bytes: ") <= 30000);
  const std::string within = o.output.substr(o.output.find("within 30000 bytes"));
  CHECK(number_behind(within, "accuracy ") >= of_float - 0.5);
  CHECK(within.find("dense1 weight      sfix4_En") != std::string::npos);
  CHECK(within.find("conv1 weight       sfix16_En") != std::string::npos);
  CHECK(within.find("input input        ufix8_En8") != std::string::npos);
}

TEST_CASE("word_length_search: what cannot be is said in one line", "[examples]") {
  const auto expect = [](const std::string& arguments, int exit_code, const std::string& text) {
    const support::outcome o = run_search(arguments);
    INFO(o.output);
    CHECK(o.exit_code == exit_code);
    CHECK(std::count(o.output.begin(), o.output.end(), '\n') == 1);
    CHECK(o.output.find(text) != std::string::npos);
  };
  for (const std::string list : {"", "4,", ",4", "4;8", "1,8", "65", "eight", "4,,8"}) {
    CAPTURE(list);
    expect("--offer '" + list + "'", 2, "--offer: found '");
  }
  expect("--activations 0", 2, "--activations: found '0', expected word lengths in 2..64");
  expect("--budget-bytes 20000", 1,
         "found a budget of 160000 bits, expected at least 208552, which the shortest words take");
  expect("--budget-bytes 0", 2, "--budget-bytes: found '0'");
  expect("--accuracy-floor 101", 2, "1..100");
  expect("--network /nowhere", 1, "/nowhere");
  CHECK(run_search("--help").exit_code == 0);
  const support::outcome o = run_search("--points 2 --offer 4 --accuracy-floor 99");
  CHECK(o.exit_code == 1);
  CHECK(o.output.find("no plan that is shown reaches 99 %") != std::string::npos);
}
