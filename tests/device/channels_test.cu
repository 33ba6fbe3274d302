/// @file
/// A number for each channel on a device: every layout, numbers of every kind side by side, special
/// values, and starts that are not aligned, equal to the host's.
#include <algorithm>
#include <binpoint/device/quantize.cuh>
#include <binpoint/quantize.hpp>
#include <climits>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_cases.cuh"
#include "support/device_memory.cuh"

namespace bp = binpoint;
using support::device_memory;

namespace {

struct channel_case {
  bp::channel_layout layout;
  std::vector<int> numbers;
  std::size_t size;
  std::size_t in;  ///< index of the first value in its allocation
  std::size_t out;
  std::uint64_t seed;

  [[nodiscard]] int number(std::size_t i) const {
    const int limit = bp::max_fraction_length;
    return std::clamp(numbers[layout.channel(i)], -limit, limit);
  }
};

/// Numbers that fast kernels cover, and by the kind also others, and others outside all limits.
/// @param  lowest, highest  some that fast kernels cover
/// @param  edges            both sides of the ends of what they cover
int number_of_kind(support::generator& random, std::uint64_t kind, int lowest, int highest,
                   const std::vector<int>& edges) {
  constexpr int outside[] = {32768, -32768, INT_MAX, INT_MIN};
  if (kind > 0 && random() % 4 == 0) return edges[random() % edges.size()];
  if (kind > 1 && random() % 4 == 0) return outside[random() % 4];
  return support::random_int(random, lowest, highest);
}

/// More than two tiles of every kernel, in every layout; kinds of numbers and starts in turn.
std::vector<channel_case> channel_cases(int lowest, int highest, const std::vector<int>& edges) {
  constexpr bp::channel_layout layouts[] = {{1, 1}, {3, 1},  {64, 1},   {250, 1},
                                            {7, 2}, {5, 3},  {6, 4},    {3, 7},
                                            {9, 8}, {2, 64}, {30, 100}, {2, 9001}};
  constexpr std::size_t starts[][2] = {{0, 0}, {3, 3}, {1, 0}};
  std::vector<channel_case> cases;
  std::uint64_t seed = 0;
  for (const bp::channel_layout layout : layouts) {
    for (std::uint64_t kind = 0; kind < 3; ++kind, ++seed) {
      support::generator random(seed);
      std::vector<int> numbers(layout.channels);
      for (int& x : numbers) x = number_of_kind(random, kind, lowest, highest, edges);
      const std::size_t period = layout.channels * layout.inner;
      const auto& start = starts[(kind + seed / 3) % 3];
      cases.push_back({layout, numbers, (18000 / period + 1) * period, start[0], start[1], seed});
    }
  }
  return cases;
}

/// Half away from zero, saturating; in every fourth case any mode.
bp::policy channel_policy(std::uint64_t seed) {
  support::generator random(seed);
  if (seed % 4 == 3) return support::device_policy(random, seed / 4);
  return {.overflow =
              seed % 2 == 0 ? bp::overflow_mode::saturate : bp::overflow_mode::saturate_symmetric};
}

/// Runs run(values, results, numbers) in the middle of longer allocations, of which nothing else
/// may change; wanted(i) is what value i shall become.
template <class In, class Out, class Run, class Wanted>
void check_channel_case(const channel_case& c, const std::vector<In>& values, const Run& run,
                        const Wanted& wanted) {
  const Out mark = static_cast<Out>(99);
  std::vector<In> input(c.in);
  input.insert(input.end(), values.begin(), values.end());
  std::vector<Out> expected(c.out + c.size + 9, mark);
  const device_memory<In> in{input};
  const device_memory<Out> out{expected};
  const device_memory<int> numbers{c.numbers};
  for (std::size_t i = 0; i < c.size; ++i) expected[c.out + i] = wanted(i);
  support::check(run(bp::device_span{in.span().data() + c.in, c.size},
                     bp::device_span{out.span().data() + c.out, c.size},
                     bp::channel_numbers{numbers.span(), c.layout}));
  INFO("seed " << c.seed << ", " << c.layout.channels << " channels of " << c.layout.inner
               << ", from " << c.in << " to " << c.out);
  CHECK(support::count_differences(out.read(), expected) == 0);
}

/// Around what the value's own channel can hold, ties, and special values between them.
template <class T>
std::vector<T> values_by_channel(const channel_case& c, int word_length) {
  support::generator random(c.seed + 1000);
  const std::vector<T> special = support::device_values<T>({word_length, 3}, random, 20);
  std::vector<T> values(c.size);
  for (std::size_t i = 0; i < c.size; ++i) {
    const int bits = support::random_int(random, -1, word_length + 1);
    const double half_steps = std::floor(std::ldexp(support::random_normal(random), bits));
    const double x = std::ldexp(half_steps, -1 - std::clamp(c.number(i), -140, 140));
    values[i] = random() % 8 == 0 ? special[random() % special.size()]
                                  : bp::detail::to_float<T>(bp::detail::to_dyadic(x));
  }
  return values;
}

const std::vector<int> float_edges{-130, -127, -126, -125, 123, 124, 125, 130};
const std::vector<int> double_edges{-1100, -1023, -1022, -1021, 1019, 1020, 1021, 1100};

template <class T, class Out>
void check_quantized_channels() {
  constexpr bp::counter_bits bits{.seed = 3};
  constexpr int word_length = 7;
  for (const channel_case& c : channel_cases(-6, 9, sizeof(T) == 8 ? double_edges : float_edges)) {
    const bp::policy how = channel_policy(c.seed);
    const auto values = values_by_channel<T>(c, word_length);
    const auto run = [&](auto in, auto out, const bp::channel_numbers& numbers) {
      bp::quantize_options options{.fraction_lengths = numbers};
      if (how.rounding == bp::rounding_mode::stochastic) options.random = bits;
      if constexpr (std::is_integral_v<Out>) {
        return bp::quantize_async(in, out, {word_length, 200}, how, options);
      } else {
        return bp::fake_quantize_async(in, out, {word_length, 200}, how, options);
      }
    };
    check_channel_case<T, Out>(c, values, run, [&](std::size_t i) {
      const bp::format f{word_length, c.number(i)};
      return support::output_of<Out>(support::wanted_code(values[i], f, how, bits, i).code, f);
    });
  }
}

}  // namespace

