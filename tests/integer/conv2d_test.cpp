#include <array>
#include <binpoint/integer/conv2d.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace bi = binpoint::integer;

namespace {

/// Groups of one to four, of channels each; strides, paddings and kernels of many sizes.
bi::conv2d_geometry random_conv2d(support::generator& random) {
  const auto size = [&](int low, int high) { return support::random_size(random, low, high); };
  bi::conv2d_geometry g;
  g.groups = size(1, 4);
  g.input = {g.groups * size(1, 3), size(1, 9), size(1, 45)};
  g.channels = g.groups * size(1, 3);
  g.kernel_height = size(1, 5);
  g.kernel_width = size(1, 5);
  g.stride = size(1, 3);
  g.padding = size(0, 4);
  return g;
}

/// The definition, place by place: what lies beyond an edge is zero.
template <class Code, class Weight>
std::int64_t products(const bi::conv2d_geometry& g, const std::vector<Code>& input,
                      const std::vector<Weight>& weights, std::size_t channel, std::size_t y,
                      std::size_t x) {
  const std::size_t inputs = g.input.channels / g.groups;
  const std::size_t group = channel / (g.channels / g.groups);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t ky = 0; ky < g.kernel_height; ++ky) {
      for (std::size_t kx = 0; kx < g.kernel_width; ++kx) {
        const auto row =
            static_cast<std::ptrdiff_t>(y * g.stride + ky) - static_cast<std::ptrdiff_t>(g.padding);
        const auto column =
            static_cast<std::ptrdiff_t>(x * g.stride + kx) - static_cast<std::ptrdiff_t>(g.padding);
        const bool is_inside = row >= 0 && column >= 0 &&
                               row < static_cast<std::ptrdiff_t>(g.input.height) &&
                               column < static_cast<std::ptrdiff_t>(g.input.width);
        if (!is_inside) continue;
        const std::size_t at =
            ((group * inputs + i) * g.input.height + static_cast<std::size_t>(row)) *
                g.input.width +
            static_cast<std::size_t>(column);
        const std::size_t w = ((channel * inputs + i) * g.kernel_height + ky) * g.kernel_width + kx;
        sum += std::int64_t{input[at]} * weights[w];
      }
    }
  }
  return sum;
}

template <class Accumulator, class Code, class Weight>
void check_random_conv2d(unsigned seed) {
  CAPTURE(seed);
  support::generator random(seed);
  int valid = 0;
  for (int i = 0; i < 80; ++i) {
    const bi::conv2d_geometry g = random_conv2d(random);
    CAPTURE(g.input.channels, g.input.height, g.input.width, g.channels, g.groups, g.stride);
    CAPTURE(g.kernel_height, g.kernel_width, g.padding);
    if (!g.is_valid()) continue;
    ++valid;
    const auto input = support::random_codes<Code>(random, g.input.size());
    const auto weights = support::random_codes<Weight>(random, g.weights());
    const auto bias = support::random_codes<std::int16_t>(random, g.channels);
    const support::finish_case each(random, {8, 0, true}, g.channels, -1, 16);
    const bi::shape out = g.output();
    std::vector<std::int8_t> output(out.size() + 1, 77);
    bi::conv2d<Accumulator>(input.data(), weights.data(),
                            bi::aligned_bias<std::int16_t>{bias.data(), 3}, g, each.finish(),
                            output.data());
    for (std::size_t k = 0; k < out.size(); ++k) {
      const std::size_t channel = k / out.plane();
      const std::int64_t sum =
          products(g, input, weights, channel, k / out.width % out.height, k % out.width) +
          std::int64_t{bias[channel]} * 8;
      REQUIRE(output[k] == each.expected(sum, channel));
    }
    REQUIRE(output.back() == 77);
  }
  REQUIRE(valid > 40);
}

constexpr std::array<std::int8_t, 4> conv2d_at_compile_time() {
  constexpr std::int8_t input[] = {1, 2, 3, 4};
  constexpr std::int8_t weights[] = {0, 0, 0, 0, 1, 1, 0, 0, 0};
  std::array<std::int8_t, 4> output{};
  bi::conv2d<std::int32_t>(input, weights, bi::aligned_bias<std::int8_t>{},
                           {.input = {1, 2, 2}, .padding = 1}, {}, output.data());
  return output;
}
static_assert(conv2d_at_compile_time() == std::array<std::int8_t, 4>{3, 2, 7, 4});

}  // namespace

TEST_CASE("integer::conv2d: equals plain 64-bit sums: strides, paddings, groups, widths") {
  check_random_conv2d<std::int32_t, std::int8_t, std::int8_t>(1);
  check_random_conv2d<std::int32_t, std::uint8_t, std::int8_t>(2);
  check_random_conv2d<std::int64_t, std::int16_t, std::int16_t>(3);
  check_random_conv2d<std::int64_t, std::int32_t, std::int8_t>(4);
}

TEST_CASE("integer::conv2d: depthwise, each channel by itself") {
  const std::int8_t input[] = {1, 2, 3, 10, 20, 30};
  const std::int8_t weights[] = {2, -1};
  std::int8_t output[6] = {};
  const bi::conv2d_geometry g{
      .input = {2, 1, 3}, .channels = 2, .kernel_height = 1, .kernel_width = 1, .groups = 2};
  bi::conv2d<std::int32_t>(input, weights, bi::aligned_bias<std::int8_t>{}, g, {}, output);
  CHECK(std::vector<std::int8_t>(output, output + 6) ==
        std::vector<std::int8_t>{2, 4, 6, -10, -20, -30});
}

TEST_CASE("integer::conv2d_geometry: what has no output, or does not divide, is not valid") {
  const bi::conv2d_geometry fits{.input = {4, 5, 5}, .channels = 6, .groups = 2};
  CHECK(fits.is_valid());
  CHECK(fits.output() == bi::shape{6, 3, 3});
  CHECK(fits.weights() == 6 * 2 * 9);
  const auto broken = [&](auto change) {
    bi::conv2d_geometry g = fits;
    change(g);
    return !g.is_valid();
  };
  CHECK(broken([](auto& g) { g.groups = 0; }));
  CHECK(broken([](auto& g) { g.groups = 3; }));
  CHECK(broken([](auto& g) { g.groups = 4; }));
  CHECK(broken([](auto& g) { g.stride = 0; }));
  CHECK(broken([](auto& g) { g.kernel_width = 6; }));
  CHECK(broken([](auto& g) { g.kernel_height = 0; }));
  CHECK(broken([](auto& g) { g.input.channels = 0; }));
}
