/// @file
/// Whole tensors in device memory into codes and back, on the caller's stream, in three layers.
///
/// quantize(...) and its like throw, and check where the memory is. quantize_async(...) takes the
/// same and returns CUDA's error. bare::quantize(...) under both takes pointers and sizes. The last
/// is declared here, for any compiler, and defined in device/quantize.cuh: instantiate it in one
/// .cu file
/// (`template cudaError_t binpoint::bare::quantize<float, std::int8_t>(...)`) to use all three from
/// any .cpp file. None waits for the device or allocates, but the two that return a report. The
/// lower two layers ask CUDA for nothing but a launch: they are the ones for CUDA graphs. Results
/// equal the host's, bit for bit.
#ifndef BINPOINT_DEVICE_QUANTIZE_HPP
#define BINPOINT_DEVICE_QUANTIZE_HPP

#include <cuda_runtime_api.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../bits.hpp"
#include "../error_report.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "detail/check.hpp"
#include "error.hpp"
#include "options.hpp"
#include "report.hpp"
#include "span.hpp"

namespace binpoint {

namespace bare {

/// Each value as its code, as `encode` gives it. `size` values and codes, in device memory.
///
/// @pre     pointers are into memory that the device can use; the codes do not overlap the values
/// @return  cudaErrorInvalidValue, with nothing launched, for a bad format or one whose codes Code
///          does not hold, null or misaligned pointers, channels that do not divide the tensor,
///          stochastic rounding without random bits and the reverse; else the error of the launch
template <floating T, std::integral Code>
[[nodiscard]] cudaError_t quantize(const T* values, Code* codes, std::size_t size, format target,
                                   policy how, const quantize_options& options,
                                   cudaStream_t stream);

/// Each value rounded to one that the format has. The output may be the input.
template <floating T>
[[nodiscard]] cudaError_t fake_quantize(const T* values, T* rounded, std::size_t size,
                                        format target, policy how, const quantize_options& options,
                                        cudaStream_t stream);

/// The straight-through gradient, clipped; see fake_quantize_gradient in quantize.hpp. The output
/// may be an input.
template <floating T>
[[nodiscard]] cudaError_t fake_quantize_gradient(const T* values, const T* upstream, T* gradient,
                                                 std::size_t size, format target, policy how,
                                                 const channel_numbers& fraction_lengths,
                                                 cudaStream_t stream);

/// The value of each code, rounded once to T.
template <std::integral Code, floating T>
[[nodiscard]] cudaError_t dequantize(const Code* codes, T* values, std::size_t size, format from,
                                     const channel_numbers& fraction_lengths, cudaStream_t stream);

/// Each integer shifted right (left where negative), rounded once and saturated to Code.
template <std::integral Accumulator, std::integral Code>
[[nodiscard]] cudaError_t requantize(const Accumulator* accumulators, Code* codes, std::size_t size,
                                     int shift, policy how, const channel_numbers& shifts,
                                     cudaStream_t stream);

}  // namespace bare

// Asynchronous: as the bare layer, and cudaErrorInvalidValue for tensors of different sizes.

template <class T, std::integral Code>
requires floating<std::remove_const_t<T>>
[[nodiscard]] cudaError_t quantize_async(device_span<T> values, device_span<Code> codes,
                                         format target, policy how = {},
                                         const quantize_options& options = {},
                                         cudaStream_t stream = nullptr) {
  if (values.size() != codes.size()) return cudaErrorInvalidValue;
  return bare::quantize<std::remove_const_t<T>>(values.data(), codes.data(), values.size(), target,
                                                how, options, stream);
}

template <class T, floating Rounded>
requires std::same_as<std::remove_const_t<T>, Rounded>
[[nodiscard]] cudaError_t fake_quantize_async(device_span<T> values, device_span<Rounded> rounded,
                                              format target, policy how = {},
                                              const quantize_options& options = {},
                                              cudaStream_t stream = nullptr) {
  if (values.size() != rounded.size()) return cudaErrorInvalidValue;
  return bare::fake_quantize<Rounded>(values.data(), rounded.data(), values.size(), target, how,
                                      options, stream);
}

template <class T, class U, floating Gradient>
requires std::same_as<std::remove_const_t<T>, Gradient> &&
    std::same_as<std::remove_const_t<U>, Gradient>
[[nodiscard]] cudaError_t fake_quantize_gradient_async(
    device_span<T> values, device_span<U> upstream, device_span<Gradient> gradient, format target,
    policy how = {}, const channel_numbers& fraction_lengths = {}, cudaStream_t stream = nullptr) {
  if (values.size() != gradient.size() || upstream.size() != gradient.size()) {
    return cudaErrorInvalidValue;
  }
  return bare::fake_quantize_gradient<Gradient>(values.data(), upstream.data(), gradient.data(),
                                                values.size(), target, how, fraction_lengths,
                                                stream);
}

template <class Code, floating T>
requires std::integral<std::remove_const_t<Code>>
[[nodiscard]] cudaError_t dequantize_async(device_span<Code> codes, device_span<T> values,
                                           format from,
                                           const channel_numbers& fraction_lengths = {},
                                           cudaStream_t stream = nullptr) {
  if (values.size() != codes.size()) return cudaErrorInvalidValue;
  return bare::dequantize<std::remove_const_t<Code>>(codes.data(), values.data(), values.size(),
                                                     from, fraction_lengths, stream);
}

template <class Accumulator, std::integral Code>
requires std::integral<std::remove_const_t<Accumulator>>
[[nodiscard]] cudaError_t requantize_async(device_span<Accumulator> accumulators,
                                           device_span<Code> codes, int shift, policy how = {},
                                           const channel_numbers& shifts = {},
                                           cudaStream_t stream = nullptr) {
  if (accumulators.size() != codes.size()) return cudaErrorInvalidValue;
  return bare::requantize<std::remove_const_t<Accumulator>>(
      accumulators.data(), codes.data(), codes.size(), shift, how, shifts, stream);
}

// Throwing: std::invalid_argument where the host's function of the same name throws it; cuda_error
// for memory that is not the current device's, and for what CUDA answers. Then nothing is launched.

template <class T, std::integral Code>
requires floating<std::remove_const_t<T>>
void quantize(device_span<T> values, device_span<Code> codes, format target, policy how = {},
              const quantize_options& options = {}, cudaStream_t stream = nullptr) {
  detail::check_device_quantize<Code>("quantize", values, codes, target);
  detail::check_options("quantize", values.size(), how, options);
  detail::check_cuda("quantize", quantize_async(values, codes, target, how, options, stream));
}

template <class T, floating Rounded>
requires std::same_as<std::remove_const_t<T>, Rounded>
void fake_quantize(device_span<T> values, device_span<Rounded> rounded, format target,
                   policy how = {}, const quantize_options& options = {},
                   cudaStream_t stream = nullptr) {
  detail::check_device_quantize<Rounded>("fake_quantize", values, rounded, target);
  detail::check_options("fake_quantize", values.size(), how, options);
  detail::check_cuda("fake_quantize",
                     fake_quantize_async(values, rounded, target, how, options, stream));
}

template <class T, class U, floating Gradient>
requires std::same_as<std::remove_const_t<T>, Gradient> &&
    std::same_as<std::remove_const_t<U>, Gradient>
void fake_quantize_gradient(device_span<T> values, device_span<U> upstream,
                            device_span<Gradient> gradient, format target, policy how = {},
                            const channel_numbers& fraction_lengths = {},
                            cudaStream_t stream = nullptr) {
  constexpr const char* function = "fake_quantize_gradient";
  detail::check_device_quantize<Gradient>(function, values, gradient, target);
  detail::check_device_quantize<Gradient>(function, upstream, gradient, target);
  detail::check_channels(function, values.size(), fraction_lengths);
  detail::check_cuda(function, fake_quantize_gradient_async(values, upstream, gradient, target, how,
                                                            fraction_lengths, stream));
}

template <class Code, floating T>
requires std::integral<std::remove_const_t<Code>>
void dequantize(device_span<Code> codes, device_span<T> values, format from,
                const channel_numbers& fraction_lengths = {}, cudaStream_t stream = nullptr) {
  detail::check_device_quantize<std::remove_const_t<Code>>("dequantize", codes, values, from);
  detail::check_channels("dequantize", codes.size(), fraction_lengths);
  detail::check_cuda("dequantize", dequantize_async(codes, values, from, fraction_lengths, stream));
}

template <class Accumulator, std::integral Code>
requires std::integral<std::remove_const_t<Accumulator>>
void requantize(device_span<Accumulator> accumulators, device_span<Code> codes, int shift,
                policy how = {}, const channel_numbers& shifts = {},
                cudaStream_t stream = nullptr) {
  detail::check_requantize("requantize", accumulators.size(), codes.size(), shift, how);
  detail::check_device_memory("requantize", accumulators.data(), accumulators.size());
  detail::check_device_memory("requantize", codes.data(), codes.size());
  detail::check_channels("requantize", accumulators.size(), shifts);
  detail::check_cuda("requantize",
                     requantize_async(accumulators, codes, shift, how, shifts, stream));
}

/// quantize, and what was lost: counts, and the energies of device/report.hpp.
///
/// Allocates 1.2 KB of device memory and waits for the stream. `options.report` is not used.
template <class T, std::integral Code>
requires floating<std::remove_const_t<T>>
[[nodiscard]] error_report quantize_and_report(device_span<T> values, device_span<Code> codes,
                                               format target, policy how = {},
                                               quantize_options options = {},
                                               cudaStream_t stream = nullptr) {
  const device_report report;
  options.report = report.state();
  quantize(values, codes, target, how, options, stream);
  return report.read(stream);
}

template <class T, floating Rounded>
requires std::same_as<std::remove_const_t<T>, Rounded>
[[nodiscard]] error_report fake_quantize_and_report(device_span<T> values,
                                                    device_span<Rounded> rounded, format target,
                                                    policy how = {}, quantize_options options = {},
                                                    cudaStream_t stream = nullptr) {
  const device_report report;
  options.report = report.state();
  fake_quantize(values, rounded, target, how, options, stream);
  return report.read(stream);
}

}  // namespace binpoint

#endif
