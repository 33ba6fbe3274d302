/// @file
/// quantize and fake_quantize on a device: equal to encode for every type, format, mode and place.
#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/device_cases.cuh"
#include "support/device_memory.cuh"

namespace bp = binpoint;
using support::device_memory;

namespace {

constexpr bp::counter_bits bits{.seed = 7, .stream = 2};

bp::quantize_options options_for(bp::policy how) {
  const bool needs_bits = how.rounding == bp::rounding_mode::stochastic;
  return {.random = needs_bits ? std::optional{bits} : std::nullopt};
}

/// Codes, or the values of codes where Out is T.
template <class T, class Out>
cudaError_t quantize_any(bp::device_span<T> values, bp::device_span<Out> out, bp::format f,
                         bp::policy how, const bp::quantize_options& options) {
  if constexpr (std::is_integral_v<Out>) {
    return bp::quantize_async(values, out, f, how, options);
  } else {
    return bp::fake_quantize_async(values, out, f, how, options);
  }
}

template <class T, class Out>
int differences(const std::vector<T>& values, bp::format f, bp::policy how) {
  const device_memory<T> input{values};
  const device_memory<Out> output{std::vector<Out>(values.size())};
  support::check(quantize_any(input.span(), output.span(), f, how, options_for(how)));
  std::vector<Out> wanted;
  for (std::size_t i = 0; i < values.size(); ++i) {
    wanted.push_back(
        support::output_of<Out>(support::wanted_code(values[i], f, how, bits, i).code, f));
  }
  return support::count_differences(output.read(), wanted);
}

template <class T, class Out>
void check_formats(std::uint64_t seeds) {
  const int most_bits = std::is_integral_v<Out> ? static_cast<int>(sizeof(Out) * 8) : 40;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    support::generator random(seed);
    const bp::format f = support::device_format(random, most_bits);
    const bp::policy how = support::device_policy(random, seed);
    INFO("seed " << seed << ", " << f.word_length << " " << f.fraction_length << " rounding "
                 << static_cast<int>(how.rounding));
    CHECK(differences<T, Out>(support::device_values<T>(f, random, 150), f, how) == 0);
  }
}

/// In place of values in the middle of a longer allocation, of which nothing else may change.
template <class T, class Out>
void check_place(std::size_t size, std::size_t in, std::size_t out, bp::policy how) {
  constexpr bp::format f{8, 3};
  constexpr std::size_t around = 40;
  support::generator random(size);
  std::vector<T> values(in + size + around);
  for (T& x : values) x = static_cast<T>(4 * support::random_normal(random));
  const Out mark = static_cast<Out>(99);
  std::vector<Out> wanted(out + size + around, mark);
  for (std::size_t i = 0; i < size; ++i) {
    wanted[out + i] =
        support::output_of<Out>(support::wanted_code(values[in + i], f, how, bits, i).code, f);
  }
  const device_memory<T> input{values};
  const device_memory<Out> output{std::vector<Out>(wanted.size(), mark)};
  support::check(quantize_any(bp::device_span{input.span().data() + in, size},
                              bp::device_span{output.span().data() + out, size}, f, how,
                              options_for(how)));
  INFO("size " << size << ", offsets " << in << " and " << out);
  CHECK(support::count_differences(output.read(), wanted) == 0);
}

}  // namespace

TEST_CASE("device: floats become the codes and values that encode gives", "[quantize]") {
  check_formats<float, std::int8_t>(42);
  check_formats<float, std::int32_t>(21);
  check_formats<float, float>(42);
}

TEST_CASE("device: doubles become the codes and values that encode gives", "[quantize]") {
  check_formats<double, std::int16_t>(28);
  check_formats<double, double>(28);
}

TEST_CASE("device: every half and bfloat16 becomes what encode gives", "[quantize]") {
  check_formats<__half, std::int8_t>(7);
  check_formats<__half, __half>(7);
  check_formats<__nv_bfloat16, std::int8_t>(7);
  check_formats<__nv_bfloat16, __nv_bfloat16>(7);
}

TEST_CASE("device: any length at any address, and nothing beside it", "[quantize]") {
  constexpr bp::policy by_chance{.rounding = bp::rounding_mode::stochastic};
  for (const std::size_t size : {0U, 1U, 3U, 4U, 5U, 31U, 1000U, 4096U, 4099U, 9001U}) {
    check_place<float, std::int8_t>(size, 0, 0, {});
    check_place<float, std::int8_t>(size, 3, 3, {});
    check_place<float, std::int8_t>(size, 0, 1, {});
    check_place<float, std::int8_t>(size, 2, 2, by_chance);
    check_place<float, float>(size, 1, 5, {});
    check_place<double, std::int16_t>(size, 1, 1, {});
  }
  for (std::size_t in = 0; in < 5; ++in) {
    for (std::size_t out = 0; out < 5; ++out) check_place<float, std::int8_t>(77, in, out, {});
  }
}