TEST_CASE("device: every channel's values become the codes of its own format", "[channels]") {
  check_quantized_channels<float, std::int8_t>();
  check_quantized_channels<__half, std::int8_t>();
  check_quantized_channels<double, std::int16_t>();
}

TEST_CASE("device: every channel's values become those of its own format", "[channels]") {
  check_quantized_channels<float, float>();
  check_quantized_channels<__nv_bfloat16, __nv_bfloat16>();
  check_quantized_channels<double, double>();
}

TEST_CASE("device: every channel clips gradients by its own format", "[channels]") {
  for (const channel_case& c : channel_cases(-6, 9, float_edges)) {
    const bp::policy how = channel_policy(c.seed);
    const auto values = values_by_channel<float>(c, 6);
    std::vector<float> upstream(c.size + c.in);
    for (std::size_t i = 0; i < upstream.size(); ++i) upstream[i] = static_cast<float>(i + 1);
    const device_memory<float> memory{upstream};
    const auto run = [&](auto in, auto out, const bp::channel_numbers& numbers) {
      const bp::device_span upstream_span{memory.span().data() + c.in, c.size};
      return bp::fake_quantize_gradient_async(in, upstream_span, out, {6, 0}, how, numbers);
    };
    check_channel_case<float, float>(c, values, run, [&](std::size_t i) {
      const bool passes = bp::detail::gradient_passes(values[i], {6, c.number(i)}, how);
      return passes ? upstream[c.in + i] : 0.0F;
    });
  }
}

namespace {

template <class Code, class T>
void check_dequantized_channels() {
  constexpr bp::format from{static_cast<int>(sizeof(Code) * 8), 0};
  for (const channel_case& c : channel_cases(-9, 20, float_edges)) {
    support::generator random(c.seed);
    std::vector<Code> codes(c.size);
    for (Code& code : codes) code = static_cast<Code>(random());
    const auto run = [&](auto in, auto out, const bp::channel_numbers& numbers) {
      return bp::dequantize_async(in, out, from, numbers);
    };
    check_channel_case<Code, T>(c, codes, run, [&](std::size_t i) {
      return support::output_of<T>(codes[i], {from.word_length, c.number(i)});
    });
  }
}

template <class Code>
void check_requantized_channels() {
  const int longest = 24 - (sizeof(Code) == 2 ? 8 : 0);
  for (const channel_case& c : channel_cases(1, longest, {-40, -1, 0, 1, 16, 17, 24, 25, 40})) {
    support::generator random(c.seed);
    bp::policy how = support::random_policy(random, false);
    if (c.seed % 4 < 3) how = {.rounding = support::all_roundings[c.seed % 6]};
    std::vector<std::int32_t> values(c.size);
    for (std::size_t i = 0; i < c.size; ++i) {
      const int place = std::clamp(c.number(i) - 1, 0, 22);
      const auto any = static_cast<std::int32_t>(random());
      values[i] = random() % 3 == 0 ? any >> support::random_int(random, 0, 24)
                                    : support::random_int(random, -300, 300) * (1 << place);
    }
    const auto run = [&](auto in, auto out, const bp::channel_numbers& numbers) {
      return bp::requantize_async(in, out, 0, how, numbers);
    };
    check_channel_case<std::int32_t, Code>(c, values, run, [&](std::size_t i) {
      return bp::requantize<Code>(values[i], c.number(i), how);
    });
  }
}

}  // namespace

TEST_CASE("device: every channel's codes have the values of its own format", "[channels]") {
  check_dequantized_channels<std::int8_t, float>();
  check_dequantized_channels<std::int32_t, __half>();
}

TEST_CASE("device: every channel's accumulators are shifted by its own shift", "[channels]") {
  check_requantized_channels<std::int8_t>();
  check_requantized_channels<std::int16_t>();
}

TEST_CASE("device: channels of values that are also the output", "[channels]") {
  for (const channel_case& c : channel_cases(-6, 9, float_edges)) {
    const auto values = values_by_channel<float>(c, 8);
    const device_memory<float> memory{values};
    const device_memory<int> numbers{c.numbers};
    support::check(bp::fake_quantize_async(memory.span(), memory.span(), {8, 0}, {},
                                           {.fraction_lengths = {numbers.span(), c.layout}}));
    std::vector<float> wanted;
    for (std::size_t i = 0; i < c.size; ++i) {
      const bp::format f{8, c.number(i)};
      wanted.push_back(support::output_of<float>(bp::encode(values[i], f).code, f));
    }
    INFO("seed " << c.seed);
    CHECK(support::count_differences(memory.read(), wanted) == 0);
  }
}
