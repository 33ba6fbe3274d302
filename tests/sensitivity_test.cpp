/// @file
/// One site rounded at a time, and all at once, against the same worked out by hand.
#include <array>
#include <binpoint/convert.hpp>
#include <binpoint/criteria.hpp>
#include <binpoint/sensitivity.hpp>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

/// input -> first: w1 x + b1 -> second: w2 y.
struct chain_network {
  float w1 = 1.37F;
  float b1 = 0.6F;
  float w2 = -0.83F;
  int runs = 0;
  int fails_at = -1;

  std::vector<float> run(float input, bp::tap observe) {
    if (++runs == fails_at) throw std::runtime_error("failed");
    const auto shown = [&](const char* layer, float value) {
      std::vector<float> values{value};
      observe(layer, values);
      return values[0];
    };
    const float x = shown("input", input);
    const float y = shown("first", w1 * x + b1);
    return {shown("second", w2 * y)};
  }

  template <class Visit>
  void for_each_parameter(Visit&& visit) {
    visit(bp::site{"first", bp::role::weight}, bp::tensor_view<float>{std::span(&w1, 1)});
    visit(bp::site{"first", bp::role::bias}, bp::tensor_view<float>{std::span(&b1, 1)});
    visit(bp::site{"second", bp::role::weight}, bp::tensor_view<float>{std::span(&w2, 1)});
  }
};

const std::vector<bp::site> sites{
    {"first", bp::role::weight}, {"first", bp::role::bias},       {"second", bp::role::weight},
    {"input", bp::role::input},  {"first", bp::role::activation}, {"second", bp::role::activation}};
const std::vector<float> scalar_inputs{0.71F, -2.3F, 3.19F};

/// A format of its own for each site.
bp::plan make_plan() {
  bp::plan plan;
  int fraction_length = 2;
  for (const bp::site& each : sites) plan[each] = bp::format{8, fraction_length++};
  return plan;
}

/// The values of all sites where those for which is_rounded(index) are rounded.
std::map<bp::site, float> work_out(float input,
                                   const std::function<bool(std::size_t)>& is_rounded) {
  const bp::plan plan = make_plan();
  const chain_network net;
  const auto at = [&](std::size_t i, float x) {
    const bp::format f = plan.at(sites[i]).base;
    return is_rounded(i) ? static_cast<float>(bp::decode(bp::encode(x, f).code, f)) : x;
  };
  const float x = at(3, input);
  const float y = at(4, at(0, net.w1) * x + at(1, net.b1));
  const float z = at(5, at(2, net.w2) * y);
  return {{sites[3], x}, {sites[4], y}, {sites[5], z}};
}

double squared_error(const bp::site& where, const std::function<bool(std::size_t)>& is_rounded) {
  double sum = 0;
  for (const float input : scalar_inputs) {
    const auto ideal = work_out(input, [](std::size_t) { return false; });
    const auto actual = work_out(input, is_rounded);
    sum +=
        std::pow(static_cast<double>(ideal.at(where)) - static_cast<double>(actual.at(where)), 2);
  }
  return sum;
}

}  // namespace

TEST_CASE("each site alone: its own error, and that of the network's outputs", "[sensitivity]") {
  chain_network net;
  const bp::sensitivity found = bp::measure_sensitivity(net, make_plan(), scalar_inputs);
  CHECK(found.inputs == 3);
  REQUIRE(found.sites.size() == 6);
  std::size_t i = 0;
  for (const auto& [where, result] : found.sites) {
    INFO(bp::to_string(where));
    CHECK(where == sites[i]);
    const auto alone = [=](std::size_t k) { return k == i; };
    CHECK(result.output.error_energy == Approx(squared_error(sites[5], alone)).margin(1e-12));
    CHECK(result.output.error_energy > 0);
    CHECK(result.output.total == 3);
    if (i >= 3) {
      CHECK(result.own.error_energy == Approx(squared_error(where, alone)).margin(1e-12));
      CHECK(result.own.total == 3);
    } else {
      CHECK(result.own.total == 1);
      CHECK(result.own.error_energy > 0);
    }
    ++i;
  }
}

