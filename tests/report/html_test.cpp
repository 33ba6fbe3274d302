#include <binpoint/report/html.hpp>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "report/networks.hpp"
#include "report/xml.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using report_test::plan_of;
using report_test::small_network;

bp::validation some_validation(const bp::plan& plan) {
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

const xml::element& by_id(const xml::element& page, const std::string& id) {
  const auto found = page.all([&](const xml::element& e) { return e.get("id") == id; });
  REQUIRE(found.size() == 1);
  return *found.front();
}

/// The cells of a table's body, row by row, as a reader sees them.
std::vector<std::vector<std::string>> cells_of(const xml::element& table) {
  std::vector<std::vector<std::string>> result;
  for (const xml::element* row : table.named("tbody").front()->named("tr")) {
    auto& cells = result.emplace_back();
    for (const xml::element& cell : row->children) cells.push_back(cell.whole_text());
  }
  return result;
}

}  // namespace

TEST_CASE("HTML report: stands alone, and lets nothing in") {
  const bp::profile seen = small_network();
  const std::string text = bp::html_report(seen, plan_of(seen));
  const xml::element page = xml::parse(text);
  std::string policy;
  for (const xml::element* meta : page.named("meta")) {
    if (meta->get("http-equiv") == "Content-Security-Policy") policy = meta->get("content");
  }
  CHECK(policy == "default-src 'none'; style-src 'unsafe-inline'");
  CHECK(page.named("script").empty());
  for (const char* name : {"src", "href", "onload", "onclick"}) {
    CHECK(page.all([&](const auto& e) { return !e.get(name).empty(); }).empty());
  }
  CHECK(text.find("url(") == std::string::npos);
  CHECK(text.find("@import") == std::string::npos);
  CHECK(text.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(page.named("svg").size() == 1);
  CHECK(text.find("Validation") == std::string::npos);
}

TEST_CASE("HTML report: a row for each site, its numbers those of the library") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen, 4);
  const bp::validation v = some_validation(plan);
  const xml::element page = xml::parse(bp::html_report(seen, plan, {.validated = &v}));
  const xml::element& table = by_id(page, "sites");
  const auto rows = cells_of(table);
  REQUIRE(rows.size() == seen.size());

  std::size_t i = 0;
  for (const auto& [where, h] : seen) {
    INFO(to_string(where));
    const auto& row = rows[i];
    const auto data = table.named("tbody").front()->named("tr")[i]->named("data");
    ++i;
    const bp::format f = plan.at(where).base;
    const bp::selection s = bp::evaluate_format(h, f);
    REQUIRE(row.size() == 16);
    CHECK(row[0] == where.layer);
    CHECK(row[1] == to_string(where.kind));
    CHECK(row[2] == bp::detail::grouped(h.total()));
    CHECK(row[3] == bp::detail::grouped(h.zeros()));
    REQUIRE(data.size() == 4);
    CHECK(std::stod(data[0]->get("value")) == h.min());
    CHECK(std::stod(data[1]->get("value")) == h.max());
    CHECK(std::stod(row[4]) == Approx(h.min()).epsilon(1e-3));
    CHECK(std::stod(row[5]) == Approx(h.max()).epsilon(1e-3));
    CHECK(row[6] == to_string(f));
    CHECK(std::stod(data[2]->get("value")) == f.lowest());
    CHECK(std::stod(data[3]->get("value")) == f.highest());
    CHECK(row[9] == bp::detail::percent(s.overflows, h.total()));
    CHECK(row[10] == bp::detail::percent({s.underflows, s.underflows}, h.total()));
    CHECK(std::stod(row[11]) == Approx(s.expected_sqnr_db).margin(0.051));
    CHECK(std::stod(row[12]) == Approx(s.sqnr_db.lower).margin(0.051));
    CHECK(row[13] == "1.20 %");
    CHECK(row[14] == "34.50 %");
    CHECK(row[15] == "30.0 dB");
  }
  // As many columns in the head as in the body.
  const auto heads = table.named("thead").front()->named("tr");
  REQUIRE(heads.size() == 2);
  CHECK(heads[1]->named("th").size() == 16);
  int columns = 0;
  for (const xml::element* each : heads[0]->named("th")) columns += each->number("colspan");
  CHECK(columns == 16);
}

TEST_CASE("HTML report: metrics, agreement and bytes") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  const bp::validation v = some_validation(plan);
  const xml::element page = xml::parse(bp::html_report(seen, plan, {.validated = &v}));
  using table = std::vector<std::vector<std::string>>;
  CHECK(cells_of(by_id(page, "metrics")) ==
        table{{"top-1 accuracy", "0.9015", "0.8995", "-0.002"},
              {"loss <a>", "0.25", "0.5", "0.25"},
              {"same highest output", "99.50 % of the inputs", "", ""}});
  CHECK(cells_of(by_id(page, "bytes")) ==
        table{{"as float", "208,552", "100 %"},
              {"as codes, packed bit by bit", "39,104", "18.75 %"},
              {"as codes, in builtin integers", "52,138", "25.00 %"}});
  CHECK(by_id(page, "metrics").whole_text().find("2,000 inputs") != std::string::npos);
  CHECK(by_id(page, "bytes").whole_text().find("52,138 parameters") != std::string::npos);
}

TEST_CASE("HTML report: says what was run, whatever it was called") {
  const bp::profile seen = small_network();
  bp::plan plan = plan_of(seen);
  plan.rules.rounding = bp::rounding_mode::toward_zero;
  plan.rules.underflow = bp::underflow_mode::flush;
  const xml::element page = xml::parse(bp::html_report(
      seen, plan, {.title = "<b>&amp;", .facts = {{"data & \"more\"", "<img src=x>"}}}));
  CHECK(page.named("title").front()->text == "<b>&amp;");
  CHECK(page.named("h1").front()->text == "<b>&amp;");
  CHECK(page.named("b").empty());
  CHECK(page.named("img").empty());
  CHECK(page.named("dt").front()->text == "data & \"more\"");
  CHECK(page.named("dd").front()->text == "<img src=x>");
  CHECK(page.named("dd").back()->text ==
        "round toward zero; overflows saturate; less than one step becomes zero");
}

TEST_CASE("HTML report: NaN, infinities, empty sites and sites without a format") {
  bp::profile seen = small_network();
  seen[{"odd", bp::role::weight}].add(std::vector<float>{NAN, INFINITY, 1});
  seen[{"empty", bp::role::weight}];
  bp::plan plan = plan_of(seen);
  plan[{"conv1", bp::role::bias}] = std::nullopt;
  bp::validation v = some_validation(plan);
  const xml::element page = xml::parse(bp::html_report(seen, plan, {.validated = &v}));
  const auto rows = cells_of(by_id(page, "sites"));
  REQUIRE(rows.size() == 8);
  for (const auto& row : rows) CHECK(row.size() == 18);
  CHECK(rows[6][4] == "1");  // NaN
  CHECK(rows[6][5] == "1");  // infinite
  CHECK(rows[6][11] == "33.33 %");
  CHECK(rows[7][6] == "-");  // min of no value
  CHECK(rows[1][8] == "float");
  CHECK(rows[1][11] == "-");
}

TEST_CASE("HTML report: a plan without one of the sites is an error") {
  CHECK_THROWS_AS(bp::html_report(small_network(), bp::plan{}), std::invalid_argument);
}
