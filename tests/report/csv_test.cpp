#include <binpoint/report/csv.hpp>
#include <cmath>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "report/networks.hpp"
#include "support/catch.hpp"
#include "support/profiles.hpp"
#include "support/random.hpp"

namespace {

namespace bp = binpoint;
using report_test::plan_of;
using report_test::small_network;
using report_test::some_validation;

/// Records of RFC 4180; fails on a quote that is not where it may be.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> records;
  while (!text.empty()) {
    auto& record = records.emplace_back();
    for (;;) {
      std::string& field = record.emplace_back();
      const bool quoted = text.starts_with('"');
      if (quoted) text.remove_prefix(1);
      while (!text.empty()) {
        const char c = text.front();
        if (quoted && text.starts_with("\"\"")) {
          text.remove_prefix(1);
        } else if (quoted ? c == '"' : (c == ',' || c == '\n')) {
          break;
        } else if (!quoted) {
          REQUIRE(c != '"');
        }
        field += c;
        text.remove_prefix(1);
      }
      if (quoted) text.remove_prefix(1);
      REQUIRE(!text.empty());
      const char end = text.front();
      REQUIRE((end == ',' || end == '\n'));
      text.remove_prefix(1);
      if (end == '\n') break;
    }
  }
  return records;
}

/// The rows by the names of their columns.
std::vector<std::map<std::string, std::string>> read_rows(const std::string& text) {
  const auto records = read_csv(text);
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t i = 1; i < records.size(); ++i) {
    REQUIRE(records[i].size() == records[0].size());
    auto& row = rows.emplace_back();
    for (std::size_t k = 0; k < records[i].size(); ++k) row[records[0][k]] = records[i][k];
    REQUIRE(row.size() == records[0].size());
  }
  return rows;
}

}  // namespace

TEST_CASE("CSV report: a row for each site, its numbers those of the library") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen, 4);
  const bp::validation v = some_validation(plan);
  bp::sensitivity alone;
  alone.sites[{"dense", bp::role::weight}].output = {.signal_energy = 1000, .error_energy = 1};
  const auto rows = read_rows(bp::csv_report(seen, plan, {.validated = &v, .alone = &alone}));
  REQUIRE(rows.size() == seen.size());
  CHECK(std::stod(rows[2].at("alone_output_sqnr_db")) == Approx(30));
  CHECK(rows[2].at("alone_sqnr_db").empty());
  CHECK(rows[3].at("alone_output_sqnr_db").empty());
  std::size_t i = 0;
  for (const auto& [where, h] : seen) {
    auto row = rows[i++];
    INFO(to_string(where));
    const bp::format f = plan.at(where).base;
    const bp::selection s = bp::evaluate_format(h, f);
    CHECK(row["layer"] == where.layer);
    CHECK(row["role"] == to_string(where.kind));
    CHECK(row["values"] == std::to_string(h.total()));
    CHECK(row["zeros"] == std::to_string(h.zeros()));
    CHECK(std::stod(row["min"]) == h.min());
    CHECK(std::stod(row["max"]) == h.max());
    CHECK(row["extremes_exact"] == "true");
    CHECK(row["format"] == to_string(f));
    CHECK(row["word_length"] == std::to_string(f.word_length));
    CHECK(row["fraction_length"] == std::to_string(f.fraction_length));
    CHECK(row["signed"] == (f.is_signed ? "true" : "false"));
    CHECK(std::stod(row["lowest"]) == f.lowest());
    CHECK(std::stod(row["highest"]) == f.highest());
    CHECK(row["overflows_lower"] == std::to_string(s.overflows.lower));
    CHECK(row["overflows_upper"] == std::to_string(s.overflows.upper));
    CHECK(row["underflows_lower"] == std::to_string(s.underflows));
    CHECK(row["underflows_upper"] == std::to_string(s.underflows));
    CHECK(std::stod(row["sqnr_db_lower"]) == s.sqnr_db.lower);
    CHECK(std::stod(row["expected_sqnr_db"]) == s.expected_sqnr_db);
    CHECK(row["validated_values"] == "1000");
    CHECK(row["validated_overflows"] == "12");
    CHECK(row["validated_underflows"] == "345");
    CHECK(std::stod(row["validated_sqnr_db"]) == Approx(30));
  }
}

TEST_CASE("CSV report: names of any bytes come back as they are") {
  support::generator random(3);
  bp::profile seen = support::random_profile<3>(random, 40);
  for (const char* name :
       {"a,b", "\"", "two\nlines\r\n", " spaces ", "=1+1", "+1", "-1", "@a", "\tb", "a\"\"b"}) {
    seen[{name, bp::role::bias}].add(1.0F);
  }
  const auto rows = read_rows(bp::csv_report(seen, plan_of(seen)));
  REQUIRE(rows.size() == seen.size());
  std::size_t i = 0;
  for (const auto& [where, h] : seen) CHECK(rows[i++].at("layer") == where.layer);
}

TEST_CASE("CSV report: empty where there is nothing to tell") {
  bp::profile seen = small_network();
  seen[{"odd", bp::role::weight}].add(std::vector<float>{NAN, -INFINITY, INFINITY, 1});
  seen[{"empty", bp::role::weight}];
  bp::plan plan = plan_of(seen);
  plan[{"conv1", bp::role::bias}] = std::nullopt;
  plan[{"conv1", bp::role::weight}] = bp::tensor_format({8, 3}, {3, 5, 5});
  auto rows = read_rows(bp::csv_report(seen, plan));
  CHECK(rows[0]["format"] == "sfix8_En3..En5");
  CHECK(rows[0]["word_length"] == "8");
  CHECK(rows[0]["fraction_length"].empty());
  CHECK(rows[0]["overflows_upper"].empty());
  CHECK(rows[1]["format"].empty());
  CHECK(rows[1]["word_length"].empty());
  CHECK(rows[1]["sqnr_db_lower"].empty());
  CHECK(rows[2]["validated_values"].empty());
  CHECK(rows[6]["nans"] == "1");
  CHECK(rows[6]["infinities"] == "2");
  CHECK(rows[6]["sqnr_db_upper"] == "Infinity");
  CHECK(rows[7]["min"].empty());
  CHECK(rows[7]["expected_sqnr_db"].empty());
}

TEST_CASE("CSV report: a plan without one of the sites is an error") {
  CHECK_THROWS_AS(bp::csv_report(small_network(), bp::plan{}), std::invalid_argument);
}
