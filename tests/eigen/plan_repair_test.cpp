#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/plan_repair.hpp>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_networks.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;
using bp::format;
using bp::role;
using floats = std::vector<float>;

namespace {

const bp::site weight{"last", role::weight};
const bp::site bias{"last", role::bias};
const bp::site input{"input", role::input};
const bp::site output{"last", role::activation};

be::network two_units() {
  return {{2, 1, 1},
          {{"last", {"input"}, be::dense{2, {1.0F, -0.5F, 0.25F, 1.0F}, {0.3F, -0.7F}}}}};
}

/// A plan that needs no repair: products in steps of 2^-10.
bp::plan fitting_plan() {
  bp::plan result;
  result[weight] = format{8, 6};
  result[bias] = format{8, 7};
  result[input] = format{8, 4};
  result[output] = format{8, 5};
  return result;
}

/// The repaired plan is one that integers follow exactly.
void check_runs(const be::repaired_plan& repaired) {
  const be::network net = two_units();
  const be::integer_network integers = be::quantize(net, repaired.formats);
  const support::simulation simulated(net, repaired.formats);
  support::generator random(1);
  for (int i = 0; i < 50; ++i) {
    CHECK(support::first_difference(integers, simulated, support::random_floats(random, 2, 3.0)) ==
          "");
  }
}

std::vector<std::string> texts(const be::repaired_plan& repaired) {
  std::vector<std::string> result;
  for (const be::plan_repair& each : repaired.repairs) result.push_back(to_string(each));
  return result;
}

}  // namespace

TEST_CASE("eigen::repair_plan: a plan that fits comes back as it was") {
  bp::plan formats = fitting_plan();
  formats.rules.rounding = bp::rounding_mode::half_even;
  for (const int bias_length : {7, 10, -3}) {  // to the very step of the products
    formats.at(bias) = format{8, bias_length};
    const be::repaired_plan repaired = be::repair_plan(two_units(), formats);
    CHECK(repaired.formats == formats);
    CHECK(repaired.repairs.empty());
    check_runs(repaired);
  }
}

TEST_CASE("eigen::repair_plan: a bias finer than its products takes their steps") {
  bp::plan formats = fitting_plan();
  formats.at(bias) = format{12, 11};
  const be::repaired_plan repaired = be::repair_plan(two_units(), formats);
  CHECK(repaired.formats.at(bias) == format{12, 10});
  CHECK(texts(repaired) ==
        std::vector<std::string>{"last bias: sfix12_En11 becomes sfix12_En10: it is finer than the "
                                 "products of input and weight, which it is added to"});
  CHECK(repaired.repairs[0].where == bias);
  CHECK(repaired.repairs[0].before == formats.at(bias));
  CHECK(repaired.repairs[0].after == repaired.formats.at(bias));
  check_runs(repaired);
}

TEST_CASE("eigen::repair_plan: channels of a bias that fit keep their fraction lengths") {
  bp::plan formats = fitting_plan();
  formats.at(weight) = bp::tensor_format{format{8, 6}, {6, 3}};
  formats.at(bias) = format{8, 9};
  const be::repaired_plan repaired = be::repair_plan(two_units(), formats);
  CHECK(repaired.formats.at(bias) == bp::tensor_format{format{8, 9}, {9, 7}});
  CHECK(repaired.repairs.size() == 1);
  check_runs(repaired);
}

TEST_CASE("eigen::repair_plan: activations and inputs longer than a float carries lose low bits") {
  bp::plan formats = fitting_plan();
  formats.at(output) = format{30, 20};
  formats.at(input) = format{26, 20, false};
  formats.at(bias) = format{8, 7};
  const be::repaired_plan repaired = be::repair_plan(two_units(), formats);
  CHECK(repaired.formats.at(output) == format{23, 13});
  CHECK(repaired.formats.at(input) == format{24, 18, false});
  CHECK(texts(repaired) ==
        std::vector<std::string>{
            "input input: ufix26_En20 becomes ufix24_En18: the floats of the simulation carry 24 "
            "magnitude bits",
            "last activation: sfix30_En20 becomes sfix23_En13: the floats of the simulation carry "
            "22 magnitude bits"});
  check_runs(repaired);
}

TEST_CASE("eigen::repair_plan: weights lose low bits while a sum may leave 53 bits") {
  bp::plan formats = fitting_plan();
  formats.at(weight) = bp::tensor_format{format{32, 30}, {30, 29}};
  formats.at(input) = format{24, 20};
  CHECK_THROWS_WITH(be::quantize(two_units(), formats),
                    "binpoint: eigen::quantize: layer 'last': channel 0: its sums need 55 bits, "
                    "expected 54 at most, which the simulation sums exactly (repair_plan shortens "
                    "weights)");
  const be::repaired_plan repaired = be::repair_plan(two_units(), formats);
  CHECK(repaired.formats.at(weight) == bp::tensor_format{format{31, 29}, {29, 28}});
  CHECK(texts(repaired) == std::vector<std::string>{
                               "last weight: sfix32_En30 [30 29] becomes sfix31_En29 [29 28]: its "
                               "sums need 55 bits, expected 54 at most"});
  check_runs(repaired);
}

TEST_CASE("eigen::repair_plan: what no repair mends is refused, by name") {
  const auto refuses = [](const bp::site& where, const bp::tensor_format& chosen,
                          const std::string& reason) {
    bp::plan formats = fitting_plan();
    formats.at(where) = chosen;
    CHECK_THROWS_WITH(be::repair_plan(two_units(), formats),
                      "binpoint: eigen::repair_plan: " + reason);
  };
  refuses(output, std::nullopt, "'last activation': stays in floating point, expected a format");
  refuses(weight, std::nullopt, "'last weight': stays in floating point, expected a format");

  const be::network far({2, 1, 1}, {{"last", {"input"}, be::dense{1, {1.0F, 1.0F}, {1e20F}}}});
  bp::plan formats = fitting_plan();
  formats.at(bias) = format{8, -60};
  CHECK_THROWS_WITH(be::repair_plan(far, formats),
                    "binpoint: eigen::repair_plan: 'last weight': its sums need more than 54 bits "
                    "for weights of any length");

  formats = fitting_plan();
  formats.at(weight) = format{8, -32760};
  formats.at(input) = format{8, -20};
  CHECK_THROWS_WITH(be::repair_plan(two_units(), formats),
                    "binpoint: eigen::repair_plan: 'last bias': found products with a fraction "
                    "length of -32780, expected -32767 at least: no format has their steps");
}
