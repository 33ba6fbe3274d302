/// @file
/// requantize over tensors: equal to requantize of one value, whatever the shift, mode and layout.
#include <binpoint/convert.hpp>
#include <binpoint/quantize.hpp>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;

namespace {

/// Any accumulators, ties for the shift, and the ends of the type.
template <class T>
std::vector<T> accumulators(int shift, support::generator& random) {
  std::vector<T> values{0, 1, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
  for (int i = 0; i < 150; ++i) {
    const auto any = static_cast<T>(random());
    values.push_back(static_cast<T>(any >> support::random_int(random, 0, 24)));
    const int place = shift > 0 && shift < 25 ? shift - 1 : 3;
    values.push_back(static_cast<T>(support::random_int(random, -99, 99)) * (T{1} << place));
  }
  return values;
}

template <class Code, class Accumulator>
void check_tensors() {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    support::generator random(seed);
    const int shift = support::random_int(random, -6, 40);
    const bp::policy how = support::random_policy(random, false);
    const auto values = accumulators<Accumulator>(shift, random);
    std::vector<Code> codes(values.size());
    bp::requantize(values, codes, shift, how);
    INFO("seed " << seed << ", shift " << shift);
    for (std::size_t i = 0; i < values.size(); ++i) {
      INFO(values[i]);
      REQUIRE(codes[i] == bp::requantize<Code>(values[i], shift, how));
    }
  }
}

}  // namespace

TEST_CASE("tensors are requantized as their values are", "[requantize]") {
  check_tensors<std::int8_t, std::int32_t>();
  check_tensors<std::uint8_t, std::int32_t>();
  check_tensors<std::int16_t, std::int32_t>();
  check_tensors<std::int32_t, std::int32_t>();
  check_tensors<std::int8_t, std::int64_t>();
}

namespace {

template <class Code>
void check_requantized_channels(bp::channel_layout layout, int least_shift, bp::policy how,
                                support::generator& random) {
  std::vector<int> shifts;
  for (std::size_t c = 0; c < layout.channels; ++c) {
    shifts.push_back(support::random_int(random, least_shift, 12));
  }
  std::vector<std::int32_t> values(layout.channels * layout.inner * 3);
  for (auto& x : values) x = static_cast<std::int32_t>(random()) >> 16;
  std::vector<Code> codes(values.size());
  bp::requantize(values, codes, shifts, layout, how);
  INFO(layout.channels << " channels, inner " << layout.inner << ", least shift " << least_shift);
  for (std::size_t i = 0; i < values.size(); ++i) {
    REQUIRE(codes[i] == bp::requantize<Code>(values[i], shifts[layout.channel(i)], how));
  }
}

}  // namespace

TEST_CASE("each channel has its own shift, in every layout", "[requantize]") {
  support::generator random(3);
  for (const bp::channel_layout layout : {bp::channel_layout{1, 1},
                                          {3, 1},
                                          {64, 1},
                                          {100, 1},
                                          {128, 1},
                                          {5, 7},
                                          {7, 31},
                                          {9, 32},
                                          {2, 64},
                                          {4, 100}}) {
    for (int i = 0; i < 20; ++i) {
      const bp::policy how = support::random_policy(random, false);
      const int least_shift = i % 2 == 0 ? 1 : -2;  // the kernel covers shifts from 1 on
      check_requantized_channels<std::int8_t>(layout, least_shift, how, random);
      check_requantized_channels<std::uint8_t>(layout, least_shift, how, random);
      check_requantized_channels<std::int16_t>(layout, least_shift, how, random);
    }
  }
}

TEST_CASE("requantize refuses what does not fit", "[requantize]") {
  const std::vector<std::int32_t> values(12);
  std::vector<std::int8_t> codes(12, 9);
  const std::vector<int> shifts{1, 2, 3};
  CHECK_THROWS_WITH(bp::requantize(values, codes, shifts, {4, 3}),
                    "binpoint: requantize: 3 shifts do not fit a tensor of 4 channels");
  CHECK_THROWS_AS(bp::requantize(values, codes, shifts, {3, 5}), std::invalid_argument);
  CHECK_THROWS_AS(bp::requantize(values, codes, 40000), std::invalid_argument);
  std::vector<std::int8_t> few(11);
  CHECK_THROWS_AS(bp::requantize(values, few, 3), std::invalid_argument);
  CHECK(codes == std::vector<std::int8_t>(12, 9));
}
