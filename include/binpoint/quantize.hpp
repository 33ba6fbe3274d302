/// @file
/// Whole tensors into codes and back.
#ifndef BINPOINT_QUANTIZE_HPP
#define BINPOINT_QUANTIZE_HPP

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ranges>
#include <string>
#include <type_traits>

#include "detail/check.hpp"
#include "detail/dyadic.hpp"
#include "detail/encode.hpp"
#include "detail/quantize_kernel.hpp"
#include "error_report.hpp"
#include "fixed_text.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "policy.hpp"

namespace binpoint {

/// A contiguous range of integers that hold codes.
template <class Range>
concept code_range = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
                     std::integral<std::ranges::range_value_t<Range>> &&
                     !std::same_as<std::ranges::range_value_t<Range>, bool>;

namespace detail {

template <class Code>
void check_codes_fit(const char* function, format f) {
  constexpr int bits = static_cast<int>(sizeof(Code) * 8);
  const bool fits = std::is_signed_v<Code> ? f.magnitude_bits() < bits
                                           : !f.is_signed && f.word_length <= bits;
  if (!fits) {
    invalid_argument(function, "codes of " + to_string(f) + " do not fit " +
                                   (std::is_signed_v<Code> ? "signed" : "unsigned") +
                                   " elements of " + std::to_string(bits) + " bits");
  }
}

/// The value of a code as T, rounded once.
template <class T>
[[nodiscard]] T value_of_code(std::int64_t code, format f) {
  return to_float<T>(code_to_dyadic(code, f));
}

/// The exact path for what the kernel does not cover.
template <class T, class Out>
void quantize_exactly(const T* in, Out* out, std::size_t n, format f, policy how) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t code = encode_float(in[i], f, how).code;
    if constexpr (std::is_integral_v<Out>) {
      out[i] = static_cast<Out>(code);
    } else {
      out[i] = value_of_code<Out>(code, f);
    }
  }
}

template <class T>
void add_to_report(error_report& sum, T x, const encoded& e, format f) {
  sum.overflows += e.overflowed ? 1 : 0;
  sum.underflows += e.underflowed ? 1 : 0;
  sum.precision_losses += e.rounded ? 1 : 0;
  const number_class kind = classify(x);
  if (kind == number_class::nan) ++sum.nans;
  if (kind == number_class::infinite) ++sum.infinities;
  if (kind != number_class::finite) return;
  const auto value = static_cast<double>(x);
  const double error = std::abs(value - value_of_code<double>(e.code, f));
  sum.signal_energy += value * value;
  sum.error_energy += error * error;
  sum.max_abs_error = max(sum.max_abs_error, error);
}

template <class T, class Out>
[[nodiscard]] error_report report_exactly(const T* in, Out* out, std::size_t n, format f,
                                          policy how) {
  error_report sum;
  sum.total = n;
  for (std::size_t i = 0; i < n; ++i) {
    const encoded e = encode_float(in[i], f, how);
    add_to_report(sum, in[i], e, f);
    if constexpr (std::is_integral_v<Out>) {
      out[i] = static_cast<Out>(e.code);
    } else {
      out[i] = value_of_code<Out>(e.code, f);
    }
  }
  return sum;
}

template <class T, class Out>
void quantize_values(const T* in, Out* out, std::size_t n, format f, policy how) {
  if (!kernel_covers<T>(f, how)) return quantize_exactly(in, out, n, f, how);
  if (how.rounding == rounding_mode::half_away && how.underflow == underflow_mode::gradual) {
    quantize_block<true, T, Out> body{make_constants<T>(f, how)};
    run_blocks(in, out, n, body);
  } else {
    quantize_block<false, T, Out> body{make_constants<T>(f, how)};
    run_blocks(in, out, n, body);
  }
}

template <class T, class Out>
[[nodiscard]] error_report report_values(const T* in, Out* out, std::size_t n, format f,
                                         policy how) {
  if (!kernel_covers<T>(f, how)) return report_exactly(in, out, n, f, how);
  report_block<T, Out> body{make_constants<T>(f, how)};
  run_blocks(in, out, n, body);
  return body.result(n);
}

template <class T>
void check_quantize(const char* function, std::size_t in, std::size_t out, format f, policy how) {
  check_format(function, f);
  check_deterministic(function, how);
  if constexpr (std::is_integral_v<T>) check_codes_fit<T>(function, f);
  check_same_size(function, in, out);
}

}  // namespace detail

/// Each value as its code: equal to encode(x, target, how).code for every input.
///
/// @param codes  as many elements, of a type that holds every code of the format
/// @throws std::invalid_argument for a bad format, different sizes or codes that do not fit; nothing is
///         written then
/// @par Complexity  O(n) time, no allocation; near the speed of a copy for codes of up to 30 bits
template <floating_range Values, code_range Codes>
void quantize(const Values& values, Codes&& codes, format target, policy how = {}) {
  using code_type = std::ranges::range_value_t<Codes>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<code_type>("quantize", n, std::ranges::size(codes), target, how);
  detail::quantize_values(std::ranges::data(values), std::ranges::data(codes), n, target, how);
}

/// The same, and what was lost.
template <floating_range Values, code_range Codes>
[[nodiscard]] error_report quantize_and_report(const Values& values, Codes&& codes, format target,
                                               policy how = {}) {
  using code_type = std::ranges::range_value_t<Codes>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<code_type>("quantize_and_report", n, std::ranges::size(codes), target,
                                    how);
  return detail::report_values(std::ranges::data(values), std::ranges::data(codes), n, target, how);
}

/// The value of each code, rounded once to the type of the output.
/// @throws std::invalid_argument for a bad format, different sizes or codes that do not fit
template <code_range Codes, floating_range Values>
void dequantize(const Codes& codes, Values&& values, format from) {
  using code_type = std::ranges::range_value_t<Codes>;
  using value_type = std::ranges::range_value_t<Values>;
  const std::size_t n = std::ranges::size(codes);
  detail::check_format("dequantize", from);
  detail::check_codes_fit<code_type>("dequantize", from);
  detail::check_same_size("dequantize", n, std::ranges::size(values));
  const auto* in = std::ranges::data(codes);
  auto* out = std::ranges::data(values);
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = detail::value_of_code<value_type>(static_cast<std::int64_t>(in[i]), from);
  }
}

/// Each value rounded to the nearest one that the format has, by the policy: quantize, then dequantize.
/// The output may be the input.
/// @throws std::invalid_argument for a bad format or different sizes
template <floating_range Values, floating_range Rounded>
  requires std::same_as<std::ranges::range_value_t<Values>, std::ranges::range_value_t<Rounded>>
void fake_quantize(const Values& values, Rounded&& rounded, format target, policy how = {}) {
  using value_type = std::ranges::range_value_t<Rounded>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<value_type>("fake_quantize", n, std::ranges::size(rounded), target, how);
  detail::quantize_values(std::ranges::data(values), std::ranges::data(rounded), n, target, how);
}

/// The same, and what was lost.
template <floating_range Values, floating_range Rounded>
  requires std::same_as<std::ranges::range_value_t<Values>, std::ranges::range_value_t<Rounded>>
[[nodiscard]] error_report fake_quantize_and_report(const Values& values, Rounded&& rounded,
                                                    format target, policy how = {}) {
  using value_type = std::ranges::range_value_t<Rounded>;
  const std::size_t n = std::ranges::size(values);
  detail::check_quantize<value_type>("fake_quantize_and_report", n, std::ranges::size(rounded),
                                     target, how);
  return detail::report_values(std::ranges::data(values), std::ranges::data(rounded), n, target,
                               how);
}

}  // namespace binpoint

#endif
