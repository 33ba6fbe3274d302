#include <binpoint/report/detail/html_validation.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "report/networks.hpp"
#include "report/xml.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using table = std::vector<std::vector<std::string>>;

table metric_cells(const xml::element& of) {
  table result;
  for (const auto* row : of.named("tbody").front()->named("tr")) {
    auto& cells = result.emplace_back();
    for (const xml::element& cell : row->children) cells.push_back(cell.whole_text());
  }
  return result;
}

}  // namespace

TEST_CASE("HTML validation: metrics, agreement, outputs") {
  bp::validation v = report_test::some_validation({});
  v.outputs.signal_energy = 1000;
  v.outputs.error_energy = 1;
  const xml::element view = xml::parse("<p>" + bp::detail::html_metrics(v) + "</p>");
  const xml::element& metrics = view.only("class", "metrics");
  CHECK(metric_cells(metrics) == table{{"top-1 accuracy", "0.9015", "0.8995", "-0.002"},
                                       {"loss <a>", "0.25", "0.5", "0.25"},
                                       {"same highest output", "", "99.50 % of the inputs", ""},
                                       {"SQNR of the outputs", "", "30.0 dB", ""}});
  CHECK(metrics.whole_text().find("2,000 inputs") != std::string::npos);
}

TEST_CASE("HTML validation: bytes, products") {
  bp::validation v = report_test::some_validation({});
  const auto read = [&] { return xml::parse("<p>" + bp::detail::html_bytes(v) + "</p>"); };
  CHECK(metric_cells(read().only("class", "bytes")) ==
        table{{"parameters", "52,138", "208,552", "52,138", "39,104"}});
  v.activations.sum = {10, 40, 10, 20};
  v.activations.peak = {5, 20, 5, 10};
  v.multiply_accumulates = 1234567;
  const xml::element view = read();
  CHECK(metric_cells(view.only("class", "bytes"))[2] ==
        std::vector<std::string>{"two outputs in succession", "5", "20", "10", "5"});
  CHECK(view.whole_text().find("1,234,567 multiply-accumulates") != std::string::npos);
}

TEST_CASE("HTML validation: answers as a square, or those that changed") {
  bp::confusion_matrix confusion{.classes = 3};
  confusion.counts[{0, 0}] = 1000;
  confusion.counts[{2, 1}] = 4;
  xml::element view = xml::parse("<p>" + bp::detail::html_confusion(confusion) + "</p>");
  CHECK(metric_cells(view) == table{{"0", "1,000", "", ""}, {"1", "", "", ""}, {"2", "", "4", ""}});
  CHECK(view.only("class", "changed").text == "4");
  confusion.classes = 1000;
  view = xml::parse("<p>" + bp::detail::html_confusion(confusion) + "</p>");
  CHECK(metric_cells(view) == table{{"2", "1", "4"}});
  for (std::size_t i = 3; i < 33; ++i) confusion.counts[{i, 1}] = 1;
  view = xml::parse("<p>" + bp::detail::html_confusion(confusion) + "</p>");
  CHECK(metric_cells(view).size() == 20);
  CHECK(view.named("caption").front()->text == "Answers that changed, the first 20 of 31");
  CHECK(bp::detail::html_confusion({}).empty());
}

TEST_CASE("HTML validation: nothing where there was none") {
  CHECK(bp::detail::html_validation(nullptr).empty());
}
