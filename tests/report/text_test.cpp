#include <binpoint/report/text.hpp>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "report/networks.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using report_test::plan_of;
using report_test::small_network;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

constexpr bp::text_options plain{.color = bp::color_mode::never, .width = 200, .legend = false};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

/// The letter at a position in a plain map whose columns are two characters wide.
char letter_at(const std::vector<std::string>& lines, std::size_t row, int position) {
  const auto zero = static_cast<int>(lines[0].find(" 0 ")) + 1;
  const int at = zero - 2 * position + 1;
  return lines[row].at(static_cast<std::size_t>(at));
}

}  // namespace

TEST_CASE("heat map as text: ten values and what format{8, 3} holds of them") {
  const std::vector<float> logged{0.03125F, 0.0625F, 0, 0.25F, 0.5F, 0.75F, 1, 2.1F, -3, 16.25F};
  const std::string drawn = bp::heat_map(bp::count_msb(logged), bp::format{8, 3}, plain);
  // 2^4 stands above the format: 16.25 overflows. 2^-4 and 2^-5 stand below it.
  CHECK(drawn ==
        "format     4       0       -4    zeros  values  overflow  underflow\n"
        "sfix8_En3  sX....@@%%@@%%..XXXX      1      10   10.00 %    10.00 %\n");
}

TEST_CASE("heat map as text: blank and x are the complement of the window, x where values are") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  const auto lines = lines_of(bp::heat_map(seen, plan, plain));
  REQUIRE(lines.size() == seen.size() + 1);

  std::size_t row = 0;
  for (const auto& [where, histogram] : seen) {
    ++row;
    INFO(lines[row]);
    CHECK(lines[row].find(to_string(plan.at(where).base)) != std::string::npos);
    CHECK(lines[row].find(where.layer) == 0);
    const bp::format f = plan.at(where).base;
    for (int p = 3; p >= -6; --p) {
      INFO("position " << p);
      const char letter = letter_at(lines, row, p);
      const bool outside = letter == ' ' || letter == 'x' || letter == 'X';
      CHECK(outside == (p > f.msb() || p < f.lsb()));
      CHECK((letter == ' ' || letter == '.') == (histogram.count(p) == 0));
    }
    if (f.is_signed) {
      CHECK(lines[row].find('s', lines[row].find(to_string(f)) + 8) != std::string::npos);
    }
  }
}

TEST_CASE("heat map as text: the numbers are the library's") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen, 4);
  const auto lines = lines_of(bp::heat_map(seen, plan, plain));
  const bp::site where{"relu1", bp::role::activation};
  const auto& histogram = seen.at(where);
  const bp::selection s = bp::evaluate_format(histogram, plan.at(where).base);
  REQUIRE(s.underflows > 0);
  REQUIRE(s.overflows.lower > 0);
  CHECK(lines[5].find(' ' + bp::detail::grouped(histogram.zeros()) + ' ') != std::string::npos);
  CHECK(lines[5].find(" 3,000 ") != std::string::npos);
  CHECK(lines[5].ends_with(bp::detail::percent({s.underflows, s.underflows}, 3000)));
  CHECK(lines[5].find(bp::detail::percent(s.overflows, 3000)) != std::string::npos);
}

TEST_CASE("heat map as text: colours are used when wanted and never else") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  const auto has_escapes = [&](bp::color_mode color) {
    return bp::heat_map(seen, plan, {.color = color}).find('\x1b') != std::string::npos;
  };
  CHECK_FALSE(has_escapes(bp::color_mode::never));
  CHECK(has_escapes(bp::color_mode::always));

  using bp::detail::wants_color;
  CHECK(wants_color(true, nullptr, "xterm"));
  CHECK(wants_color(true, "", "xterm"));  // no-color.org: set and not empty
  CHECK_FALSE(wants_color(true, "1", "xterm"));
  CHECK_FALSE(wants_color(true, "0", "xterm"));
  CHECK_FALSE(wants_color(true, nullptr, "dumb"));
  CHECK_FALSE(wants_color(true, nullptr, nullptr));
  CHECK_FALSE(wants_color(false, nullptr, "xterm"));

  REQUIRE(setenv("NO_COLOR", "1", 1) == 0);
  CHECK_FALSE(has_escapes(bp::color_mode::automatic));
  REQUIRE(unsetenv("NO_COLOR") == 0);
}

