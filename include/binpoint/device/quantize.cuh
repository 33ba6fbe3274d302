/// @file
/// The definitions of device/quantize.hpp, for nvcc.
#ifndef BINPOINT_DEVICE_QUANTIZE_CUH
#define BINPOINT_DEVICE_QUANTIZE_CUH

#include <cuda_runtime.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../detail/requantize_kernel.hpp"
#include "detail/check.hpp"
#include "detail/map.cuh"
#include "detail/quantizers.cuh"
#include "detail/report.cuh"
#include "quantize.hpp"

namespace binpoint {
namespace detail {

/// Calls work with the rounding mode as a template argument, stochastic included.
template <class Work>
[[nodiscard]] cudaError_t with_any_rounding(rounding_mode rounding, const Work& work) {
  if (rounding == rounding_mode::stochastic) {
    return work.template operator()<rounding_mode::stochastic>();
  }
  cudaError_t error = cudaSuccess;
  with_rounding(rounding,
                [&]<rounding_mode Rounding> { error = work.template operator()<Rounding>(); });
  return error;
}

/// What the fastest kernels are for: one number for the whole tensor, and gradual underflow.
[[nodiscard]] inline bool is_plain(policy how, const channel_numbers& numbers) {
  return how.underflow == underflow_mode::gradual && !has_channels(numbers);
}

/// Codes, or the values of the codes where Out is T.
template <class T, class Out>
[[nodiscard]] cudaError_t quantize_to(const T* values, Out* out, std::size_t size, format target,
                                      policy how, const quantize_options& options,
                                      cudaStream_t stream) {
  const bool usable = target.is_valid() && is_usable(values, size) && is_usable(out, size) &&
                      is_usable(options.fraction_lengths, size) && is_usable(how, options);
  if (!usable) return cudaErrorInvalidValue;
  if (size == 0) return cudaSuccess;
  const any_quantizer<T, Out> any{target, how, options.random.value_or(counter_bits{}),
                                  source_of(options.fraction_lengths, target.fraction_length)};
  if (options.report != nullptr) {
    return quantize_with_report(values, out, size, any, options.report, stream);
  }
  const map_input<T> input{values};
  if constexpr (has_arithmetic<T>) {
    using arithmetic = arithmetic_of<T>;
    if (is_plain(how, options.fraction_lengths) && fast_path_covers<Out, arithmetic>(target, how)) {
      return with_any_rounding(how.rounding, [&]<rounding_mode Rounding> {
        const fast_quantizer<Rounding, T, Out> fast{make_code_constants<arithmetic>(target, how),
                                                    any.random};
        return map(input, out, size, fast, any, stream);
      });
    }
  }
  return map(input, out, size, any, any, stream);
}

}  // namespace detail

namespace bare {

template <floating T, std::integral Code>
cudaError_t quantize(const T* values, Code* codes, std::size_t size, format target, policy how,
                     const quantize_options& options, cudaStream_t stream) {
  if (!detail::holds_codes_of<Code>(target)) return cudaErrorInvalidValue;
  return detail::quantize_to(values, codes, size, target, how, options, stream);
}

template <floating T>
cudaError_t fake_quantize(const T* values, T* rounded, std::size_t size, format target, policy how,
                          const quantize_options& options, cudaStream_t stream) {
  return detail::quantize_to(values, rounded, size, target, how, options, stream);
}

template <floating T>
cudaError_t fake_quantize_gradient(const T* values, const T* upstream, T* gradient,
                                   std::size_t size, format target, policy how,
                                   const channel_numbers& fraction_lengths, cudaStream_t stream) {
  const bool usable = target.is_valid() && detail::is_usable(values, size) &&
                      detail::is_usable(upstream, size) && detail::is_usable(gradient, size) &&
                      detail::is_usable(fraction_lengths, size);
  if (!usable) return cudaErrorInvalidValue;
  if (size == 0) return cudaSuccess;
  const detail::map_input_pair<T> input{values, upstream};
  const detail::any_gradient<T> any{target, how,
                                    detail::source_of(fraction_lengths, target.fraction_length)};
  if constexpr (detail::has_arithmetic<T>) {
    using arithmetic = detail::arithmetic_of<T>;
    if (how.rounding == rounding_mode::half_away && detail::is_plain(how, fraction_lengths) &&
        detail::fast_path_covers<int, arithmetic>(target, how)) {
      const detail::fast_gradient<T> fast{detail::make_code_constants<arithmetic>(target, how)};
      return detail::map(input, gradient, size, fast, any, stream);
    }
  }
  return detail::map(input, gradient, size, any, any, stream);
}

template <std::integral Code, floating T>
cudaError_t dequantize(const Code* codes, T* values, std::size_t size, format from,
                       const channel_numbers& fraction_lengths, cudaStream_t stream) {
  const bool usable = from.is_valid() && detail::holds_codes_of<Code>(from) &&
                      detail::is_usable(codes, size) && detail::is_usable(values, size) &&
                      detail::is_usable(fraction_lengths, size);
  if (!usable) return cudaErrorInvalidValue;
  if (size == 0) return cudaSuccess;
  const detail::map_input<Code> input{codes};
  const detail::exact_dequantizer<Code, T> exact{
      from, detail::source_of(fraction_lengths, from.fraction_length)};
  if constexpr (detail::has_arithmetic<T>) {
    using arithmetic = detail::arithmetic_of<T>;
    // One rounding: to the arithmetic's type, or of a number that it holds to a shorter one.
    constexpr bool once = sizeof(T) == sizeof(arithmetic) || sizeof(Code) <= 2;
    if (once && !detail::has_channels(fraction_lengths) &&
        detail::has_normal_scale<arithmetic>(from.fraction_length)) {
      const detail::fast_dequantizer<Code, T> fast{
          detail::normal_power_of_two<arithmetic>(-from.fraction_length)};
      return detail::map(input, values, size, fast, fast, stream);
    }
  }
  return detail::map(input, values, size, exact, exact, stream);
}

template <std::integral Accumulator, std::integral Code>
cudaError_t requantize(const Accumulator* accumulators, Code* codes, std::size_t size, int shift,
                       policy how, const channel_numbers& shifts, cudaStream_t stream) {
  const bool usable = shift >= -max_fraction_length && shift <= max_fraction_length &&
                      how.rounding != rounding_mode::stochastic &&
                      detail::is_usable(accumulators, size) && detail::is_usable(codes, size) &&
                      detail::is_usable(shifts, size);
  if (!usable) return cudaErrorInvalidValue;
  if (size == 0) return cudaSuccess;
  const detail::map_input<Accumulator> input{accumulators};
  const detail::exact_requantizer<Accumulator, Code> exact{how, detail::source_of(shifts, shift)};
  if constexpr (detail::has_shift_kernel<Accumulator, Code>) {
    if (!detail::has_channels(shifts) && detail::shift_kernel_covers<Code>(shift, how)) {
      cudaError_t error = cudaSuccess;
      detail::with_rounding(how.rounding, [&]<rounding_mode Rounding> {
        const detail::fast_requantizer<Rounding, Code> fast{
            detail::make_shift_constants<Rounding>(detail::ends_of<Code>(how), shift)};
        error = detail::map(input, codes, size, fast, exact, stream);
      });
      return error;
    }
  }
  return detail::map(input, codes, size, exact, exact, stream);
}

}  // namespace bare
}  // namespace binpoint

#endif