TEST_CASE("what has gathered at a site is the error of the whole quantized network there",
          "[sensitivity]") {
  chain_network net;
  const bp::sensitivity found = bp::measure_sensitivity(net, make_plan(), scalar_inputs);
  const auto everywhere = [](std::size_t) { return true; };
  for (std::size_t i = 3; i < 6; ++i) {
    const bp::error_report& gathered = found.sites.at(sites[i]).accumulated;
    INFO(bp::to_string(sites[i]));
    CHECK(gathered.error_energy == Approx(squared_error(sites[i], everywhere)).margin(1e-12));
    CHECK(gathered.total == 3);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(found.sites.at(sites[i]).accumulated.error_energy ==
          found.sites.at(sites[i]).own.error_energy);
  }
}

TEST_CASE("a site in floating point costs nothing by itself", "[sensitivity]") {
  chain_network net;
  bp::plan plan = make_plan();
  plan.at(sites[0]) = std::nullopt;
  plan.at(sites[4]) = std::nullopt;
  const bp::sensitivity found = bp::measure_sensitivity(net, plan, scalar_inputs);
  CHECK(found.sites.at(sites[0]).output.error_energy == 0);
  CHECK(found.sites.at(sites[4]).output.error_energy == 0);
  CHECK(found.sites.at(sites[4]).own.total == 0);
  CHECK(found.sites.at(sites[4]).accumulated.error_energy > 0);
}

TEST_CASE("the cost is two runs an input and one more for each site, told as they pass",
          "[sensitivity]") {
  chain_network net;
  std::vector<std::pair<std::size_t, std::size_t>> steps;
  const auto on_progress = [&](std::size_t done, std::size_t total) {
    steps.emplace_back(done, total);
  };
  (void)bp::measure_sensitivity(net, make_plan(), std::span(scalar_inputs).first(2), on_progress);
  CHECK(net.runs == 2 * (2 + 6));
  REQUIRE(steps.size() == 16);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    CHECK(steps[i] == std::pair<std::size_t, std::size_t>{i + 1, 16});
  }
}

TEST_CASE("parameters are as before, also when a run fails", "[sensitivity]") {
  for (int fails_at = -1; fails_at <= 24; ++fails_at) {
    if (fails_at == 0) continue;
    chain_network net;
    net.fails_at = fails_at;
    if (fails_at < 0) {
      (void)bp::measure_sensitivity(net, make_plan(), scalar_inputs);
    } else {
      CHECK_THROWS_WITH(bp::measure_sensitivity(net, make_plan(), scalar_inputs), "failed");
    }
    CHECK(net.w1 == 1.37F);
    CHECK(net.b1 == 0.6F);
    CHECK(net.w2 == -0.83F);
  }
}

TEST_CASE("a plan without a site, or no input, is refused", "[sensitivity]") {
  chain_network net;
  bp::plan incomplete;
  for (std::size_t i = 0; i < 5; ++i) incomplete[sites[i]] = bp::format{8, 4};
  CHECK_THROWS_WITH(
      bp::measure_sensitivity(net, incomplete, scalar_inputs),
      "binpoint: measure_sensitivity: the plan has no format for 'second activation'");
  CHECK_THROWS_WITH(
      bp::measure_sensitivity(net, make_plan(), std::vector<float>{}),
      "binpoint: measure_sensitivity: the test set is empty, and one input is needed");
  bp::plan split = make_plan();
  split.at(sites[1]) = bp::tensor_format(bp::format{8, 4}, {4, 5});
  CHECK_THROWS_WITH(bp::measure_sensitivity(net, split, scalar_inputs),
                    "binpoint: measure_sensitivity: 'first bias': found 2 fraction lengths, "
                    "expected one for each of 1 channels");
  CHECK(net.w1 == 1.37F);
}
