#include <binpoint/eigen/detail/integer_forward.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;
namespace bi = binpoint::integer;
namespace bd = binpoint::eigen::detail;

namespace {

/// Weights, bias and shifts for a layer whose inputs take these codes.
be::integer_parameters random_parameters(support::generator& random, std::size_t channels,
                                         std::size_t inner, int weight_bits,
                                         bi::code_limits input) {
  be::integer_parameters result;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for (std::size_t i = 0; i < inner; ++i) {
      result.weights.push_back(static_cast<std::int32_t>(random()) >> (32 - weight_bits));
    }
    result.bias.push_back(support::random_int(random, -128, 127));
    result.bias_shifts.push_back(support::random_int(random, 0, 6));
    result.bounds.push_back(bi::bounds_of(result.weights.data() + channel * inner, inner, input));
    result.bounds.back().add_shifted(result.bias.back(), result.bias_shifts.back());
  }
  const support::finish_case each(random, {8, 0, true}, channels, 0, weight_bits + 6);
  result.finish = {each.shifts, bi::limits_of({8, 0, true}), each.how};
  return result;
}

struct counts {
  int whole = 0;
  int split = 0;
};

/// The fast kernel gives the codes of the plain operators, wherever it says that it can.
template <class Code, class Work>
void compare(support::generator& random, const Work& work, std::size_t inputs, std::size_t outputs,
             bi::code_limits limits, counts& seen) {
  const bd::prepared_weights prepared = bd::prepare(work, limits);
  if (prepared.halves == bd::code_halves::none) return;
  ++(prepared.halves == bd::code_halves::whole ? seen.whole : seen.split);
  std::vector<Code> input(inputs);
  for (Code& code : input) {
    code = static_cast<Code>(
        limits.lowest +
        static_cast<std::int64_t>(random() %
                                  static_cast<std::uint64_t>(limits.highest - limits.lowest + 1)));
    if (random() % 8 == 0) code = static_cast<Code>(limits.lowest);
    if (random() % 8 == 0) code = static_cast<Code>(limits.highest);
  }
  std::vector<Code> expected(outputs);
  std::vector<Code> found(outputs);
  bd::plain_forward(work, prepared, input.data(), expected.data());
  bd::forward(work, prepared, std::span<const Code>(input), {}, found.data());
  REQUIRE(found == expected);
}

template <class Code>
void check_convolutions(unsigned seed, int weight_bits, bi::code_limits limits, counts& seen) {
  support::generator random(seed);
  const auto size = [&](int low, int high) { return support::random_size(random, low, high); };
  for (int i = 0; i < 60; ++i) {
    be::integer_conv2d work;
    bi::conv2d_geometry& g = work.geometry;
    g.groups = size(1, 3);
    g.input = {g.groups * size(1, 5), size(4, 9), size(4, 40)};
    g.channels = g.groups * size(1, 6);
    g.kernel_height = size(1, 4);
    g.kernel_width = size(1, 4);
    g.stride = size(1, 3);
    g.padding = size(0, 2);
    work.parameters = random_parameters(random, g.channels, g.kernel(), weight_bits, limits);
    CAPTURE(seed, i, g.groups, g.input.channels, g.input.width, g.channels, g.kernel_width);
    CAPTURE(g.kernel_height, g.stride, g.padding);
    compare<Code>(random, work, g.input.size(), g.output().size(), limits, seen);
  }
}

template <class Code>
void check_dense(unsigned seed, int weight_bits, bi::code_limits limits, counts& seen) {
  support::generator random(seed);
  for (int i = 0; i < 60; ++i) {
    be::integer_dense work{
        {support::random_size(random, 1, 100), support::random_size(random, 1, 9)}, {}};
    work.parameters =
        random_parameters(random, work.geometry.units, work.geometry.inputs, weight_bits, limits);
    CAPTURE(seed, i, work.geometry.inputs, work.geometry.units);
    compare<Code>(random, work, work.geometry.inputs, work.geometry.units, limits, seen);
  }
}

}  // namespace

TEST_CASE("eigen: the fast products equal the plain ones, of short codes and of split ones") {
  counts seen;
  check_convolutions<std::int16_t>(1, 8, {-128, 127}, seen);
  check_convolutions<std::int16_t>(2, 16, {-32768, 32767}, seen);
  check_convolutions<std::int32_t>(3, 12, {0, 65535}, seen);
  check_convolutions<std::int32_t>(4, 16, {-(1 << 23), (1 << 23) - 1}, seen);
  check_dense<std::int16_t>(5, 8, {-128, 127}, seen);
  check_dense<std::int16_t>(6, 16, {-32768, 32767}, seen);
  check_dense<std::int32_t>(7, 16, {0, 65535}, seen);
#if BINPOINT_HAS_AVX2_DISPATCH
  if (__builtin_cpu_supports("avx2")) {
    CHECK(seen.whole > 100);
    CHECK(seen.split > 100);
  }
#endif
}

TEST_CASE("eigen::halves_of: sums that leave 32 bits by one are not taken") {
  be::integer_parameters parameters;
  parameters.finish.shifts = {0};
  parameters.bounds = {{-2147483648LL, 2147483647LL}};
  const std::vector<std::int16_t> fits{-32768, 32767};
  const auto halves = [&](const std::vector<std::int16_t>& weights, bi::code_limits input) {
    return bd::halves_of(parameters, weights, input);
  };
#if BINPOINT_HAS_AVX2_DISPATCH
  if (__builtin_cpu_supports("avx2")) {
    CHECK(halves(fits, {-32768, 32767}) == bd::code_halves::whole);
    // Two products of the lowest code: 2^31.
    CHECK(halves({-32768, -32768}, {-32768, 32767}) == bd::code_halves::split);
    CHECK(halves(fits, {0, 32768}) == bd::code_halves::split);
    CHECK(halves(fits, {0, 1 << 24}) == bd::code_halves::none);
  }
#endif
  CHECK(halves({}, {0, 1}) == bd::code_halves::none);
}
