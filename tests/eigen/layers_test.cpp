#include <algorithm>
#include <binpoint/eigen/network.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"

namespace be = binpoint::eigen;
using floats = std::vector<float>;

namespace {

/// Small multiples of 1/8: sums of their products are exact in double, and often in float.
floats random_eighths(std::size_t count, std::mt19937& random) {
  floats values(count);
  for (float& value : values)
    value = static_cast<float>(static_cast<int>(random() % 65) - 32) / 8.0F;
  return values;
}

std::size_t pick(std::mt19937& random, std::size_t lowest, std::size_t highest) {
  return lowest + random() % (highest - lowest + 1);
}

/// The definition of a convolution, one loop for each index.
floats plain_conv2d(const be::conv2d& work, const be::shape& in, const be::shape& out,
                    const floats& x) {
  const auto padding = static_cast<std::ptrdiff_t>(work.padding);
  const std::size_t inputs = in.channels / work.groups;
  floats result;
  for (std::size_t o = 0; o < out.channels; ++o) {
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t column = 0; column < out.width; ++column) {
        double sum = work.bias.empty() ? 0.0 : static_cast<double>(work.bias[o]);
        for (std::size_t i = 0; i < inputs; ++i) {
          const std::size_t channel = o / (out.channels / work.groups) * inputs + i;
          for (std::size_t ky = 0; ky < work.kernel_height; ++ky) {
            for (std::size_t kx = 0; kx < work.kernel_width; ++kx) {
              const auto iy = static_cast<std::ptrdiff_t>(y * work.stride + ky) - padding;
              const auto ix = static_cast<std::ptrdiff_t>(column * work.stride + kx) - padding;
              if (iy < 0 || ix < 0 || iy >= static_cast<std::ptrdiff_t>(in.height) ||
                  ix >= static_cast<std::ptrdiff_t>(in.width)) {
                continue;
              }
              const std::size_t w =
                  ((o * inputs + i) * work.kernel_height + ky) * work.kernel_width + kx;
              const std::size_t v =
                  (channel * in.height + static_cast<std::size_t>(iy)) * in.width +
                  static_cast<std::size_t>(ix);
              sum += static_cast<double>(work.weights[w]) * static_cast<double>(x[v]);
            }
          }
        }
        result.push_back(be::round_to_odd(sum));
      }
    }
  }
  return result;
}

/// The largest value of each square, or their mean.
template <class Pool>
floats plain_pool(const Pool& work, const be::shape& in, const be::shape& out, const floats& x) {
  floats result;
  for (std::size_t c = 0; c < out.channels; ++c) {
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t column = 0; column < out.width; ++column) {
        float highest = -1e30F;
        double sum = 0.0;
        for (std::size_t ky = 0; ky < work.size; ++ky) {
          for (std::size_t kx = 0; kx < work.size; ++kx) {
            const std::size_t row = y * work.stride + ky;
            const float value = x[(c * in.height + row) * in.width + column * work.stride + kx];
            highest = std::max(highest, value);
            sum += static_cast<double>(value);
          }
        }
        const auto mean = be::round_to_odd(sum / static_cast<double>(work.size * work.size));
        result.push_back(std::is_same_v<Pool, be::max_pool> ? highest : mean);
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("eigen layers: conv2d equals its definition, in groups and depthwise too") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::size_t groups = pick(random, 1, 4);
    const be::shape in{groups * pick(random, 1, 3), pick(random, 3, 9), pick(random, 3, 9)};
    be::conv2d work;
    work.channels = groups * pick(random, 1, 3);
    work.kernel_height = pick(random, 1, 3);
    work.kernel_width = pick(random, 1, 3);
    work.stride = pick(random, 1, 3);
    work.padding = random() % std::min(work.kernel_height, work.kernel_width);
    work.groups = groups;
    work.weights = random_eighths(
        work.channels * in.channels / groups * work.kernel_height * work.kernel_width, random);
    if (random() % 4 != 0) work.bias = random_eighths(work.channels, random);
    const be::network net(in, {{"c", {"input"}, work}});
    const floats x = random_eighths(in.size(), random);
    const be::shape out = net.output_shape();
    INFO("seed " << seed);
    CHECK(out.height == (in.height + 2 * work.padding - work.kernel_height) / work.stride + 1);
    CHECK(out.width == (in.width + 2 * work.padding - work.kernel_width) / work.stride + 1);
    CHECK(net.run(x) == plain_conv2d(work, in, out, x));
  }
}

TEST_CASE("eigen layers: a ReLU's limit cuts from above, and keeps a NaN") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const floats x{-1, 0, 0.5F, 6, 6.5F, infinity, nan};
  const be::network six({7, 1, 1}, {{"r", {"input"}, be::relu{.limit = 6}}});
  const floats limited = six.run(x);
  CHECK(floats(limited.begin(), limited.end() - 1) == floats{0, 0, 0.5F, 6, 6, 6});
  CHECK(std::isnan(limited[6]));
  const be::network none({7, 1, 1}, {{"r", {"input"}, be::relu{}}});
  const floats free = none.run(x);
  CHECK(floats(free.begin(), free.end() - 1) == floats{0, 0, 0.5F, 6, 6.5F, infinity});
}

