// Plans as text: what is written is read back exactly, what is wrong is named.

#include <binpoint/plan_text.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/plans.hpp"

namespace bp = binpoint;

namespace {

bp::plan small_plan() {
  bp::plan formats;
  formats[{"input", bp::role::input}] = bp::format{8, 8, false};
  formats[{"conv1", bp::role::weight}] = {{8, 7}, {7, -8, 0}};
  formats[{"my layer", bp::role::bias}] = bp::format{16, 12};
  formats[{"dense2", bp::role::activation}] = std::nullopt;
  return formats;
}

constexpr std::string_view small_text =
    "binpoint plan 1\n"
    "policy half_away saturate gradual exact\n"
    "input input ufix8_En8\n"
    "conv1 weight sfix8_En7 [7 -8 0]\n"
    "\"my layer\" bias sfix16_En12\n"
    "dense2 activation float\n"
    "end\n";

/// What parse_plan says of a text after the title, the policy being added in front of it.
std::string problem_with(const std::string& lines) {
  const std::string text = "binpoint plan 1\npolicy half_even wrap flush closed\n" + lines;
  try {
    (void)bp::parse_plan(text);
  } catch (const std::invalid_argument& error) {
    constexpr std::string_view prefix = "binpoint: parse_plan: ";
    const std::string message = error.what();
    return message.starts_with(prefix) ? message.substr(prefix.size()) : "no prefix";
  }
  return "";
}

}  // namespace

TEST_CASE("plan_text: a plan is a line for each site", "[plan]") {
  CHECK(bp::to_string(small_plan()) == small_text);
  CHECK(bp::parse_plan(small_text) == small_plan());
  CHECK(bp::to_string(bp::plan{}) ==
        "binpoint plan 1\npolicy half_away saturate gradual exact\nend\n");
}

TEST_CASE("plan_text: every plan is read back exactly, and no text that was cut short", "[plan]") {
  support::generator random{20};
  int cuts = 0;
  for (int i = 0; i < 2000; ++i) {
    const bp::plan formats = support::random_plan(random);
    const std::string text = bp::to_string(formats);
    INFO("plan " << i << " of seed 20:\n" << text);
    REQUIRE(bp::parse_plan(text) == formats);
    REQUIRE(text.find_first_of("\r\t") == std::string::npos);
    if (i >= 50) continue;
    for (std::size_t length = 0; length < text.size() - 1; ++length, ++cuts) {
      REQUIRE_THROWS_AS(bp::parse_plan(std::string_view(text).substr(0, length)),
                        std::invalid_argument);
    }
  }
  CHECK(cuts > 10000);
}

TEST_CASE("plan_text: comments, blank lines, blanks and the line ends of Windows", "[plan]") {
  const std::string edited =
      "# from calibration\r\n\r\nbinpoint  plan 1 # title\r\n"
      "  input\tinput ufix8_En8#first\r\n\n# conv1 weight sfix4\n"
      "conv1 weight sfix8_En7 [ 7  -8\t0 ] # widened\n"
      "policy half_away saturate gradual exact\n"
      "\"my\\x20layer\" bias sfix16_En12\ndense2 activation float # later\n end # all\n\n# bye";
  CHECK(bp::parse_plan(edited) == small_plan());
}

TEST_CASE("plan_text: float in front of a format keeps it for later", "[plan]") {
  bp::plan formats;
  formats[{"a"}] = {{16, 3, false}, {1, 2}};
  formats.at({"a"}).stays_float = true;
  CHECK(bp::to_string(formats.at({"a"})) == "float ufix16_En3 [1 2]");
  CHECK(bp::parse_plan(bp::to_string(formats)) == formats);
}

TEST_CASE("plan_text: what no text can say is refused", "[plan]") {
  bp::plan formats;
  formats[{"a"}] = bp::format{65, 0};
  CHECK_THROWS_WITH(bp::to_string(formats), "binpoint: to_string: word length 65 is outside 1..64");
  formats[{"a"}] = {{8, 0}, {0, 32768}};
  CHECK_THROWS_AS(bp::to_string(formats), std::invalid_argument);
}

