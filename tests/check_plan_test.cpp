// Whether a plan fits a network.

#include <array>
#include <binpoint/check_plan.hpp>
#include <binpoint/plan_text.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/toy_network.hpp"

namespace bp = binpoint;

namespace {

constexpr std::array<float, 2> one_input{1, 2};

bp::plan whole_plan() {
  bp::plan formats;
  formats[{"dense", bp::role::weight}] = {{8, 0}, {5, 6}};
  formats[{"dense", bp::role::bias}] = bp::format{16, 8};
  formats[{"input", bp::role::input}] = bp::format{8, 5};
  formats[{"dense", bp::role::activation}] = std::nullopt;
  return formats;
}

std::string plan_problem(const bp::plan& formats) {
  support::toy_network net;
  try {
    bp::check_plan(formats, net, one_input);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("check_plan: the sites of a network are its parameters and its taps", "[plan]") {
  support::toy_network net;
  CHECK(bp::sites_of(net, one_input) ==
        std::vector<bp::planned_site>{{{"dense", bp::role::weight}, 2},
                                      {{"dense", bp::role::bias}, 1},
                                      {{"input", bp::role::input}, 1},
                                      {{"dense", bp::role::activation}, 1}});
  CHECK(net.runs == 1);
}

TEST_CASE("check_plan: a plan that fits passes, in any order", "[plan]") {
  CHECK(plan_problem(whole_plan()).empty());
  const bp::plan formats = whole_plan();
  bp::plan reversed;
  for (auto each = formats.end(); each != formats.begin();) {
    --each;
    reversed[each->first] = each->second;
  }
  CHECK(plan_problem(reversed).empty());
}

TEST_CASE("check_plan: takes sites from any contiguous range", "[plan]") {
  bp::plan formats;
  formats[{"x"}] = bp::format{8, 3};
  const std::array<bp::planned_site, 1> sites{{{{"x"}}}};
  CHECK_NOTHROW(bp::check_plan(formats, sites));
  CHECK_NOTHROW(bp::check_plan(formats, std::span<const bp::planned_site>(sites)));
  CHECK_NOTHROW(bp::check_plan(formats, std::vector(sites.begin(), sites.end())));
  const std::span<const bp::planned_site> none;
  CHECK_THROWS_AS(bp::check_plan(formats, none), std::invalid_argument);
}

TEST_CASE("check_plan: a site that cannot take every format", "[plan]") {
  bp::plan formats;
  const std::vector<bp::planned_site> sites{
      {.where = {"a", bp::role::bias}, .most_magnitude_bits = 15, .may_stay_float = false}};
  const auto problem_of = [&](const bp::tensor_format& chosen) {
    formats[{"a", bp::role::bias}] = chosen;
    try {
      bp::check_plan(formats, sites);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(problem_of(bp::format{16, 3}).empty());
  CHECK(problem_of(bp::format{15, 3, false}).empty());
  CHECK(problem_of(bp::format{16, 3, false}) ==
        "binpoint: check_plan: 'a bias': found ufix16_En3, expected 15 magnitude bits at most");
  CHECK(problem_of(std::nullopt) ==
        "binpoint: check_plan: 'a bias': stays in floating point, expected a format");
}

TEST_CASE("check_plan: a site that takes no list, and one whose bits have limits", "[plan]") {
  const bp::site where{"a", bp::role::weight};
  const auto problem_of = [&](const bp::planned_site& known, const bp::tensor_format& chosen) {
    bp::plan formats;
    formats[where] = chosen;
    try {
      bp::check_plan(formats, std::vector{known});
    } catch (const std::invalid_argument& error) {
      const std::string before = "binpoint: check_plan: 'a weight': found ";
      REQUIRE(std::string(error.what()).starts_with(before));
      return std::string(error.what()).substr(before.size());
    }
    return std::string();
  };
  for (const std::size_t channels : {1U, 2U}) {
    const bp::planned_site known{
        .where = where, .channels = channels, .may_differ_by_channel = false};
    CHECK(problem_of(known, bp::format{8, 3}).empty());
    CHECK(problem_of(known, {{8, 3}, std::vector<int>(channels, 3)}) ==
          std::to_string(channels) + " fraction lengths, expected one format for the whole tensor");
  }
  const bp::planned_site known{
      .where = where,
      .channels = 2,
      .limits = {.lowest_lsb = -7, .highest_lsb = 0, .lowest_msb = 4, .highest_msb = 9}};
  CHECK(problem_of(known, bp::format{13, 7}).empty());  // 2^4..2^-7
  CHECK(problem_of(known, bp::format{11, 0}).empty());  // 2^9..2^0
  CHECK(problem_of(known, {{12, 99}, {7, 2}}) ==
        "sfix12_En7, expected a highest bit of 2^4 or more");
  CHECK(problem_of(known, bp::format{20, 8}) == "sfix20_En8, expected a step of 2^-7 or more");
  CHECK(problem_of(known, bp::format{8, -1}) == "sfix8_E1, expected a step of 2^0 or less");
  CHECK(problem_of(known, {{13, 3}, {3, 1}}) ==
        "sfix13_En1, expected a highest bit of 2^9 or less");
  // The least word of all has a step, and no magnitude bit.
  CHECK(problem_of({.where = where}, bp::format{1, 32767}).empty());
  CHECK(problem_of({.where = where}, bp::format{64, -32767, false}).empty());
}

TEST_CASE("check_plan: names unknown and missing sites, all at once", "[plan]") {
  bp::plan formats = whole_plan();
  formats[{"dens", bp::role::weight}] = bp::format{};
  CHECK(plan_problem(formats) ==
        "binpoint: check_plan: 'dens weight': the network has no such site");
  formats = {};
  formats[{"dense", bp::role::weight}] = bp::format{};
  formats[{"my layer", bp::role::bias}] = bp::format{};
  CHECK(plan_problem(formats) ==
        "binpoint: check_plan: '\"my layer\" bias': the network has no such site; the plan has no "
        "format for 'dense bias', 'input input', 'dense activation'");
}

TEST_CASE("check_plan: a list has a fraction length for each channel", "[plan]") {
  bp::plan formats = whole_plan();
  formats.at({"dense", bp::role::weight}).fraction_lengths = {1, 2, 3};
  CHECK(plan_problem(formats) ==
        "binpoint: check_plan: 'dense weight': found 3 fraction lengths, expected one for each of "
        "2 channels");
  // What stays in floating point is not looked at.
  formats.at({"dense", bp::role::weight}).stays_float = true;
  CHECK(plan_problem(formats).empty());
}

TEST_CASE("check_plan: formats are valid", "[plan]") {
  const auto refuses = [](const bp::tensor_format& wrong, const std::string& found) {
    bp::plan formats = whole_plan();
    formats.at({"dense", bp::role::weight}) = wrong;
    CHECK(plan_problem(formats) == "binpoint: check_plan: 'dense weight': found " + found +
                                       ", expected 1..64 and -32767..32767");
  };
  refuses(bp::format{65, 0}, "a word length of 65 and a fraction length of 0");
  refuses(bp::format{8, 32768}, "a word length of 8 and a fraction length of 32768");
  refuses({{8, 0}, {0, -32768}}, "a word length of 8 and a fraction length of -32768");
}

TEST_CASE("check_plan: a text that is read for a network is checked line by line", "[plan]") {
  support::toy_network net;
  const auto sites = bp::sites_of(net, one_input);
  std::string text = bp::to_string(whole_plan());
  CHECK(bp::parse_plan(text, sites) == whole_plan());
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string result = text;
    return result.replace(result.find(from), from.size(), to);
  };
  CHECK_THROWS_WITH(bp::parse_plan(replaced("dense bias", "dense1 bias"), sites),
                    "binpoint: parse_plan: line 4: dense1 bias: the network has no such site");
  CHECK_THROWS_WITH(
      bp::parse_plan(replaced("[5 6]", "[5]"), sites),
      "binpoint: parse_plan: line 3: dense weight: found 1 fraction lengths, expected "
      "one for each of 2 channels");
  CHECK_THROWS_WITH(bp::parse_plan(replaced("dense bias", "# dense bias"), sites),
                    "binpoint: parse_plan: the plan has no format for 'dense bias'");
}

TEST_CASE("check_plan: the policy, if not all can be taken", "[plan]") {
  support::toy_network net;
  bp::planned_sites sites = bp::sites_of(net, one_input);
  bp::plan formats = whole_plan();
  formats.rules = {bp::rounding_mode::stochastic, bp::overflow_mode::wrap};
  CHECK(bp::parse_plan(to_string(formats), sites) == formats);
  sites.may_wrap = false;
  CHECK_THROWS_WITH(bp::check_plan(formats, sites),
                    "binpoint: check_plan: policy: found wrap, expected saturate or "
                    "saturate_symmetric");
  sites.may_round_stochastically = false;
  sites.may_wrap = true;
  CHECK_THROWS_WITH(bp::parse_plan("\n# a comment\n" + to_string(formats), sites),
                    "binpoint: parse_plan: line 4: policy: found stochastic, expected a mode of "
                    "rounding that needs no random bits");
  formats.rules.rounding = bp::rounding_mode::floor;
  CHECK(bp::parse_plan(to_string(formats), sites) == formats);
}
