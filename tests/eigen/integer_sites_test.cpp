// What integers can take, as data, is what quantize and repair_plan go by.

#include <binpoint/check_plan.hpp>
#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/integer_sites.hpp>
#include <binpoint/eigen/plan_repair.hpp>
#include <binpoint/plan_text.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;
using bp::format;
using bp::role;

namespace {

const be::network one_layer(
    {2, 1, 1}, {{"last", {"input"}, be::dense{2, {1.0F, -0.5F, 0.25F, 1.0F}, {0.3F, -0.7F}}}});

bp::plan one_layer_plan() {
  bp::plan formats;
  for (const role kind : {role::weight, role::bias, role::activation}) {
    formats[{"last", kind}] = format{8, 6};
  }
  formats[{"input", role::input}] = format{8, 4};
  return formats;
}

/// What is wrong with one format of that plan; nothing if empty.
template <class Check>
std::string problem_of(const bp::site& where, const bp::tensor_format& chosen, Check check) {
  bp::plan formats = one_layer_plan();
  formats.at(where) = chosen;
  try {
    check(formats);
  } catch (const std::invalid_argument& error) {
    const std::string text = error.what();
    return text.substr(text.find('\''));
  }
  return "";
}

const std::vector<bp::tensor_format> far_formats{
    format{32, 20},      format{33, 20},  format{31, 20, false},   format{32, 20, false},
    format{64, 40},      format{8, 147},  format{8, 148},          format{32, 148},
    format{8, -120},     format{8, -121}, format{32, -120, false}, std::nullopt,
    {{8, 0}, {5, 6}},    {{8, 0}, {5}},   {{8, 0}, {5, 6, 7}},     format{65, 3},
    {{8, 0}, {5, 32768}}};

const std::vector<bp::site> all_sites{{"last", role::weight},
                                      {"last", role::bias},
                                      {"last", role::activation},
                                      {"input", role::input}};

}  // namespace

TEST_CASE("eigen::integer_sites: what they refuse quantize and repair_plan refuse, alike") {
  const bp::planned_sites sites = be::integer_sites(one_layer);
  int refused = 0;
  for (const bp::site& where : all_sites) {
    for (std::size_t i = 0; i < far_formats.size(); ++i) {
      const auto problem = [&](auto check) { return problem_of(where, far_formats[i], check); };
      const std::string told = problem([&](const bp::plan& p) { bp::check_plan(p, sites); });
      const std::string by_repair =
          problem([](const auto& p) { (void)be::repair_plan(one_layer, p); });
      INFO(to_string(where) << ", format " << i << ": " << by_repair);
      if (told.empty()) {
        // All else depends on the values.
        const bool by_values = by_repair.find("sums need more than 54") != std::string::npos ||
                               by_repair.find("is no float") != std::string::npos;
        CHECK((by_repair.empty() || by_values));
        continue;
      }
      ++refused;
      CHECK(by_repair == told);
      CHECK(problem([](const auto& p) { (void)be::quantize(one_layer, p); }) == told);
    }
  }
  CHECK(refused == 38);
}

TEST_CASE("eigen::integer_sites: the far ends of what inputs and activations may be") {
  const bp::planned_sites sites = be::integer_sites(one_layer);
  const auto told = [&](const bp::site& where, const bp::tensor_format& chosen) {
    return problem_of(where, chosen, [&](const bp::plan& p) { bp::check_plan(p, sites); });
  };
  const bp::site output{"last", role::activation};
  CHECK(told(output, format{8, 147}).empty());
  CHECK(told(output, format{8, 148}) ==
        "'last activation': found sfix8_En148, expected a step of 2^-147 or more");
  CHECK(told(output, format{8, -120}).empty());
  CHECK(told({"input", role::input}, format{8, -121}) ==
        "'input input': found sfix8_E121, expected a highest bit of 2^126 or less");
  CHECK(told(output, {{8, 0}, {5}}) ==
        "'last activation': found 1 fraction lengths, expected one format for the whole tensor");
  CHECK(told({"last", role::bias}, format{8, 148}).empty());
}

TEST_CASE("eigen::integer_sites: of policies that cannot be, a plan's text tells the line") {
  const bp::planned_sites sites = be::integer_sites(one_layer);
  bp::plan formats = one_layer_plan();
  const auto refuses = [&](const std::string& reason) {
    CHECK_THROWS_WITH(be::quantize(one_layer, formats), "binpoint: eigen::quantize: " + reason);
    CHECK_THROWS_WITH(be::repair_plan(one_layer, formats),
                      "binpoint: eigen::repair_plan: " + reason);
    CHECK_THROWS_WITH(bp::parse_plan(to_string(formats), sites),
                      "binpoint: parse_plan: line 2: " + reason);
  };
  for (const auto rounding : {bp::rounding_mode::half_up, bp::rounding_mode::toward_zero}) {
    formats.rules = {rounding, bp::overflow_mode::saturate_symmetric, bp::underflow_mode::flush};
    CHECK(bp::parse_plan(to_string(formats), sites) == formats);
    CHECK(be::quantize(one_layer, formats).formats() == formats);
  }
  formats.rules = {.rounding = bp::rounding_mode::stochastic};
  refuses("policy: found stochastic, expected a mode of rounding that needs no random bits");
  formats.rules = {.overflow = bp::overflow_mode::wrap};
  refuses("policy: found wrap, expected saturate or saturate_symmetric");
}
