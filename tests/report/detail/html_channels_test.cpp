#include <binpoint/report/detail/html_channels.hpp>
#include <binpoint/report/html.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "report/networks.hpp"
#include "report/xml.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using counts = std::map<std::pair<int, int>, std::uint64_t>;  // by row and column

/// The class of each cell, by row and column: reads paths of "Mx yhnv1h-nz".
std::map<std::pair<int, int>, std::string> cells_of(const xml::element& map) {
  std::map<std::pair<int, int>, std::string> cells;
  for (const auto* each : map.named("path")) {
    std::istringstream data(each->get("d"));
    char letter = 0;
    int x = 0;
    int y = 0;
    int n = 0;
    std::string rest;
    while (data >> letter >> x >> y >> letter >> n && std::getline(data, rest, 'z')) {
      for (int i = 0; i < n; ++i) {
        CHECK(cells.emplace(std::pair{y, x + i}, each->get("class")).second);
      }
    }
  }
  return cells;
}

/// What the script reads: "x n n;x n;;x n".
counts counts_of(const xml::element& map) {
  counts result;
  std::istringstream rows(map.named("g").front()->get("data-counts"));
  std::string row;
  for (int y = 0; std::getline(rows, row, ';'); ++y) {
    std::istringstream numbers(row);
    int x = 0;
    numbers >> x;
    for (std::uint64_t n = 0; numbers >> n; ++x) {
      if (n > 0) result[{y, x}] = n;
    }
  }
  return result;
}

std::vector<bp::msb_histogram> channels_of(std::size_t count) {
  std::vector<bp::msb_histogram> channels(count);
  for (std::size_t c = 0; c < count; ++c) {
    for (std::size_t i = 0; i <= c; ++i) channels[c].add(c % 2 == 0 ? 1.0F : 0.25F);
  }
  return channels;
}

}  // namespace

TEST_CASE("HTML channels: each channel in its own format, gray where it has no bit") {
  const auto channels = channels_of(5);
  const bp::tensor_format formats({4, 0}, {2, 3, 2, 4, 2});
  const bp::detail::heat_axis axis{2, -5};
  const xml::element map = xml::parse(bp::detail::html_channels(&channels, formats, axis));
  const auto cells = cells_of(map);
  REQUIRE(cells.size() == 5 * 8);
  for (int row = 0; row < 5; ++row) {
    const bp::format f = formats.of_channel(static_cast<std::size_t>(row));
    for (int p = 2; p >= -5; --p) {
      const std::string& style = cells.at({row, 2 - p});
      INFO(row << ' ' << p << ' ' << style);
      CHECK((style.find("bp-i") == 0) == (p <= f.msb() && p >= f.lsb()));
      const bool has_values = p == (row % 2 == 0 ? 0 : -2);
      CHECK((style.back() != '0') == has_values);
    }
  }
  // One scale of darkness: the fullest of all is the darkest.
  CHECK(cells.at({4, 2}) == "bp-i8");
  CHECK(cells.at({0, 2}) != "bp-i8");
  CHECK(counts_of(map) == counts{{{0, 2}, 1}, {{1, 4}, 2}, {{2, 2}, 3}, {{3, 4}, 4}, {{4, 2}, 5}});
  CHECK(map.named("figcaption").front()->text.find("5 channels, a row each") == 0);
}

TEST_CASE("HTML channels: many share rows, floats have no gray, unknown ones no map") {
  const auto channels = channels_of(200);
  const bp::detail::heat_axis axis{1, -3};
  const xml::element map = xml::parse(bp::detail::html_channels(&channels, std::nullopt, axis));
  CHECK(cells_of(map).size() == 50 * 5);
  CHECK(map.named("figcaption").front()->text.find("200 channels, 4 in a row") == 0);
  for (const auto* each : map.named("path")) CHECK(each->get("class").find("bp-i") == 0);
  const xml::element& cells = *map.named("g").front();
  CHECK(cells.number("data-channels") == 200);
  CHECK(cells.number("data-per-row") == 4);
  const auto found = counts_of(map);
  CHECK(found.size() == 100);
  CHECK(found.at({49, 1}) == 197 + 199);
  CHECK(found.at({49, 3}) == 198 + 200);
  CHECK(bp::detail::html_channels(nullptr, bp::format{}, axis).empty());
}

TEST_CASE("HTML channels: every count is carried, of columns that stand for more as well") {
  std::vector<bp::msb_histogram> channels(4);
  for (const float x : {64.0F, 8.0F, 1.0F, 0.0F}) channels[0].add(x);
  channels[1].add(0.0F);
  for (const float x : {0.5F, 0.25F, 0.001F}) channels[3].add(x);
  const bp::detail::heat_axis axis{3, -1, true, true};
  const xml::element map = xml::parse(bp::detail::html_channels(&channels, bp::format{}, axis));
  CHECK(counts_of(map) == counts{{{0, 0}, 2}, {{0, 3}, 1}, {{3, 4}, 3}});
  CHECK(map.named("g").front()->get("data-counts") == "0 2 0 0 1;;;4 3");
}

TEST_CASE("HTML report: with channels a row knows what formats by channel lose") {
  bp::profile seen;
  bp::channel_profile channels;
  const bp::site where{"conv", bp::role::weight};
  const std::vector<float> values{1, -1, 0.5F, 100, 0.01F, 0.02F, -0.015F, 3};
  const bp::channel_layout layout{.channels = 2, .inner = 4};
  channels.add(where, bp::tensor_view<const float>(values, layout));
  seen[where].add(values);
  bp::plan plan;
  plan[where] = bp::tensor_format({8, 0}, {3, 10});
  const bp::report_options options{.channels = &channels};
  const auto rows = bp::detail::make_report_rows("test", seen, plan, options);
  REQUIRE(rows.front().losses);
  // 100 in sfix8_En3, 3 in sfix8_En10: both overflow, and nothing else is lost.
  CHECK(rows.front().losses->overflows == bp::interval<std::uint64_t>{2, 2});
  CHECK(rows.front().losses->underflows == 0);
  CHECK(rows.front().losses->expected_sqnr_db < 5);
  const std::string page = bp::html_report(seen, plan, options);
  CHECK(page.find("<figure class=\"channels\">") != std::string::npos);
  CHECK(page.find("25.00 %") != std::string::npos);
}