TEST_CASE("heat map as text: colours change the ground, not the cells") {
  const bp::msb_histogram h = bp::count_msb(report_test::bell(500, 1));
  const std::string colored =
      bp::heat_map(h, bp::format{4, 2}, {.color = bp::color_mode::always, .legend = false});
  std::size_t grounds = 0;
  for (std::size_t at = 0; (at = colored.find("\x1b[48;2;", at)) != std::string::npos; ++at)
    ++grounds;
  const auto axis = bp::detail::make_heat_axis(
      {bp::detail::make_heat_row(h, bp::evaluate_format(h, bp::format{4, 2}))}, 300);
  CHECK(grounds == static_cast<std::size_t>(axis.columns()));
  // Every line that sets a colour ends it.
  for (const std::string& line : lines_of(colored)) {
    CHECK((line.find("\x1b[48") == std::string::npos) ==
          (line.find("\x1b[0m") == std::string::npos));
  }
}

TEST_CASE("heat map as text: fits the width, and says what its end columns stand for") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  for (const int width : {70, 80, 100, 120, 160}) {
    INFO("width " << width);
    const auto lines = lines_of(bp::heat_map(seen, plan, {bp::color_mode::never, width, false}));
    for (const std::string& line : lines) CHECK(line.size() <= static_cast<std::size_t>(width));
  }
  const std::string cut = bp::heat_map(seen, plan, {bp::color_mode::never, 50, true});
  CHECK(cut.find("last column: 2^-") != std::string::npos);
  CHECK(cut.find(" and below") != std::string::npos);
}

TEST_CASE("heat map as text: what is no number is told, names cannot steer the terminal") {
  bp::profile seen;
  const bp::site where{"a\x1b[2Jb\n\xff", bp::role::weight};
  seen[where].add(std::vector<double>{not_a_number, infinity, -infinity, 1, 1e-300, 1e300});
  bp::plan plan;
  plan[where] = bp::format{8, 3};
  const std::string drawn = bp::heat_map(seen, plan, plain);
  CHECK(drawn.find("1 NaN, 2 infinite") != std::string::npos);
  CHECK(drawn.find('\x1b') == std::string::npos);
  CHECK(drawn.find("a\xEF\xBF\xBD[2Jb\xEF\xBF\xBD\xEF\xBF\xBD weight") != std::string::npos);
  CHECK(lines_of(drawn).size() == 6);  // the axis is so long that the numbers stand below
}

TEST_CASE("heat map as text: sites in float, per channel, empty, and far away formats") {
  bp::profile seen;
  const std::vector<float> values{0.5F, 0.25F, 2};
  for (const char* layer : {"float", "channels", "empty", "far"}) seen[{layer, bp::role::weight}];
  seen[{"float", bp::role::weight}].add(values);
  seen[{"channels", bp::role::weight}].add(values);
  seen[{"far", bp::role::weight}].add(values);
  bp::plan plan;
  plan[{"float", bp::role::weight}] = std::nullopt;
  plan[{"channels", bp::role::weight}] = {bp::format{4, 0}, {3, 1}};
  plan[{"empty", bp::role::weight}] = bp::format{64, 63};
  plan[{"far", bp::role::weight}] = bp::format{8, 32767};
  const auto lines = lines_of(bp::heat_map(seen, plan, {bp::color_mode::never, 300, true}));
  CHECK(lines[1].find("float weight     float ") == 0);
  CHECK(lines[1].ends_with("-          -"));
  CHECK(lines[2].find("sfix4_En1..En3") != std::string::npos);
  CHECK(letter_at(lines, 2, 1) == 'o');   // 2: in one channel's format, 2^2..2^-1, not in 2^0..2^-3
  CHECK(letter_at(lines, 2, -1) == '@');  // in both
  CHECK(letter_at(lines, 2, -2) == 'o');
  CHECK(lines[3].find("sfix64_En63") != std::string::npos);
  CHECK(lines[4].find("100 %") != std::string::npos);
  CHECK(bp::heat_map(seen, plan, {bp::color_mode::never, 300, true}).find("in part") !=
        std::string::npos);
  CHECK(bp::heat_map(bp::profile{}, bp::plan{}, plain).find("site") == 0);
}

