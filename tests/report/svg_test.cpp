#include <algorithm>
#include <binpoint/report/svg.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
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

bool starts(const std::string& text, const std::string& prefix) {
  return text.rfind(prefix, 0) == 0;
}

/// The rows of a map, each the element that groups one site's cells.
std::vector<const xml::element*> rows_of(const xml::element& map) {
  return map.all([](const xml::element& e) { return e.get("class") == "bp-row"; });
}

/// Which position stands where, read from the axis' labels: 2 with the exponent in a tspan.
class axis_reader {
 public:
  explicit axis_reader(const xml::element& map) {
    for (const xml::element* label : map.named("text")) {
      if (label->text != "2" || label->children.size() != 1) continue;
      labels_[std::stoi(label->children.front().text)] = label->number("x");
    }
    REQUIRE(labels_.size() >= 2);
    const auto [low, low_x] = *labels_.begin();
    const auto [high, high_x] = *labels_.rbegin();
    cell_ = (low_x - high_x) / (high - low);
    zero_x_ = low_x + low * cell_;
    for (const auto& [p, x] : labels_) CHECK(x == zero_x_ - p * cell_);
  }

  [[nodiscard]] int cell() const { return cell_; }
  /// The position of the column that begins at x.
  [[nodiscard]] int position(int x) const {
    const int middle = x + cell_ / 2;
    REQUIRE((zero_x_ - middle) % cell_ == 0);
    return (zero_x_ - middle) / cell_;
  }

 private:
  std::map<int, int> labels_;
  int cell_ = 1;
  int zero_x_ = 0;
};

/// The positions that a row's rectangles of a class cover, those with a title left out.
std::vector<int> covered(const xml::element& row, const axis_reader& axis,
                         const std::string& style) {
  std::vector<int> result;
  for (const xml::element* each : row.named("rect")) {
    if (each->get("class") != style || !each->children.empty()) continue;
    const int first = axis.position(each->number("x"));
    const int columns = each->number("width") / axis.cell();
    CHECK(each->number("width") % axis.cell() == 0);
    for (int i = 0; i < columns; ++i) result.push_back(first - i);
  }
  return result;
}

std::uint64_t count_in(const std::string& title) {
  std::string digits;
  for (const char c : title.substr(title.find(": ") + 2)) {
    if (c == ' ') break;
    if (c != ',') digits += c;
  }
  return std::stoull(digits);
}

std::vector<std::string> cell_titles(const xml::element& row) {
  std::vector<std::string> result;
  for (const xml::element* each : row.named("rect")) {
    if (!each->children.empty()) result.push_back(each->children.front().text);
  }
  return result;
}

}  // namespace

TEST_CASE("heat map as SVG: gray is what the window leaves out, for every site") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  const xml::element map = xml::parse(bp::heat_map_svg(seen, plan));
  CHECK(map.name == "svg");
  CHECK(map.get("xmlns") == "http://www.w3.org/2000/svg");
  const auto rows = rows_of(map);
  REQUIRE(rows.size() == seen.size());
  const axis_reader axis(map);

  std::size_t i = 0;
  for (const auto& [where, histogram] : seen) {
    const xml::element& row = *rows[i++];
    const bp::format f = plan.at(where).base;
    INFO(to_string(where) << ' ' << to_string(f));
    CHECK(row.named("text")[0]->text == (where.layer == "input" ? "input" : to_string(where)));
    CHECK(row.named("text")[1]->text == to_string(f));
    const auto gray = covered(row, axis, "bp-o0");
    const auto window = covered(row, axis, "bp-i0");
    REQUIRE(!gray.empty());
    CHECK(static_cast<int>(window.size()) == f.magnitude_bits());
    for (const int p : gray) CHECK((p > f.msb() || p < f.lsb()));
    for (const int p : window) CHECK((p <= f.msb() && p >= f.lsb()));
    // The outline holds the sign bit too.
    const auto word = covered(row, axis, "bp-word");
    CHECK(static_cast<int>(word.size()) == f.word_length);
    CHECK(word.back() == f.lsb());
    const auto signs = row.all([](const auto& e) { return e.get("class") == "bp-sign"; });
    CHECK(signs.size() == (f.is_signed ? 1 : 0));
  }
}

TEST_CASE("heat map as SVG: each cell tells its count, and all counts add up") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  const xml::element map = xml::parse(bp::heat_map_svg(seen, plan));
  const axis_reader axis(map);
  std::size_t i = 0;
  for (const auto& [where, histogram] : seen) {
    const xml::element& row = *rows_of(map)[i++];
    INFO(to_string(where));
    std::uint64_t sum = 0;
    for (const xml::element* cell : row.named("rect")) {
      if (cell->children.empty()) continue;
      const std::string& title = cell->children.front().text;
      INFO(title);
      sum += count_in(title);
      if (starts(title, "zero: ")) {
        CHECK(count_in(title) == histogram.zeros());
        continue;
      }
      const int p = std::stoi(title.substr(2));
      const bp::format f = plan.at(where).base;
      CHECK(axis.position(cell->number("x")) == p);
      CHECK(count_in(title) == histogram.count(p));
      CHECK(starts(cell->get("class"), p <= f.msb() && p >= f.lsb() ? "bp-i" : "bp-o"));
      CHECK((title.find("above the format") != std::string::npos) == (p > f.msb()));
      CHECK((title.find("below the format") != std::string::npos) == (p < f.lsb()));
      CHECK(title.find(bp::detail::percent(histogram.count(p), histogram.total())) !=
            std::string::npos);
    }
    CHECK(sum == histogram.total());
  }
}