TEST_CASE("eigen layers: average_pool equals its definition") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const be::shape in{pick(random, 1, 3), pick(random, 3, 9), pick(random, 3, 9)};
    const be::average_pool work{.size = pick(random, 1, 3), .stride = pick(random, 1, 3)};
    const be::network net(in, {{"p", {"input"}, work}});
    const floats x = random_eighths(in.size(), random);
    INFO("seed " << seed);
    CHECK(net.run(x) == plain_pool(work, in, net.output_shape(), x));
  }
}

TEST_CASE("eigen layers: add is the sum of two layers, or of one with itself") {
  std::mt19937 random(3);
  const floats x = random_eighths(12, random);
  const be::network net({3, 2, 2}, {{"r", {"input"}, be::relu{}},
                                    {"s", {"input", "r"}, be::add{}},
                                    {"t", {"s", "s"}, be::add{}}});
  floats expected;
  for (const float value : x) expected.push_back(2 * (value + std::max(value, 0.0F)));
  CHECK(net.run(x) == expected);
  // Rounded once to odd: 1 + 2^-30 is no float, and its last bit must show that.
  const be::network sum({1, 1, 1}, {{"c", {"input"}, be::conv2d{1, 1, 1, 1, 0, 1, {0x1p-30F}, {}}},
                                    {"s", {"input", "c"}, be::add{}}});
  CHECK(sum.run(floats{1})[0] == 1 + 0x1p-23F);
}

TEST_CASE("eigen layers: batch_norm takes each channel's mean and deviation off") {
  const be::batch_norm work{.gain = {2, -1},
                            .bias = {0.5F, 1},
                            .mean = {3, 0.25F},
                            .variance = {3.75F, 0},
                            .epsilon = 0.25F};
  const be::network net({2, 1, 2}, {{"n", {"input"}, work}});
  // Deviations 2 and 0.5.
  CHECK(net.run(floats{3, 5, 0.25F, 0.5F}) == floats{0.5F, 2.5F, 1, 0.5F});
}

TEST_CASE("eigen layers: max_pool equals its definition and keeps a NaN") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const be::shape in{pick(random, 1, 3), pick(random, 3, 9), pick(random, 3, 9)};
    const be::max_pool work{.size = pick(random, 1, 3), .stride = pick(random, 1, 3)};
    const be::network net(in, {{"p", {"input"}, work}});
    const floats x = random_eighths(in.size(), random);
    INFO("seed " << seed);
    CHECK(net.run(x) == plain_pool(work, in, net.output_shape(), x));
  }
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < 4; ++i) {
    floats x{1, 2, 3, 4};
    x[i] = nan;
    const be::network net({1, 2, 2}, {{"p", {"input"}, be::max_pool{}}, {"r", {"p"}, be::relu{}}});
    CHECK(std::isnan(net.run(x)[0]));
  }
}

TEST_CASE("eigen layers: dense equals its definition, flatten keeps the order") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    const be::shape in{pick(random, 1, 3), pick(random, 1, 4), pick(random, 1, 4)};
    const std::size_t units = pick(random, 1, 6);
    const floats weights = random_eighths(units * in.size(), random);
    const floats bias = random_eighths(units, random);
    const be::network net(in, {{"f", {"input"}, be::flatten{}},
                               {"d", {"f"}, be::dense{units, weights, bias}},
                               {"r", {"d"}, be::relu{}}});
    const floats x = random_eighths(in.size(), random);
    floats expected;
    for (std::size_t o = 0; o < units; ++o) {
      double sum = static_cast<double>(bias[o]);
      for (std::size_t i = 0; i < x.size(); ++i) {
        sum += static_cast<double>(weights[o * x.size() + i]) * static_cast<double>(x[i]);
      }
      expected.push_back(std::max(0.0F, be::round_to_odd(sum)));
    }
    INFO("seed " << seed);
    CHECK(net.run(x) == expected);
  }
}

TEST_CASE("eigen layers: sums are exact where 53 bits hold them, then rounded once, to odd") {
  std::mt19937_64 random(5);
  int wider_than_float = 0;
  for (int round = 0; round < 200; ++round) {
    constexpr std::size_t count = 300;
    floats weights(count);
    floats x(count);
    std::int64_t exact = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto w = static_cast<std::int64_t>(random() % 65536) - 32768;
      const auto v = static_cast<std::int64_t>(random() % 65536) - 32768;
      weights[i] = static_cast<float>(w) / 1024.0F;
      x[i] = static_cast<float>(v) / 4096.0F;
      exact += w * v;
    }
    const be::network net({count, 1, 1}, {{"d", {"input"}, be::dense{1, weights, {}}}});
    const double sum = static_cast<double>(exact) / (1024.0 * 4096.0);
    CHECK(net.run(x)[0] == be::round_to_odd(sum));
    wider_than_float += static_cast<double>(static_cast<float>(sum)) != sum ? 1 : 0;
  }
  CHECK(wider_than_float > 150);
}
