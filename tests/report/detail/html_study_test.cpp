#include <binpoint/report/detail/html_study.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "report/networks.hpp"
#include "report/xml.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;

std::vector<std::vector<std::string>> body_of(const xml::element& table) {
  std::vector<std::vector<std::string>> result;
  for (const auto* row : table.named("tbody").front()->named("tr")) {
    auto& cells = result.emplace_back();
    for (const xml::element& cell : row->children) cells.push_back(cell.whole_text());
  }
  return result;
}

}  // namespace

TEST_CASE("HTML study: the criteria side by side, as the library chooses") {
  const bp::profile seen = report_test::small_network();
  const auto& h = seen.at({"dense", bp::role::weight});
  const bp::policy flush{.underflow = bp::underflow_mode::flush};
  const auto study = bp::detail::study_site(h, bp::format{6, 0}, flush);
  const xml::element view = xml::parse(bp::detail::html_study(study, h.total()));
  const auto rows = body_of(view.only("class", "criteria"));
  REQUIRE(rows.size() == 5);
  const auto check = [&](std::size_t i, const char* name, const auto& criterion) {
    const bp::selection s = bp::choose_format(h, criterion, flush);
    CHECK(rows[i] == std::vector<std::string>{name, to_string(s.chosen),
                                              bp::detail::percent(s.overflows, h.total()),
                                              bp::detail::percent(s.underflows, h.total()),
                                              bp::detail::decibels_text(s.expected_sqnr_db),
                                              bp::detail::decibels_range(s.sqnr_db)});
  };
  check(0, "least_error", bp::least_error{6});
  check(1, "most_information", bp::most_information{6});
  check(2, "no_overflow", bp::no_overflow{6});
  check(3, "outlier_budget", bp::outlier_budget{6});
  check(4, "shortest_word", bp::shortest_word{40, 6});
}

TEST_CASE("HTML study: the SQNR of every word length") {
  const bp::profile seen = report_test::small_network();
  const auto& h = seen.at({"relu1", bp::role::activation});
  const auto study = bp::detail::study_site(h, std::nullopt, {});
  CHECK(study.word_length == 8);
  const xml::element view = xml::parse(bp::detail::html_study(study, h.total()));
  const auto rows = body_of(view.only("class", "lengths"));
  REQUIRE(rows.size() == 2);
  REQUIRE(rows[0].size() == 16);
  for (int w = 2; w <= 16; ++w) {
    const auto i = static_cast<std::size_t>(w - 1);
    const bp::selection s = bp::choose_format(h, bp::least_error{w});
    CHECK(rows[0][i] == to_string(s.chosen));
    CHECK(rows[1][i] == bp::detail::decibels_text(s.expected_sqnr_db));
  }
}

TEST_CASE("HTML study: words of one bit, and sites of no values") {
  const auto study = bp::detail::study_site(bp::octave_histogram<3>{}, bp::format{1, 0, false}, {});
  CHECK(study.word_length == 2);
  const xml::element view = xml::parse(bp::detail::html_study(study, 0));
  for (const auto& row : body_of(view.only("class", "criteria"))) CHECK(row[5] == "-");
}
