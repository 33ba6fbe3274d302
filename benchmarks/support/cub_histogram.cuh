/// @file
/// cub::DeviceHistogram as a peer: what it can do of the same work, without specials and extremes.
#ifndef BINPOINT_BENCHMARKS_CUB_HISTOGRAM_CUH
#define BINPOINT_BENCHMARKS_CUB_HISTOGRAM_CUH

#include <thrust/iterator/transform_iterator.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cub/device/device_histogram.cuh>
#include <memory>
#include <string>
#include <vector>

#include "device.cuh"

namespace bench {

inline constexpr std::size_t cub_rounds = 5;  ///< it can be a hundred times as slow

/// cub's two calls: the first says how much memory the second needs.
template <class Call>
[[nodiscard]] peer cub_peer(const std::string& name, const Call& call) {
  std::size_t bytes = 0;
  check(call(nullptr, bytes));
  const auto memory = std::make_shared<device_buffer>(bytes);
  const auto work = [=] {
    std::size_t same = bytes;
    check(call(memory->as<void>(), same));
  };
  return {name, work, cub_rounds};
}

/// The exponent of a number by its bits; with one bit more also its sign.
struct upper_bits {
  int shift;
  unsigned mask;
  __device__ unsigned operator()(unsigned bits) const { return bits >> shift & mask; }
};

/// Even bins: of exponents alone, which it counts in shared memory, or of signs and exponents.
/// @param patterns  the numbers' bits, of which `shift` are the fraction
template <class Bits>
[[nodiscard]] peer cub_even(const Bits* patterns, std::size_t size, int shift, int bins,
                            unsigned* counts) {
  const upper_bits bin_of{shift, static_cast<unsigned>(bins) - 1};
  const auto values = thrust::make_transform_iterator(patterns, bin_of);
  return cub_peer("cub even " + std::to_string(bins), [=](void* memory, std::size_t& bytes) {
    return cub::DeviceHistogram::HistogramEven(memory, bytes, values, counts, bins + 1, 0U,
                                               static_cast<unsigned>(bins),
                                               static_cast<std::int64_t>(size));
  });
}

/// Ranges between powers of two, for both signs.
[[nodiscard]] inline peer cub_range(const float* values, std::size_t size, unsigned* counts) {
  std::vector<float> levels;
  for (int e = 127; e >= -126; --e) levels.push_back(-std::ldexp(1.0f, e));
  for (int e = -126; e <= 127; ++e) levels.push_back(std::ldexp(1.0f, e));
  const auto bounds = std::make_shared<device_buffer>(levels.size() * sizeof(float));
  check(cudaMemcpy(bounds->as<void>(), levels.data(), bounds->bytes(), cudaMemcpyHostToDevice));
  const int count = static_cast<int>(levels.size());
  return cub_peer("cub range", [=](void* memory, std::size_t& bytes) {
    return cub::DeviceHistogram::HistogramRange(memory, bytes, values, counts, count,
                                                bounds->as<const float>(),
                                                static_cast<std::int64_t>(size));
  });
}

}  // namespace bench

#endif
