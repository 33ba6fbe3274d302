// A histogram for each channel: equal to counting the values of each channel alone.

#include <binpoint/channel_histograms.hpp>
#include <binpoint/fixed.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/catch.hpp"
#include "support/histogram_inputs.hpp"
#include "support/random.hpp"

namespace bp = binpoint;

namespace {

template <int SubBits, class T>
void check_channels(const std::vector<T>& values, bp::channel_layout layout) {
  const auto counted =
      bp::count_octaves_by_channel<SubBits>(bp::tensor_view<const T>(values, layout));
  std::vector<std::vector<T>> of_channel(layout.channels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    of_channel[layout.channel(i)].push_back(values[i]);
  }
  REQUIRE(counted.size() == layout.channels);
  bp::octave_histogram<SubBits> all;
  for (std::size_t c = 0; c < layout.channels; ++c) {
    INFO("channel " << c << " of " << layout.channels << ", inner " << layout.inner);
    CHECK(counted[c] == bp::count_octaves<SubBits>(of_channel[c]));
    all.merge(counted[c]);
  }
  CHECK(all == bp::count_octaves<SubBits>(values));
}

constexpr bp::channel_layout layouts[] = {{1, 1},    {1, 40},   {3, 1},   {16, 1},
                                          {512, 1},  {5, 7},    {2, 255}, {2, 256},
                                          {7, 1000}, {4000, 1}, {4, 9000}};

}  // namespace

TEMPLATE_TEST_CASE("by channel: each equals the count of that channel's values alone", "", float,
                   double, bp::bfloat16_bits) {
  support::generator random(91);
  for (const bp::channel_layout layout : layouts) {
    for (const std::size_t rows : {0U, 1U, 3U, 70U}) {
      std::vector<TestType> values(layout.channels * layout.inner * rows);
      support::fill(std::span(values), support::sequence::anything, random);
      check_channels<0>(values, layout);
      if (layout.channels <= 16) check_channels<3>(values, layout);
    }
  }
}

TEST_CASE("by channel: integers with a fraction length, and fixed-point numbers") {
  const std::vector<std::int8_t> codes{1, -128, 127, 0, 5, 64};
  const bp::channel_layout layout{.channels = 3, .inner = 1};
  const auto counted =
      bp::count_msb_by_channel(bp::tensor_view<const std::int8_t>(codes, layout), 3);
  REQUIRE(counted.size() == 3);
  CHECK(counted[1].min() == -16);
  CHECK(counted[1].max() == 0.625);
  CHECK(counted[0].zeros() == 1);
  std::vector<bp::fixed<8, 3>> numbers;
  for (const std::int8_t code : codes) numbers.push_back(bp::fixed<8, 3>::from_code(code));
  CHECK(bp::count_msb_by_channel(bp::tensor_view<const bp::fixed<8, 3>>(numbers, layout)) ==
        counted);
}
