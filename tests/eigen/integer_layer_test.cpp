#include <binpoint/eigen/integer_layer.hpp>
#include <cstdint>

#include "support/catch.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;
namespace bi = binpoint::integer;

namespace {

be::integer_layer dense_with(std::vector<bi::sum_bounds> bounds) {
  be::integer_dense work;
  work.parameters.bounds = std::move(bounds);
  return {"end", {0}, {2, 1, 1}, {8, 3}, work};
}

}  // namespace

TEST_CASE("eigen::integer_layer: bits that sums need, and those left, of the widest channel") {
  const be::integer_layer narrow = dense_with({{-128, 127}, {-129, 0}});
  CHECK(narrow.sum_bits() == 9);
  CHECK(narrow.accumulator_bits() == 32);
  CHECK(narrow.guard_bits() == 23);
  const be::integer_layer full = dense_with({{0, 2147483647LL}});
  CHECK(full.guard_bits() == 0);
  const be::integer_layer wide = dense_with({{0, 2147483648LL}, {0, 1}});
  CHECK(wide.sum_bits() == 33);
  CHECK(wide.accumulator_bits() == 64);
  CHECK(wide.guard_bits() == 31);
}

TEST_CASE("eigen::integer_layer: sums of branches and of pools count too, other layers have none") {
  be::integer_layer each{"each", {0}, {}, {8, 3}, be::integer_max_pool{}};
  CHECK(each.sum_bits() == 0);
  CHECK(each.accumulator_bits() == 0);
  CHECK(each.guard_bits() == 0);
  be::integer_add sum;
  sum.bounds = {-256, 254};
  each.work = sum;
  CHECK(each.sum_bits() == 9);
  be::integer_average_pool mean;
  mean.bounds = {0, 1024};
  each.work = mean;
  CHECK(each.guard_bits() == 20);
}

TEST_CASE("eigen::code_finish: the view that the operators take") {
  const be::code_finish finish{
      {3, -1},
      {0, 99},
      {.rounding = bp::rounding_mode::floor, .underflow = bp::underflow_mode::flush}};
  const bi::requantization view = finish.view();
  CHECK(view.shift_of(0) == 3);
  CHECK(view.shift_of(1) == -1);
  CHECK(view.limits == bi::code_limits{0, 99});
  CHECK(view.rounding == bp::rounding_mode::floor);
  CHECK(view.underflow == bp::underflow_mode::flush);
}

TEST_CASE("eigen::integer_parameters: a bias, or none") {
  be::integer_parameters parameters;
  CHECK(parameters.aligned_bias().aligned<std::int64_t>(0) == 0);
  parameters.bias = {5, -6};
  parameters.bias_shifts = {0, 4};
  CHECK(parameters.aligned_bias().aligned<std::int64_t>(1) == -96);
  CHECK(parameters.sum_bits() == 1);
}
