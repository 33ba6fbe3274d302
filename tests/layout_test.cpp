// Views of tensors: what they are made of, and which channel an element belongs to.

#include <array>
#include <binpoint/layout.hpp>
#include <concepts>
#include <ranges>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"

using binpoint::channel_layout;
using binpoint::tensor_view;

static_assert(std::ranges::contiguous_range<tensor_view<const float>>);
static_assert(std::ranges::sized_range<tensor_view<float>>);
static_assert(std::ranges::borrowed_range<tensor_view<float>>);
static_assert(std::convertible_to<tensor_view<float>, tensor_view<const float>>);
static_assert(!std::convertible_to<tensor_view<const float>, tensor_view<float>>);
static_assert(!std::convertible_to<const std::vector<float>&, tensor_view<float>>);
static_assert(!std::convertible_to<std::vector<double>&, tensor_view<const float>>);

namespace {

/// A function as users write it: any range of floats converts.
std::size_t size_of(tensor_view<const float> view) { return view.size(); }

std::vector<std::size_t> channels_of(channel_layout layout, std::size_t size) {
  std::vector<std::size_t> channels;
  for (std::size_t i = 0; i < size; ++i) channels.push_back(layout.channel(i));
  return channels;
}

}  // namespace

TEST_CASE("tensor_view: its type follows from the range it is made of") {
  std::vector<float> vector{1, 2, 3, 4};
  const std::vector<float> constant = vector;
  std::array<double, 2> array{1, 2};
  const tensor_view from_vector{vector};
  const tensor_view from_constant{constant};
  const tensor_view from_array{array};
  const tensor_view from_span{std::span<const double>(array)};
  const tensor_view with_channels{vector, channel_layout{.channels = 2}};
  STATIC_REQUIRE(std::same_as<decltype(from_vector), const tensor_view<float>>);
  STATIC_REQUIRE(std::same_as<decltype(from_constant), const tensor_view<const float>>);
  STATIC_REQUIRE(std::same_as<decltype(from_array), const tensor_view<double>>);
  STATIC_REQUIRE(std::same_as<decltype(from_span), const tensor_view<const double>>);
  STATIC_REQUIRE(std::same_as<decltype(with_channels), const tensor_view<float>>);
  CHECK(from_vector.data() == vector.data());
  CHECK(from_constant.size() == 4);
  CHECK(from_array.end() - from_array.begin() == 2);
  CHECK(from_span.data() == array.data());
  CHECK(from_vector.layout() == channel_layout{});
  CHECK(with_channels.layout() == channel_layout{2, 1});
}

TEST_CASE("tensor_view: ranges convert where a view is asked for") {
  std::vector<float> values(6);
  CHECK(size_of(values) == 6);
  CHECK(size_of(std::span(values).first(2)) == 2);
  CHECK(size_of(std::array<float, 3>{}) == 3);
  CHECK(size_of(std::vector<float>{}) == 0);
  CHECK(tensor_view<float>{}.size() == 0);
}

TEST_CASE("tensor_view: writes through, and a read-only view of a mutable one keeps the channels") {
  std::vector<float> values(12);
  const tensor_view<float> view{values, {.channels = 3, .inner = 2}};
  view.values()[5] = 7;
  *view.begin() = 1;
  CHECK(values[5] == 7);
  CHECK(values[0] == 1);
  const tensor_view<const float> constant = view;
  CHECK(constant.data() == values.data());
  CHECK(constant.layout() == channel_layout{3, 2});
  tensor_view<float> mutable_view = view;
  const tensor_view<const float> again{mutable_view};
  CHECK(again.layout() == channel_layout{3, 2});
  const tensor_view copy{mutable_view};
  CHECK(copy.layout() == channel_layout{3, 2});
}

TEST_CASE("channel_layout: the channel of every element of the usual tensors") {
  using list = std::vector<std::size_t>;
  // N = 2, C = 3, H * W = 2.
  CHECK(channels_of({.channels = 3, .inner = 2}, 12) == list{0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2});
  // NHWC: the channel changes fastest.
  CHECK(channels_of({.channels = 3, .inner = 1}, 6) == list{0, 1, 2, 0, 1, 2});
  // Weights O = 2, I * H * W = 4.
  CHECK(channels_of({.channels = 2, .inner = 4}, 8) == list{0, 0, 0, 0, 1, 1, 1, 1});
  CHECK(channels_of({}, 3) == list{0, 0, 0});
}

TEST_CASE("tensor_view: sizes that do not divide into the channels are refused") {
  std::vector<float> values(10);
  CHECK_THROWS_WITH((tensor_view{values, {.channels = 3, .inner = 2}}),
                    "binpoint: tensor_view: 10 values do not divide into 3 channels of 2");
  CHECK_THROWS_AS((tensor_view{values, {.channels = 0, .inner = 1}}), std::invalid_argument);
  CHECK_THROWS_AS((tensor_view{values, {.channels = 1, .inner = 0}}), std::invalid_argument);
  CHECK_THROWS_AS((tensor_view{values, {.channels = 1, .inner = 4}}), std::invalid_argument);
  // channels * inner is 10 modulo 2^64.
  constexpr std::size_t half = (std::size_t{1} << 63) + 5;
  CHECK_THROWS_AS((tensor_view{values, {.channels = 2, .inner = half}}), std::invalid_argument);
  CHECK_NOTHROW(tensor_view{values, {.channels = 5, .inner = 2}});
  CHECK_NOTHROW(tensor_view{std::vector<float>{}, {.channels = 5, .inner = 2}});
}
