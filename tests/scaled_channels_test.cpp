#include <algorithm>
#include <binpoint/scaled_channels.hpp>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

const bp::site where{"conv", bp::role::weight};

template <int S>
bool is_same(const bp::octave_histogram<S>& a, const bp::octave_histogram<S>& b) {
  return std::ranges::equal(a.sums(), b.sums()) && std::ranges::equal(a.extremes(), b.extremes());
}

std::vector<float> random_values(std::size_t count, std::mt19937& random) {
  std::vector<float> values(count);
  for (float& value : values) {
    const float unit = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
    value = std::ldexp(unit, static_cast<int>(random() % 40) - 20);
  }
  return values;
}

template <int S>
void check_channel_scaling(unsigned seed) {
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::size_t channels = 1 + random() % 5;
  const bp::channel_layout layout{channels, 1 + random() % 4};
  std::vector<float> values = random_values(3 * channels * layout.inner, random);
  std::vector<int> exponents(channels);
  for (int& exponent : exponents) exponent = static_cast<int>(random() % 61) - 30;

  bp::basic_channel_profile<S> moved;
  moved.add(where, bp::tensor_view<const float>{values, layout});
  bp::scale_channels(moved, where, exponents);

  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = std::ldexp(values[i], exponents[layout.channel(i)]);
  }
  bp::basic_channel_profile<S> counted;
  counted.add(where, bp::tensor_view<const float>{values, layout});
  for (std::size_t c = 0; c < channels; ++c)
    CHECK(is_same(moved.at(where)[c], counted.at(where)[c]));
  CHECK(is_same(bp::merge_channels(moved).at(where), bp::count_octaves<S>(values)));
}

}  // namespace

TEST_CASE("scale_channels: moved histograms equal those of scaled values, byte for byte") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    check_channel_scaling<0>(seed);
    check_channel_scaling<3>(seed);
  }
}

TEST_CASE("scale_channels: what does not fit is refused, and nothing is changed") {
  const std::vector<float> values{1, 2, 3, 0x1p-149F};
  bp::channel_profile seen;
  seen.add(where, bp::tensor_view<const float>{values, {2, 2}});
  const bp::channel_profile before = seen;
  const std::vector<int> three{0, 1, 2};
  CHECK_THROWS_WITH(bp::scale_channels(seen, where, three),
                    "binpoint: scale_channels: found 3 exponents for 'conv weight', expected 2");
  CHECK_THROWS_WITH(bp::scale_channels(seen, {"conv", bp::role::bias}, three),
                    "binpoint: at: there is no site 'conv bias'");
  const std::vector<int> down{1, -1};
  bp::scale_channels(seen, where, down);
  const bp::channel_profile below = seen;
  const std::vector<int> up{1, 1};
  CHECK_THROWS_AS(bp::scale_channels(seen, where, up), std::invalid_argument);
  CHECK(is_same(seen.at(where)[0], below.at(where)[0]));
  CHECK_FALSE(is_same(seen.at(where)[0], before.at(where)[0]));
}
