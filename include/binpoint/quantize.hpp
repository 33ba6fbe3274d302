/// @file
/// Whole tensors into codes and back.
#ifndef BINPOINT_QUANTIZE_HPP
#define BINPOINT_QUANTIZE_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string>

#include "detail/check.hpp"
#include "detail/gradient_limits.hpp"
#include "detail/quantize_loops.hpp"
#include "detail/requantize_channels.hpp"
#include "detail/requantize_kernel.hpp"
#include "error_report.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "layout.hpp"
#include "policy.hpp"
#include "random.hpp"

namespace binpoint {

/// A contiguous range of integers that hold codes.
template <class Range>
concept code_range = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
    std::integral<std::ranges::range_value_t<Range>> &&
    !std::same_as<std::ranges::range_value_t<Range>, bool>;

/// Each value as its code: equal to encode(x, target, how).code for every input.
///
/// @param codes  as many elements, of a type that holds every code of the format
/// @throws std::invalid_argument for a bad format, different sizes or codes that do not fit;
///         nothing is written then
/// @par Complexity  O(n) time, no allocation; near the speed of a copy for codes of up to 30 bits
template <floating_range Values, code_range Codes>
void quantize(const Values& values, Codes&& codes, format target, policy how = {}) {
  using code_type = std::ranges::range_value_t<Codes>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<code_type>("quantize", n, std::ranges::size(codes), target);
  detail::check_deterministic("quantize", how);
  detail::quantize_values(std::ranges::data(values), std::ranges::data(codes), n, target, how);
}

/// The same with stochastic rounding: value i takes its 32 random bits from the source.
/// @param random  counter_bits, a generator, or a range of std::uint32_t; see random.hpp
template <floating_range Values, code_range Codes, random_source Random>
void quantize(const Values& values, Codes&& codes, format target, policy how, Random&& random) {
  using code_type = std::ranges::range_value_t<Codes>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<code_type>("quantize", n, std::ranges::size(codes), target);
  detail::check_source("quantize", how, random, n);
  detail::quantize_exactly(std::ranges::data(values), std::ranges::data(codes), n, target, how,
                           random, nullptr);
}

/// The same, and what was lost.
template <floating_range Values, code_range Codes>
[[nodiscard]] error_report quantize_and_report(const Values& values, Codes&& codes, format target,
                                               policy how = {}) {
  using code_type = std::ranges::range_value_t<Codes>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<code_type>("quantize_and_report", n, std::ranges::size(codes), target);
  detail::check_deterministic("quantize_and_report", how);
  return detail::report_values(std::ranges::data(values), std::ranges::data(codes), n, target, how);
}

/// The value of each code, rounded once to the type of the output.
/// @throws std::invalid_argument for a bad format, different sizes or codes that do not fit
template <code_range Codes, floating_range Values>
void dequantize(const Codes& codes, Values&& values, format from) {
  const std::size_t n = std::ranges::size(codes);
  detail::check_quantize<std::ranges::range_value_t<Codes>>("dequantize", n,
                                                            std::ranges::size(values), from);
  detail::dequantize_values(std::ranges::data(codes), std::ranges::data(values), n, from);
}

/// Each value rounded to one that the format has, by the policy: quantize, then dequantize. The
/// output may be the input.
/// @throws std::invalid_argument for a bad format or different sizes
template <floating_range Values, floating_range Rounded>
requires std::same_as<std::ranges::range_value_t<Values>, std::ranges::range_value_t<Rounded>>
void fake_quantize(const Values& values, Rounded&& rounded, format target, policy how = {}) {
  using value_type = std::ranges::range_value_t<Rounded>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<value_type>("fake_quantize", n, std::ranges::size(rounded), target);
  detail::check_deterministic("fake_quantize", how);
  detail::quantize_values(std::ranges::data(values), std::ranges::data(rounded), n, target, how);
}

/// The same with stochastic rounding.
template <floating_range Values, floating_range Rounded, random_source Random>
requires std::same_as<std::ranges::range_value_t<Values>, std::ranges::range_value_t<Rounded>>
void fake_quantize(const Values& values, Rounded&& rounded, format target, policy how,
                   Random&& random) {
  using value_type = std::ranges::range_value_t<Rounded>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<value_type>("fake_quantize", n, std::ranges::size(rounded), target);
  detail::check_source("fake_quantize", how, random, n);
  detail::quantize_exactly(std::ranges::data(values), std::ranges::data(rounded), n, target, how,
                           random, nullptr);
}

/// The same, and what was lost.
template <floating_range Values, floating_range Rounded>
requires std::same_as<std::ranges::range_value_t<Values>, std::ranges::range_value_t<Rounded>>
[[nodiscard]] error_report fake_quantize_and_report(const Values& values, Rounded&& rounded,
                                                    format target, policy how = {}) {
  using value_type = std::ranges::range_value_t<Rounded>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<value_type>("fake_quantize_and_report", n, std::ranges::size(rounded),
                                     target);
  detail::check_deterministic("fake_quantize_and_report", how);
  return detail::report_values(std::ranges::data(values), std::ranges::data(rounded), n, target,
                               how);
}

/// The straight-through gradient of fake_quantize, clipped: the upstream gradient where the value's
/// rounded value lies inside lowest..highest, 0 where it overflows and for NaN.
///
/// Stochastic rounding needs no random bits here: it passes where neither neighbour overflows. The
/// output may be an input.
/// @throws std::invalid_argument for a bad format or different sizes
/// @par Source  Bengio, Leonard, Courville, "Estimating or propagating gradients through stochastic
///              neurons", arXiv:1308.3432
template <floating_range Values, floating_range Upstream, floating_range Gradient>
requires std::same_as<std::ranges::range_value_t<Upstream>, std::ranges::range_value_t<Gradient>>
void fake_quantize_gradient(const Values& values, const Upstream& upstream, Gradient&& gradient,
                            format target, policy how = {}) {
  using value_type = std::ranges::range_value_t<Gradient>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<value_type>("fake_quantize_gradient", n, std::ranges::size(gradient),
                                     target);
  detail::check_same_size("fake_quantize_gradient", n, std::ranges::size(upstream));
  const auto* const x = std::ranges::data(values);
  const auto* const from = std::ranges::data(upstream);
  auto* const to = std::ranges::data(gradient);
  const detail::gradient_limits<std::ranges::range_value_t<Values>> limits(target, how);
  for (std::size_t i = 0; i < n; ++i) to[i] = limits.pass(x[i]) ? from[i] : value_type{};
}

/// Each integer accumulator shifted right (left where negative), rounded once and saturated to the
/// element type of the output, as requantize of one value does it. The ranges must not overlap.
/// @throws std::invalid_argument for |shift| beyond 32767, different sizes, stochastic rounding
template <code_range Accumulators, code_range Codes>
void requantize(const Accumulators& accumulators, Codes&& codes, int shift, policy how = {}) {
  const std::size_t n = std::ranges::size(accumulators);
  detail::check_requantize("requantize", n, std::ranges::size(codes), shift, how);
  detail::requantize_values(std::ranges::data(accumulators), std::ranges::data(codes), n, shift,
                            how);
}

/// The same with one shift for each channel.
/// @throws std::invalid_argument also when the layout does not divide the tensor, or when there is
///         not one shift for each channel
template <code_range Accumulators, code_range Codes>
void requantize(const Accumulators& accumulators, Codes&& codes, std::span<const int> shifts,
                channel_layout layout, policy how = {}) {
  using accumulator = std::ranges::range_value_t<Accumulators>;
  const std::size_t n = std::ranges::size(accumulators);
  const tensor_view<const accumulator> view(
      std::span<const accumulator>(std::ranges::data(accumulators), n), layout);
  if (shifts.size() != layout.channels) {
    detail::invalid_argument("requantize", std::to_string(shifts.size()) +
                                               " shifts do not fit a tensor of " +
                                               std::to_string(layout.channels) + " channels");
  }
  for (const int shift : shifts) {
    detail::check_requantize("requantize", n, std::ranges::size(codes), shift, how);
  }
  detail::requantize_channels(view.data(), std::ranges::data(codes), n, shifts.data(), layout, how);
}

}  // namespace binpoint

#endif