TEST_CASE("heat map as text: a plan without one of the sites is an error that names it") {
  const bp::profile seen = small_network();
  try {
    (void)bp::heat_map(seen, bp::plan{});
    FAIL("nothing was thrown");
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()) ==
          "binpoint: heat_map: the plan has no format for 'conv1 weight'");
  }
  CHECK_THROWS_AS(bp::heat_map(bp::msb_histogram{}, bp::format{65, 0}), std::invalid_argument);
}

TEST_CASE("shares: only none reads 0 %, only all reads 100 %") {
  using bp::detail::percent;
  CHECK(percent(0, 5) == "0 %");
  CHECK(percent(5, 5) == "100 %");
  CHECK(percent(1, 1000000) == "<0.01 %");
  CHECK(percent(999999, 1000000) == ">99.99 %");
  CHECK(percent(1, 8) == "12.50 %");
  CHECK(percent(0, 0) == "-");
  CHECK(percent({1, 3}, 1000) == "0.10-0.30 %");
  CHECK(percent({0, 3}, 1000) == "0-0.30 %");
  CHECK(percent({0, 1}, 1000000) == "<0.01 %");
  CHECK(percent({1, 2000}, 1000000) == "0-0.20 %");
  CHECK(percent({500, 999999}, 1000000) == "0.05-100 %");
  CHECK(percent({2, 2}, 1000) == "0.20 %");
  CHECK(bp::detail::grouped(0) == "0");
  CHECK(bp::detail::grouped(999) == "999");
  CHECK(bp::detail::grouped(1000) == "1,000");
  CHECK(bp::detail::grouped(18446744073709551615U) == "18,446,744,073,709,551,615");
}

TEST_CASE("names: shortened in the middle, by what they take on a terminal") {
  using bp::detail::shortened;
  CHECK(shortened("conv1 weight", 12) == "conv1 weight");
  CHECK(shortened("conv1 weight", 8) == "con..ght");
  CHECK(bp::detail::display_width("\xE5\xB1\xA4\xE5\xB1\xA4") == 4);  // two wide characters
  CHECK(bp::detail::display_width(
            shortened("\xE5\xB1\xA4\xE5\xB1\xA4\xE5\xB1\xA4\xE5\xB1\xA4", 7)) <= 7);
  CHECK(shortened("\xC0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");          // overlong
  CHECK(shortened("\xED\xA0\x80").find('\xED') == std::string::npos);  // surrogate
}

TEST_CASE("decibels: no noise and no signal have words of their own") {
  CHECK(bp::detail::decibels_text(38.249) == "38.2 dB");
  CHECK(bp::detail::decibels_text(infinity) == "no error");
  CHECK(bp::detail::decibels_text(not_a_number) == "-");
  CHECK(bp::detail::decibels_range({30.04, 40.06}) == "30.0 to 40.1 dB");
  CHECK(bp::detail::decibels_range({30.04, infinity}) == "30.0 dB to no error");
  CHECK(bp::detail::decibels_range({not_a_number, infinity}) == "-");
  CHECK(bp::detail::shortest(0.1) == "0.1");
  CHECK(bp::detail::significant(-1234567) == "-1.235e+06");
}
