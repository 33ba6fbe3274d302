/// @file
/// A tensor that lives on the GPU: count its bits there, choose the window of an 8-bit word,
/// quantize it there, and draw which bits the word cannot represent.
#include <thrust/device_vector.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/transform.h>

#include <binpoint/binpoint.hpp>
#include <binpoint/device/histogram.cuh>
#include <binpoint/device/quantize.cuh>
#include <binpoint/report/text.hpp>
#include <cstddef>
#include <cstdint>
#include <iostream>

#include "support/gpu.hpp"
#include "support/options.hpp"

namespace bp = binpoint;

namespace {

constexpr std::size_t size = std::size_t{1} << 24;

/// Sums of uniform numbers that come near a normal distribution, and some large ones.
struct activation {
  __device__ static float uniform(std::uint64_t i) {
    i = (i ^ i >> 33) * 0xff51afd7ed558ccdU;
    i = (i ^ i >> 33) * 0xc4ceb9fe1a85ec53U;
    return static_cast<float>(i >> 40) * 0x1p-24f;
  }
  __device__ float operator()(std::uint64_t i) const {
    float sum = -3;
    for (std::uint64_t k = 0; k < 6; ++k) sum += uniform(6 * i + k);
    return i % 100000 == 0 ? 20 * sum : sum;
  }
};

template <class T>
bp::device_span<T> span_of(thrust::device_vector<T>& values) {
  return {thrust::raw_pointer_cast(values.data()), values.size()};
}

int run() {
  if (demo::gpus("cuda_histogram") == 0) return 0;
  thrust::device_vector<float> values(size);
  const thrust::counting_iterator<std::uint64_t> first(0);
  thrust::transform(first, first + static_cast<std::int64_t>(size), values.begin(), activation{});

  const bp::msb_histogram counts = bp::count_msb(span_of(values));
  const bp::selection chosen = bp::choose_format(counts, bp::most_information{.word_length = 8});
  std::cout << bp::heat_map(counts, chosen) << '\n';

  thrust::device_vector<std::int8_t> codes(size);
  bp::quantize(span_of(values), span_of(codes), chosen.chosen);
  std::cout << size << " values are " << bp::to_string(chosen.chosen) << " now; the first is "
            << bp::decode(codes[0], chosen.chosen) << ", it was " << values[0] << '\n';
  return 0;
}

}  // namespace

int main() { return demo::run_program("cuda_histogram", run); }