TEST_CASE("device: the output of fake_quantize may be its input", "[quantize]") {
  support::generator random(1);
  const std::vector<float> values = support::device_values<float>({8, 3}, random, 900);
  const device_memory<float> memory{values};
  support::check(bp::fake_quantize_async(memory.span(), memory.span(), {8, 3}));
  std::vector<float> wanted;
  for (const float x : values) {
    wanted.push_back(static_cast<float>(bp::decode(bp::encode(x, {8, 3}).code, {8, 3})));
  }
  CHECK(support::count_differences(memory.read(), wanted) == 0);
}

namespace {

template <class T, class Out>
void check_channels(bp::channel_layout layout, std::uint64_t seed) {
  support::generator random(seed);
  const bp::format base{8, 0, true};
  const bp::policy how = support::device_policy(random, seed);
  std::vector<int> fractions(layout.channels);
  for (int& f : fractions) {
    f = random() % 8 == 0 ? support::random_int(random, -140, 140)
                          : support::random_int(random, -3, 9);
  }
  std::vector<T> values(layout.channels * layout.inner * 5);
  std::vector<Out> wanted;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bp::format f{8, fractions[layout.channel(i)]};
    values[i] = static_cast<T>(std::ldexp(support::random_normal(random), f.msb() - 2));
    wanted.push_back(
        support::output_of<Out>(support::wanted_code(values[i], f, how, bits, i).code, f));
  }
  const device_memory<T> input{values};
  const device_memory<Out> output{std::vector<Out>(values.size())};
  const device_memory<int> numbers{fractions};
  bp::quantize_options options = options_for(how);
  options.fraction_lengths = {numbers.span(), layout};
  support::check(quantize_any(input.span(), output.span(), base, how, options));
  INFO("seed " << seed << ", " << layout.channels << " channels of " << layout.inner);
  CHECK(support::count_differences(output.read(), wanted) == 0);
}

}  // namespace

TEST_CASE("device: each channel has its own fraction length, in every layout", "[quantize]") {
  std::uint64_t seed = 0;
  for (const bp::channel_layout layout :
       {bp::channel_layout{1, 1}, {3, 1}, {5, 7}, {64, 1}, {2, 64}, {4, 100}, {7, 3}}) {
    check_channels<float, std::int8_t>(layout, ++seed);
    check_channels<float, float>(layout, ++seed);
  }
}

TEST_CASE("device: a channel's number outside its limits counts as the limit", "[quantize]") {
  const device_memory<float> input{std::vector<float>{1.0F, 1.0F}};
  const device_memory<std::int8_t> output{std::vector<std::int8_t>(2)};
  const device_memory<int> numbers{std::vector<int>{2'000'000'000, -2'000'000'000}};
  support::check(bp::quantize_async(input.span(), output.span(), bp::format{8, 0}, {},
                                    {.fraction_lengths = {numbers.span(), {2, 1}}}));
  CHECK(output.read() == std::vector<std::int8_t>{127, 0});
}

TEST_CASE("device: quantize refuses what it cannot do, and launches nothing", "[quantize]") {
  const device_memory input{std::vector<float>(4, 1.0F)};
  const device_memory output{std::vector<std::int8_t>(4, 77)};
  const device_memory small{std::vector<std::int8_t>(3, 77)};
  const device_memory numbers{std::vector<int>(2, 3)};
  const auto quantize = [&](auto codes, bp::format target, bp::policy how = {},
                            const bp::quantize_options& options = {}) {
    return bp::quantize_async(input.span(), codes, target, how, options);
  };
  constexpr bp::policy by_chance{.rounding = bp::rounding_mode::stochastic};
  CHECK(quantize(output.span(), {0, 3}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {9, 3}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {8, 40000}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {8, 3, false}) == cudaErrorInvalidValue);
  CHECK(quantize(small.span(), {8, 3}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {8, 3}, by_chance) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {8, 3}, {}, {.random = bits}) == cudaErrorInvalidValue);
  CHECK(quantize(bp::device_span<std::int8_t>{nullptr, 4}, {8, 3}) == cudaErrorInvalidValue);
  const auto by_layout = [&](bp::channel_layout layout) {
    return quantize(output.span(), {8, 3}, {}, {.fraction_lengths = {numbers.span(), layout}});
  };
  CHECK(by_layout({3, 1}) == cudaErrorInvalidValue);
  CHECK(by_layout({2, 3}) == cudaErrorInvalidValue);
  CHECK(by_layout({2, 0}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {8, 3}, {}, {.fraction_lengths = {{}, {2, 2}}}) ==
        cudaErrorInvalidValue);
  const float* const between =
      reinterpret_cast<const float*>(reinterpret_cast<const char*>(input.span().data()) + 1);
  CHECK(bp::bare::quantize(between, output.span().data(), 3, {8, 3}, {}, {}, nullptr) ==
        cudaErrorInvalidValue);
  CHECK(output.read() == std::vector<std::int8_t>(4, 77));
  CHECK(quantize(output.span(), {8, 3}) == cudaSuccess);
  CHECK(output.read() == std::vector<std::int8_t>(4, 8));
}
