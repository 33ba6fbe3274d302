/// @file
/// quantize with a report: exact, value by value, in runs of 4096.
#ifndef BINPOINT_DEVICE_DETAIL_REPORT_CUH
#define BINPOINT_DEVICE_DETAIL_REPORT_CUH

#include <cuda_runtime.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "../../config.hpp"
#include "../../detail/encode.hpp"
#include "../report.hpp"
#include "launch.cuh"
#include "quantizers.cuh"

namespace binpoint::detail {

inline constexpr unsigned report_threads = 256;
inline constexpr std::size_t report_run = 4096;  ///< values whose energies are added up in doubles
inline constexpr unsigned report_lanes = 32;

/// Adds a double that is not negative to an exact sum.
__device__ inline void add_energy(exact_energy& energy, double x) {
  if (!(x > 0)) return;
  if (classify(x) != number_class::finite) {
    atomicAdd(&energy.infinite, 1ULL);
    return;
  }
  const dyadic d = to_dyadic(x);
  const int position = d.exponent - float_layout<double>::lowest_position;
  const int offset = position % 32;
  const std::uint64_t low = d.significand << offset;
  const std::uint64_t high = offset == 0 ? 0 : d.significand >> (64 - offset);
  unsigned long long* const digit = energy.digit + position / 32;
  atomicAdd(digit, low & 0xffffffffULL);
  atomicAdd(digit + 1, low >> 32);
  if (high != 0) atomicAdd(digit + 2, high);
}

/// The sum over a warp, in lane 0: always in the same order.
template <class T>
[[nodiscard]] __device__ T sum_of_lanes(T x) {
  BINPOINT_UNROLL
  for (unsigned step = report_lanes / 2; step > 0; step /= 2) {
    x += __shfl_down_sync(0xffffffff, x, step);
  }
  return x;
}
[[nodiscard]] __device__ inline unsigned long long max_of_lanes(unsigned long long x) {
  BINPOINT_UNROLL
  for (unsigned step = report_lanes / 2; step > 0; step /= 2) {
    x = max(x, __shfl_down_sync(0xffffffff, x, step));
  }
  return x;
}

/// What one thread has seen.
struct thread_report {
  unsigned total = 0;
  unsigned overflows = 0;
  unsigned underflows = 0;
  unsigned precision_losses = 0;
  unsigned nans = 0;
  unsigned infinities = 0;
  double max_abs_error = 0;
  double signal = 0;  ///< of the run
  double error = 0;

  template <class T>
  __device__ void add(T x, const encoded& e, format f) {
    const number_class kind = classify(x);
    total += 1;
    overflows += e.overflowed ? 1 : 0;
    underflows += e.underflowed ? 1 : 0;
    precision_losses += e.rounded ? 1 : 0;
    nans += kind == number_class::nan ? 1 : 0;
    infinities += kind == number_class::infinite ? 1 : 0;
    if (kind != number_class::finite) return;
    const double value = to_float<double>(to_dyadic(x));
    const double difference = value - to_float<double>(code_to_dyadic(e.code, f));
    // fma: one rounding, whatever the compiler would make of a product and a sum.
    signal = fma(value, value, signal);
    error = fma(difference, difference, error);
    max_abs_error = max(max_abs_error, difference < 0 ? -difference : difference);
  }

  /// The counts of a warp, added to those of all.
  __device__ void flush(report_state& state) const {
    count(state.total, total);
    count(state.overflows, overflows);
    count(state.underflows, underflows);
    count(state.precision_losses, precision_losses);
    count(state.nans, nans);
    count(state.infinities, infinities);
    const auto largest = max_of_lanes(bit_cast<unsigned long long>(max_abs_error));
    if (threadIdx.x % report_lanes == 0) atomicMax(&state.max_abs_error, largest);
  }

 private:
  __device__ static void count(unsigned long long& sum, unsigned mine) {
    const unsigned all = sum_of_lanes(mine);
    if (threadIdx.x % report_lanes == 0 && all != 0) atomicAdd(&sum, all);
  }
};

/// The sum over a block, in thread 0. @param  sums  shared, one for each warp
[[nodiscard]] __device__ inline double sum_of_block(double x, double* sums) {
  const double of_warp = sum_of_lanes(x);
  if (threadIdx.x % report_lanes == 0) sums[threadIdx.x / report_lanes] = of_warp;
  __syncthreads();
  double sum = 0;
  if (threadIdx.x == 0) {
    for (unsigned i = 0; i < report_threads / report_lanes; ++i) sum += sums[i];
  }
  __syncthreads();
  return sum;
}

template <class T, class Out>
__global__ void __launch_bounds__(report_threads)
    report_kernel(const T* values, Out* out, std::size_t size, any_quantizer<T, Out> body,
                  report_state* state) {
  BINPOINT_DYNAMIC_SHARED(double, sums);
  thread_report report;
  for (std::size_t run = blockIdx.x * report_run; run < size; run += gridDim.x * report_run) {
    report.signal = report.error = 0;
    for (std::size_t i = run + threadIdx.x; i < min(run + report_run, size); i += report_threads) {
      const T x = values[i];
      const format f = body.format_with(body.numbers.number(body.numbers.at(i)));
      const encoded e = encode_float(x, f, body.how, body.bits_at(i));
      report.add(x, e, f);
      out[i] = exact_output<Out>(e.code, f);
    }
    const double signal = sum_of_block(report.signal, sums);
    const double error = sum_of_block(report.error, sums);
    if (threadIdx.x == 0) {
      add_energy(state->signal_energy, signal);
      add_energy(state->error_energy, error);
    }
  }
  report.flush(*state);
}

template <class T, class Out>
[[nodiscard]] cudaError_t quantize_with_report(const T* values, Out* out, std::size_t size,
                                               const any_quantizer<T, Out>& body,
                                               report_state* state, cudaStream_t stream) {
  // Enough for every device; each warp of a block adds its counts to the same few words.
  constexpr std::size_t most_blocks = std::size_t{1} << 11;
  const std::size_t runs = (size - 1) / report_run + 1;
  const launch_shape shape{static_cast<unsigned>(min(runs, most_blocks)), report_threads,
                           report_threads / report_lanes * sizeof(double)};
  return launch(report_kernel<T, Out>, shape, stream, values, out, size, body, state);
}

}  // namespace binpoint::detail

#endif