TEST_CASE("plan_text: an error names line, site, what was found and expected", "[plan]") {
  CHECK(problem_with("a weight sfix8\nend\n").empty());
  CHECK(problem_with("\na weights sfix8\nend\n") ==
        "line 4: a: found 'weights', expected weight, bias, activation or input");
  CHECK(problem_with("\"a b\"\nend\n") ==
        "line 3: \"a b\": found the end of the line, expected weight, bias, activation or input");
  CHECK(problem_with("a bias sfix65\nend\n") ==
        "line 3: a bias: found 'sfix65', expected a format like sfix8_En7, or float");
  CHECK(problem_with("a bias float sfix\nend\n") ==
        "line 3: a bias: found 'sfix', expected a format like sfix8_En7");
  CHECK(problem_with("a bias sfix8 sfix8\nend\n") ==
        "line 3: a bias: found 'sfix8', expected the end of the line");
  CHECK(problem_with("a bias sfix8\nb bias sfix8\na bias sfix8\nend\n") ==
        "line 5: a bias: the site appears twice");
  CHECK(problem_with("\"a weight sfix8\nend\n") ==
        "line 3: found '\"a weight sfix8', expected a name whose quotes are closed");
  CHECK(problem_with("policy floor wrap flush exact\nend\n") ==
        "line 3: found a second policy, expected one");
  CHECK(problem_with("end\n\n# bye\na bias sfix8\n") ==
        "line 6: found 'a bias sfix8', expected nothing after 'end'");
  CHECK(problem_with("end of it\n") == "line 3: found 'of it', expected nothing after 'end'");
  CHECK(problem_with("a bias sfix8\n") ==
        "line 4: found the end of the text, expected a line 'end': it was cut short");
}

TEST_CASE("plan_text: channel lists hold fraction lengths and nothing else", "[plan]") {
  CHECK(problem_with("a bias sfix8 [1 x]\nend\n") ==
        "line 3: a bias: found '[1 x]', expected the channels' fraction lengths like [7 6 8], "
        "each within -32767..32767");
  for (const char* list : {"[]", "[1", "[1,2]", "[1 2.5]", "[32768]", "[-32768]", "[1 [2]",
                           "[99999999999999999999]", "[+1]", "[0x1]", "[1 # 2]"}) {
    INFO(list);
    CHECK(problem_with("a bias sfix8 " + std::string(list) + "\nend\n").starts_with("line 3: a b"));
  }
  CHECK(problem_with("a bias sfix8 [-32767 32767]\nend\n").empty());
}

TEST_CASE("plan_text: quoted names hold two escapes and bytes", "[plan]") {
  for (const char* name :
       {"\"a", "\"a\\\"", "\"a\\n\"", "\"\\x4\"", "\"\\x4g\"", "\"\\xg4\"", "\"\\x-1\""}) {
    INFO(name);
    CHECK(problem_with(std::string(name) + " bias sfix8\nend\n").starts_with("line 3: found '\""));
  }
  bp::plan formats;
  formats[{"end", bp::role::bias}] = bp::format{};
  formats[{std::string("\0\n\"\\", 4), bp::role::bias}] = bp::format{};
  formats[{"\xe5\xb1\x82", bp::role::bias}] = bp::format{};
  CHECK(bp::to_string(formats).find("\n\"end\" bias sfix8\n\"\\x00\\x0a\\\"\\\\\" bias sfix8\n"
                                    "\xe5\xb1\x82 bias sfix8\n") != std::string::npos);
}

TEST_CASE("plan_text: title and policy must be there", "[plan]") {
  const auto message = [](const char* text) -> std::string {
    try {
      return "read " + std::to_string(bp::parse_plan(text).size());
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
  };
  CHECK(message("") ==
        "binpoint: parse_plan: line 1: found the end of the text, expected 'binpoint plan 1'");
  CHECK(message("binpoint plan 2\nend\n") ==
        "binpoint: parse_plan: line 1: found 'binpoint plan 2', expected 'binpoint plan 1'");
  CHECK(message("binpoint plan 1\na bias sfix8\nend\n") ==
        "binpoint: parse_plan: line 3: found no policy, expected a line 'policy ...' before 'end'");
  CHECK(message("binpoint plan 1\npolicy half_away saturate\nend") ==
        "binpoint: parse_plan: line 2: policy: found the end of the line, expected a mode of "
        "underflow: gradual, flush");
  CHECK(message("binpoint plan 1\npolicy saturate\n") ==
        "binpoint: parse_plan: line 2: policy: found 'saturate', expected a mode of rounding: "
        "half_away, half_even, half_up, floor, ceiling, toward_zero, stochastic");
  CHECK(message("binpoint plan 1\npolicy floor wrap flush exact slow\n") ==
        "binpoint: parse_plan: line 2: policy: found 'slow', expected the end of the line");
}
