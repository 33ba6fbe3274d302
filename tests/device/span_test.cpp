#include <binpoint/device/span.hpp>
#include <concepts>
#include <ranges>
#include <span>
#include <type_traits>

#include "support/catch.hpp"

namespace bp = binpoint;

using view = bp::device_span<float>;
using const_view = bp::device_span<const float>;

static_assert(std::is_trivially_copyable_v<view> && std::is_standard_layout_v<view>);
static_assert(std::convertible_to<view, const_view> && !std::convertible_to<const_view, view>);
static_assert(!std::convertible_to<bp::device_span<double>, const_view>);
static_assert(!std::ranges::range<view> && !std::ranges::range<const_view>);
static_assert(!std::constructible_from<std::span<float>, view>);
static_assert(!std::constructible_from<std::span<const float>, const_view>);
static_assert(!std::constructible_from<view, std::span<float>>);
static_assert(!std::constructible_from<view, float*>);

TEST_CASE("a device_span keeps the pointer and the size") {
  float memory[3] = {};
  const bp::device_span span{memory, 3};
  STATIC_REQUIRE(std::same_as<decltype(span), const view>);
  CHECK(span.data() == memory);
  CHECK(span.size() == 3);
  CHECK_FALSE(span.empty());

  const const_view converted = span;
  CHECK(converted.data() == memory);
  CHECK(converted.size() == 3);

  CHECK(view{}.data() == nullptr);
  CHECK(view{}.empty());
}
