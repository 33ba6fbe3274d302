#include <algorithm>
#include <binpoint/eigen/network.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "support/catch.hpp"

namespace be = binpoint::eigen;
using floats = std::vector<float>;

namespace {

/// Small multiples of 1/8: sums of their products are exact in double, and often in float.
floats random_values(std::size_t count, std::mt19937& random) {
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
  floats result;
  for (std::size_t o = 0; o < out.channels; ++o) {
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t column = 0; column < out.width; ++column) {
        double sum = work.bias.empty() ? 0.0 : static_cast<double>(work.bias[o]);
        for (std::size_t i = 0; i < in.channels; ++i) {
          for (std::size_t ky = 0; ky < work.kernel_height; ++ky) {
            for (std::size_t kx = 0; kx < work.kernel_width; ++kx) {
              const auto iy = static_cast<std::ptrdiff_t>(y * work.stride + ky) - padding;
              const auto ix = static_cast<std::ptrdiff_t>(column * work.stride + kx) - padding;
              if (iy < 0 || ix < 0 || iy >= static_cast<std::ptrdiff_t>(in.height) ||
                  ix >= static_cast<std::ptrdiff_t>(in.width)) {
                continue;
              }
              const std::size_t w =
                  ((o * in.channels + i) * work.kernel_height + ky) * work.kernel_width + kx;
              const std::size_t v = (i * in.height + static_cast<std::size_t>(iy)) * in.width +
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

floats plain_max_pool(const be::max_pool& work, const be::shape& in, const be::shape& out,
                      const floats& x) {
  floats result;
  for (std::size_t c = 0; c < out.channels; ++c) {
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t column = 0; column < out.width; ++column) {
        float highest = -1e30F;
        for (std::size_t ky = 0; ky < work.size; ++ky) {
          for (std::size_t kx = 0; kx < work.size; ++kx) {
            const std::size_t row = y * work.stride + ky;
            highest =
                std::max(highest, x[(c * in.height + row) * in.width + column * work.stride + kx]);
          }
        }
        result.push_back(highest);
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("eigen layers: conv2d equals its definition") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const be::shape in{pick(random, 1, 4), pick(random, 3, 9), pick(random, 3, 9)};
    be::conv2d work{.channels = pick(random, 1, 5),
                    .kernel_height = pick(random, 1, 3),
                    .kernel_width = pick(random, 1, 3),
                    .stride = pick(random, 1, 3),
                    .padding = 0,
                    .weights = {},
                    .bias = {}};
    work.padding = random() % std::min(work.kernel_height, work.kernel_width);
    work.weights =
        random_values(work.channels * in.channels * work.kernel_height * work.kernel_width, random);
    if (random() % 4 != 0) work.bias = random_values(work.channels, random);
    const be::network net(in, {{"c", {"input"}, work}});
    const floats x = random_values(in.size(), random);
    const be::shape out = net.output_shape();
    INFO("seed " << seed);
    CHECK(out.height == (in.height + 2 * work.padding - work.kernel_height) / work.stride + 1);
    CHECK(out.width == (in.width + 2 * work.padding - work.kernel_width) / work.stride + 1);
    CHECK(net.run(x) == plain_conv2d(work, in, out, x));
  }
}

TEST_CASE("eigen layers: max_pool equals its definition and keeps a NaN") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const be::shape in{pick(random, 1, 3), pick(random, 3, 9), pick(random, 3, 9)};
    const be::max_pool work{.size = pick(random, 1, 3), .stride = pick(random, 1, 3)};
    const be::network net(in, {{"p", {"input"}, work}});
    const floats x = random_values(in.size(), random);
    INFO("seed " << seed);
    CHECK(net.run(x) == plain_max_pool(work, in, net.output_shape(), x));
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
    const floats weights = random_values(units * in.size(), random);
    const floats bias = random_values(units, random);
    const be::network net(in, {{"f", {"input"}, be::flatten{}},
                               {"d", {"f"}, be::dense{units, weights, bias}},
                               {"r", {"d"}, be::relu{}}});
    const floats x = random_values(in.size(), random);
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
