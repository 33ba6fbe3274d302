// Layers run in the accumulators that they say: with bounds that are too narrow on purpose, a term
// of 2^40 becomes -2^31 in 32 bits.

#include <binpoint/eigen/detail/integer_forward.hpp>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "support/catch.hpp"

namespace be = binpoint::eigen;
namespace bd = binpoint::eigen::detail;
namespace bi = binpoint::integer;

namespace {

constexpr bi::sum_bounds short_sums{-256, 254};
constexpr bi::sum_bounds long_sums{0, std::int64_t{1} << 45};

/// Of a layer whose sum is 2^40, limited to 8 bits.
/// @param input  all codes that the layer takes first; the others are 0
template <class Code>
int bits_that_run(const be::integer_operation& operation, Code input,
                  const bd::prepared_weights& prepared) {
  const std::vector<Code> first(9, input);
  const std::vector<Code> last(9, 0);
  std::vector<Code> made(9);
  std::visit(
      [&](const auto& work) {
        bd::forward(work, prepared, std::span(first), std::span(last), made.data());
      },
      operation);
  return made.front() == -128 ? 32 : made.front() == 127 ? 64 : 0;
}

void check_bits(const be::integer_operation& operation, int input,
                const bd::prepared_weights& prepared = {}) {
  const be::integer_layer layer{"each", {0}, {1, 3, 3}, {8, 0}, operation};
  CAPTURE(layer.sum_bits());
  CHECK(bits_that_run(operation, static_cast<std::int16_t>(input), prepared) ==
        layer.accumulator_bits());
  CHECK(bits_that_run(operation, static_cast<std::int32_t>(input), prepared) ==
        layer.accumulator_bits());
}

/// With weights of 16 bits and with longer ones.
template <class Work>
void check_parameters(Work work) {
  for (const std::int32_t weight : {0, 1 << 20}) {
    for (const bi::sum_bounds& bounds : {short_sums, long_sums}) {
      work.parameters = {{weight}, {1}, {40}, {.shifts = {0}}, {bounds}};
      bd::prepared_weights prepared;
      prepared.narrow = bd::narrow_weights(work.parameters.weights);
      REQUIRE(prepared.narrow.empty() == (weight != 0));
      check_bits(work, 0, prepared);
    }
  }
}

}  // namespace

TEST_CASE("eigen: sums of branches run in the accumulator that the layer says") {
  for (const bi::sum_bounds& bounds : {short_sums, long_sums}) {
    check_bits(be::integer_add{{40, 0}, {.shifts = {0}}, bounds}, 1);
  }
}

TEST_CASE("eigen: means of squares run in the accumulator that the layer says") {
  for (const bi::sum_bounds& bounds : {short_sums, long_sums}) {
    check_bits(be::integer_average_pool{{{1, 3, 3}, 3, 1}, {.shifts = {-38}}, bounds}, 1);
  }
}

TEST_CASE("eigen: layers with weights run in the accumulator that they say") {
  check_parameters(be::integer_dense{{1, 1}, {}});
  check_parameters(be::integer_conv2d{{{1, 1, 1}, 1, 1, 1, 1, 0, 1}, {}});
}