TEST_CASE("heat map as SVG: values outside the format are marked, one mark each") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen, 3);
  const xml::element map = xml::parse(bp::heat_map_svg(seen, plan));
  std::size_t all = 0;
  for (const xml::element* row : rows_of(map)) {
    const auto marks = row->all([](const auto& e) { return e.get("class") == "bp-mark"; });
    std::size_t count = 0;
    for (const xml::element* each : marks) {
      const std::string data = each->get("d");
      count += static_cast<std::size_t>(std::count(data.begin(), data.end(), 'M'));
    }
    std::size_t lost = 0;
    for (const std::string& title : cell_titles(*row)) {
      if (title.find(" the format") != std::string::npos) ++lost;
    }
    CHECK(count == lost);
    all += lost;
  }
  CHECK(all > 0);
}

TEST_CASE("heat map as SVG: darker is more") {
  bp::msb_histogram h;
  for (int p = 0; p < 10; ++p) h.add(std::vector<float>(std::size_t{1} << p, std::ldexp(1.0F, p)));
  const xml::element map = xml::parse(bp::heat_map_svg(h, bp::format{12, 0}));
  std::vector<int> levels;
  for (const xml::element* cell : rows_of(map).front()->named("rect")) {
    if (!cell->children.empty()) levels.push_back(cell->get("class").back() - '0');
  }
  REQUIRE(levels.size() == 10);
  CHECK(std::is_sorted(levels.rbegin(), levels.rend()));
  CHECK(levels.front() == bp::detail::heat_levels);
  CHECK(levels.back() < 4);
  // The ramps themselves darken with the level.
  for (const auto& ramp :
       {bp::detail::window_ramp, bp::detail::outside_ramp, bp::detail::dark_outside_ramp}) {
    for (std::size_t i = 1; i < ramp.size(); ++i) {
      CHECK(ramp[i].red + ramp[i].green + ramp[i].blue <
            ramp[i - 1].red + ramp[i - 1].green + ramp[i - 1].blue);
    }
  }
}

TEST_CASE("heat map as SVG: a name can say anything") {
  bp::profile seen;
  const bp::site where{"<script>\"a\" & 'b'</script>\x01\xff", bp::role::weight};
  seen[where].add(std::vector<float>{1, 2, NAN});
  const std::string drawn = bp::heat_map_svg(seen, plan_of(seen), {.title = "a \"b\" <c>"});
  CHECK(drawn.find("<script") == std::string::npos);
  const xml::element map = xml::parse(drawn);
  CHECK(map.get("aria-label") == "a \"b\" <c>");
  const xml::element& label = *rows_of(map).front()->named("text").front();
  const std::string name = "<script>\"a\" & 'b'</script>\xEF\xBF\xBD\xEF\xBF\xBD weight";
  CHECK(label.named("title").front()->text == name);
  // What is no number is told below the map.
  CHECK(map.named("text").back()->text == name + ": 1 NaN, 0 infinite");
}

TEST_CASE("heat map as SVG: everything has a place, however far away") {
  const std::vector<double> values{1e-320, 1e-300, 1e-40, 1, 2, 3e38, 1e300, 0, -1e308};
  bp::profile seen;
  seen[{"double", bp::role::weight}].add(values);
  seen[{"empty", bp::role::weight}];
  for (const bp::format f : {bp::format{8, 3}, bp::format{1, 0, false}, bp::format{1, 0},
                             bp::format{64, 63}, bp::format{8, 32767}, bp::format{64, -32767}}) {
    bp::plan plan;
    plan[{"double", bp::role::weight}] = f;
    plan[{"empty", bp::role::weight}] = f;
    INFO(to_string(f));
    const xml::element map = xml::parse(bp::heat_map_svg(seen, plan));
    std::uint64_t sum = 0;
    for (const std::string& title : cell_titles(*rows_of(map)[0])) sum += count_in(title);
    CHECK(sum == values.size());
    CHECK(cell_titles(*rows_of(map)[1]).empty());
  }
  CHECK(xml::parse(bp::heat_map_svg(bp::profile{}, bp::plan{})).name == "svg");
  CHECK(xml::parse(bp::heat_map_svg(bp::msb_histogram{}, bp::format{8, 3})).name == "svg");
}

TEST_CASE("heat map as SVG: stays small for a large network") {
  bp::profile seen;
  for (int i = 0; i < 200; ++i) {
    seen[{"layer" + std::to_string(i), bp::role::weight}].add(report_test::bell(2000, 0.1F));
  }
  CHECK(bp::heat_map_svg(seen, plan_of(seen, 8)).size() < 1000000);
}

TEST_CASE("heat map as SVG: a plan without one of the sites is an error") {
  CHECK_THROWS_AS(bp::heat_map_svg(small_network(), bp::plan{}), std::invalid_argument);
}
