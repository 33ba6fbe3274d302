#include <binpoint/report/detail/html_validation.hpp>
#include <string>
#include <vector>

#include "report/networks.hpp"
#include "report/xml.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using table = std::vector<std::vector<std::string>>;

table cells_of(const xml::element& of) {
  table result;
  for (const auto* row : of.named("tbody").front()->named("tr")) {
    auto& cells = result.emplace_back();
    for (const xml::element& cell : row->children) cells.push_back(cell.whole_text());
  }
  return result;
}

}  // namespace

TEST_CASE("HTML validation: metrics, agreement and bytes") {
  const bp::validation v = report_test::some_validation({});
  const xml::element view = xml::parse("<p>" + bp::detail::html_validation(&v) + "</p>");
  const xml::element& metrics = view.only("class", "metrics");
  const xml::element& bytes = view.only("class", "bytes");
  CHECK(cells_of(metrics) == table{{"top-1 accuracy", "0.9015", "0.8995", "-0.002"},
                                   {"loss <a>", "0.25", "0.5", "0.25"},
                                   {"same highest output", "99.50 % of the inputs", "", ""}});
  CHECK(cells_of(bytes) == table{{"as float", "208,552", "100 %"},
                                 {"as codes, packed bit by bit", "39,104", "18.75 %"},
                                 {"as codes, in builtin integers", "52,138", "25.00 %"}});
  CHECK(metrics.whole_text().find("2,000 inputs") != std::string::npos);
  CHECK(bytes.whole_text().find("52,138 parameters") != std::string::npos);
}

TEST_CASE("HTML validation: nothing where there was none") {
  CHECK(bp::detail::html_validation(nullptr).empty());
}
