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
#include "detail/by_channel.cuh"
#include "detail/check.hpp"
#include "detail/map.cuh"
#include "detail/quantizers.cuh"
#include "detail/report.cuh"
#include "detail/requantizers.cuh"
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

/// Whether fast bodies cover the words and modes of a target, whatever the numbers of channels.
template <class Out, class T>
[[nodiscard]] bool fast_bodies_cover(format target, policy how) {
  return how.underflow == underflow_mode::gradual &&
         fast_path_covers<Out, arithmetic_of<T>>(target, how);
}

/// The format of which a fast body is made: with channels, each has its own number in place of 0.
[[nodiscard]] inline format base_of(format f, const channel_numbers& numbers) {
  return has_channels(numbers) ? format{f.word_length, 0, f.is_signed} : f;
}

/// With channels, where there are some.
template <class Input, class Out, class Fast, class Any>
[[nodiscard]] cudaError_t map_default(Input input, Out* out, std::size_t size, const Fast& fast,
                                      const Any& any, cudaStream_t stream) {
  if (any.numbers.finder.numbers != nullptr) {
    return map_channels(input, out, size, fast, any, stream);
  }
  return map(input, out, size, fast, fast, stream);
}

/// The default mode alone has fast kernels for channels, and for tensors that are not aligned
/// alike: all modes would take twice the time to compile.
template <rounding_mode Rounding, class Input, class Out, class Fast, class Any>
[[nodiscard]] cudaError_t map_by_mode(Input input, Out* out, std::size_t size, const Fast& fast,
                                      const Any& any, cudaStream_t stream) {
  if constexpr (Rounding == rounding_mode::half_away) {
    return map_default(input, out, size, fast, any, stream);
  } else {
    return map(input, out, size, fast, any, stream);
  }
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
    const format base = base_of(target, options.fraction_lengths);
    const bool is_default = how.rounding == rounding_mode::half_away;
    if (fast_bodies_cover<Out, T>(base, how) &&
        (is_default || !has_channels(options.fraction_lengths))) {
      return with_any_rounding(how.rounding, [&]<rounding_mode Rounding> {
        const fast_quantizer<Rounding, T, Out> fast{make_code_constants<arithmetic>(base, how),
                                                    any.random};
        return map_by_mode<Rounding>(input, out, size, fast, any, stream);
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
    const format base = detail::base_of(target, fraction_lengths);
    if (how.rounding == rounding_mode::half_away && detail::fast_bodies_cover<int, T>(base, how)) {
      const detail::fast_gradient<T> fast{detail::make_code_constants<arithmetic>(base, how)};
      return detail::map_default(input, gradient, size, fast, any, stream);
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
  const detail::any_dequantizer<Code, T> any{
      from, detail::source_of(fraction_lengths, from.fraction_length)};
  if constexpr (detail::has_arithmetic<T>) {
    using arithmetic = detail::arithmetic_of<T>;
    // One rounding: to the arithmetic's type, or of a number that it holds to a shorter one.
    constexpr bool once = sizeof(T) == sizeof(arithmetic) || sizeof(Code) <= 2;
    const int number = detail::base_of(from, fraction_lengths).fraction_length;
    if (once && detail::has_normal_scale<arithmetic>(number)) {
      const detail::fast_dequantizer<Code, T> fast{
          detail::normal_power_of_two<arithmetic>(-number)};
      return detail::map_default(input, values, size, fast, any, stream);
    }
  }
  return detail::map(input, values, size, any, any, stream);
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
  const detail::any_requantizer<Accumulator, Code> any{how, detail::source_of(shifts, shift)};
  if constexpr (detail::has_shift_kernel<Accumulator, Code>) {
    const bool is_default = how.rounding == rounding_mode::half_away;
    const int number = detail::has_channels(shifts) ? 1 : shift;
    if (detail::shift_kernel_covers<Code>(number, how) &&
        (is_default || !detail::has_channels(shifts))) {
      cudaError_t error = cudaSuccess;
      detail::with_rounding(how.rounding, [&]<rounding_mode Rounding> {
        const detail::code_ends ends = detail::ends_of<Code>(how);
        const detail::fast_requantizer<Rounding, Code> fast{
            detail::make_shift_constants<Rounding>(ends, number), ends};
        error = detail::map_by_mode<Rounding>(input, codes, size, fast, any, stream);
      });
      return error;
    }
  }
  return detail::map(input, codes, size, any, any, stream);
}

}  // namespace bare
}  // namespace binpoint

#endif
