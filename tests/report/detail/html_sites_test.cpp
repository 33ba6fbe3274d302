#include <binpoint/report/detail/html_sites.hpp>
#include <binpoint/report/html.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/networks.hpp"
#include "report/xml.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using report_test::plan_of;
using report_test::small_network;
using report_test::some_validation;

/// The cells of each site's row, by the names of their columns.
class sites_table {
 public:
  explicit sites_table(const std::string& page) : page_(xml::parse(page)) {
    const xml::element& table = page_.only("id", "sites");
    std::vector<std::string> columns;
    for (const auto* head : table.named("thead").front()->named("th")) {
      columns.push_back(head->get("data-column"));
    }
    for (const auto* row : table.all([](const auto& e) { return e.get("class") == "site"; })) {
      auto& cells = rows_.emplace_back();
      REQUIRE(row->children.size() == columns.size());
      for (std::size_t i = 0; i < columns.size(); ++i) cells[columns[i]] = &row->children[i];
    }
  }

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] const xml::element& cell(std::size_t row, const std::string& column) const {
    return *rows_.at(row).at(column);
  }
  [[nodiscard]] std::string text(std::size_t row, const std::string& column) const {
    return cell(row, column).whole_text();
  }
  /// The exact number behind the text.
  [[nodiscard]] std::string value(std::size_t row, const std::string& column) const {
    const auto data = cell(row, column).named("data");
    return data.size() == 1 ? data.front()->get("value") : "none";
  }
  [[nodiscard]] bool has(const std::string& column) const {
    return rows_.front().count(column) == 1;
  }

 private:
  xml::element page_;
  std::vector<std::map<std::string, const xml::element*>> rows_;
};

std::string both(std::uint64_t a, std::uint64_t b) {
  return std::to_string(a) + ' ' + std::to_string(b);
}

}  // namespace

TEST_CASE("HTML sites: a row for each, its numbers those of the library") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen, 4);
  const bp::validation v = some_validation(plan);
  const sites_table table(bp::html_report(seen, plan, {.validated = &v}));
  REQUIRE(table.size() == seen.size());
  CHECK(!table.has("nan"));
  std::size_t i = 0;
  for (const auto& [where, h] : seen) {
    INFO(to_string(where));
    const bp::format f = plan.at(where).base;
    const bp::selection s = bp::evaluate_format(h, f);
    CHECK(table.text(i, "layer") == where.layer);
    CHECK(table.text(i, "role") == to_string(where.kind));
    CHECK(table.text(i, "values") == bp::detail::grouped(h.total()));
    CHECK(table.text(i, "zeros") == bp::detail::grouped(h.zeros()));
    CHECK(std::stod(table.value(i, "min")) == h.min());
    CHECK(std::stod(table.value(i, "max")) == h.max());
    CHECK(std::stod(table.text(i, "min")) == Approx(h.min()).epsilon(1e-3));
    CHECK(table.text(i, "format") == to_string(f));
    CHECK(std::stod(table.value(i, "lowest")) == f.lowest());
    CHECK(std::stod(table.value(i, "highest")) == f.highest());
    CHECK(table.text(i, "overflow") == bp::detail::percent(s.overflows, h.total()));
    CHECK(table.value(i, "overflow") == both(s.overflows.lower, s.overflows.upper));
    CHECK(table.value(i, "underflow") == both(s.underflows, s.underflows));
    CHECK(std::stod(table.value(i, "sqnr")) == s.expected_sqnr_db);
    CHECK(std::stod(table.text(i, "bounds")) == Approx(s.sqnr_db.lower).margin(0.051));
    CHECK(table.text(i, "validated-overflow") == "1.20 %");
    CHECK(table.text(i, "validated-underflow") == "34.50 %");
    CHECK(table.text(i, "validated-sqnr") == "30.0 dB");
    ++i;
  }
}

TEST_CASE("HTML sites: each row has its heat strip, over one axis") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  const sites_table table(bp::html_report(seen, plan));
  std::size_t i = 0;
  for (const auto& [where, h] : seen) {
    INFO(to_string(where));
    const auto svgs = table.cell(i, "bits").named("svg");
    REQUIRE(svgs.size() == 1);
    CHECK(svgs.front()->get("width") == table.cell(0, "bits").named("svg").front()->get("width"));
    // Each cell tells a count; together they are all values.
    std::uint64_t sum = 0;
    for (const auto* title : svgs.front()->named("title")) {
      std::string digits;
      for (const char c : title->text.substr(title->text.find(": ") + 2)) {
        if (c == ' ') break;
        if (c != ',') digits += c;
      }
      sum += std::stoull(digits);
    }
    CHECK(sum == h.total());
    const auto signs = svgs.front()->all([](const auto& e) { return e.get("class") == "bp-sign"; });
    CHECK(signs.size() == (plan.at(where).base.is_signed ? 1 : 0));
    CHECK(svgs.front()->get("aria-label").find(to_string(plan.at(where).base)) == 0);
    ++i;
  }
}

TEST_CASE("HTML sites: NaN, infinities, empty sites, sites without a format or with several") {
  bp::profile seen = small_network();
  seen[{"odd", bp::role::weight}].add(std::vector<float>{NAN, INFINITY, 1});
  seen[{"empty", bp::role::weight}];
  bp::plan plan = plan_of(seen);
  plan[{"conv1", bp::role::bias}] = std::nullopt;
  plan[{"conv1", bp::role::weight}] = bp::tensor_format({8, 3}, {3, 5, 5});
  const bp::validation v = some_validation(plan);
  const sites_table table(bp::html_report(seen, plan, {.validated = &v}));
  REQUIRE(table.size() == 8);
  CHECK(table.text(6, "nan") == "1");
  CHECK(table.text(6, "infinite") == "1");
  CHECK(table.text(6, "overflow") == "33.33 %");
  CHECK(table.text(7, "min") == "-");
  CHECK(table.text(7, "sqnr") == "-");
  CHECK(table.text(1, "format") == "float");
  CHECK(table.text(1, "overflow") == "-");
  CHECK(table.text(1, "lowest") == "-");
  CHECK(table.text(0, "format") == "sfix8_En3..En5");
  CHECK(table.text(0, "bounds") == "-");
}

TEST_CASE("HTML sites: a long name is cut, and told in full when pointed at") {
  bp::profile seen;
  const std::string name = std::string(100, 'a') + "<b>" + std::string(100, 'z');
  seen[{name, bp::role::weight}].add(1.0F);
  const sites_table table(bp::html_report(seen, plan_of(seen)));
  CHECK(table.text(0, "layer").size() == 64);
  CHECK(table.cell(0, "layer").get("title") == name);
}

TEST_CASE("HTML sites: what each site costs by itself, where it was measured") {
  const bp::profile seen = small_network();
  bp::sensitivity alone;
  alone.sites[{"dense", bp::role::weight}].own = {.signal_energy = 100, .error_energy = 1};
  alone.sites[{"dense", bp::role::weight}].output = {.signal_energy = 1000, .error_energy = 1};
  const sites_table table(bp::html_report(seen, plan_of(seen), {.alone = &alone}));
  CHECK(table.text(2, "alone-own") == "20.0 dB");
  CHECK(table.text(2, "alone-output") == "30.0 dB");
  CHECK(table.text(2, "alone-gathered") == "-");
  CHECK(table.text(0, "alone-own") == "-");
  CHECK(!table.has("validated-sqnr"));
}
