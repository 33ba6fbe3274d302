/// @file
/// Histograms of values in device memory, counted there: the host's counts, bit for bit.
///
/// Every compiler takes this header. The kernels are in histogram.cuh. A program without nvcc for
/// all of its files includes that in one .cu, and instantiates there what the others call:
/// `template cudaError_t bare::count<0, float>(const float*, std::size_t, std::uint64_t*, int,
/// cudaStream_t);`
#ifndef BINPOINT_DEVICE_HISTOGRAM_HPP
#define BINPOINT_DEVICE_HISTOGRAM_HPP

#include <cuda_runtime_api.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "../bits.hpp"
#include "../histogram.hpp"
#include "../layout.hpp"
#include "detail/device_words.hpp"
#include "detail/state_words.hpp"
#include "error.hpp"
#include "span.hpp"

namespace binpoint {

/// What device histograms count: float, double, half and bfloat16 (device/half.hpp), and integers
/// of up to 32 bits.
template <class T>
concept countable_on_device = floating<T> ||
    (std::integral<T> && !std::same_as<T, bool> && sizeof(T) <= 4);

/// 64-bit words of a histogram's state in device memory: its sums() and then its extremes(), as on
/// the host. Zero bytes are the empty histogram; states merge by adding the former and by taking
/// the larger of the latter.
template <int SubBits>
inline constexpr std::size_t device_histogram_words =
    static_cast<std::size_t>(detail::state_words<SubBits>::count);
/// Those of them that are sums.
template <int SubBits>
inline constexpr std::size_t device_histogram_sums =
    static_cast<std::size_t>(detail::state_words<SubBits>::sums);

/// Of a list of tensors, how many one kernel counts: as many as fit the 4 KB of arguments that
/// every device takes.
inline constexpr std::size_t tensors_per_launch = 128;

/// Values and the histogram to add them to, by pointers into device memory.
template <countable_on_device T>
struct device_tensor {
  const T* values;
  std::size_t size;
  std::uint64_t* words;
};

/// Functions on the caller's memory, counters and stream. They allocate nothing, wait for nothing
/// and throw nothing, and may be captured in a graph.
///
/// An integer x counts as x * 2^-fraction_length; floating-point numbers have their own scale, and
/// 0 is there instead. What is wrong is cudaErrorInvalidValue, with nothing launched and nothing
/// counted: a null pointer with a length, a fraction length or a layout that cannot be. Other
/// errors are those of the launch.
namespace bare {

/// Adds values to a histogram in device memory.
///
/// @param values  device memory of the current device, any alignment that their type allows
/// @param words   device_histogram_words<SubBits> of it; many streams may add to them at once
/// @par Complexity  one kernel, which reads every value once; 2 to 150 KB of shared memory for a
///                  block: more than a device has is an error (SubBits above 4 on older ones)
template <int SubBits, countable_on_device T>
[[nodiscard]] cudaError_t count(const T* values, std::size_t size, std::uint64_t* words,
                                int fraction_length, cudaStream_t stream);

/// Adds each of many tensors to its histogram: one kernel for every tensors_per_launch of
/// them.
/// @param tensors  host memory, used until the function returns; several may name one histogram
template <int SubBits, countable_on_device T>
[[nodiscard]] cudaError_t count(const device_tensor<T>* tensors, std::size_t count,
                                int fraction_length, cudaStream_t stream);

/// Adds each channel of a tensor to its own histogram, in one kernel.
/// @param size   a multiple of layout.channels * layout.inner
/// @param words  device_histogram_words<SubBits> for each channel, one after the other
template <int SubBits, countable_on_device T>
[[nodiscard]] cudaError_t count_channels(const T* values, std::size_t size, channel_layout layout,
                                         std::uint64_t* words, int fraction_length,
                                         cudaStream_t stream);

}  // namespace bare

namespace detail {

/// The histogram of a state's words.
template <int SubBits>
[[nodiscard]] octave_histogram<SubBits> histogram_of_words(std::span<const std::uint64_t> words) {
  constexpr std::size_t sums = device_histogram_sums<SubBits>;
  return octave_histogram<SubBits>::from_state(words.first(sums), words.subspan(sums));
}

}  // namespace detail

/// For kernels; see histogram.cuh.
template <int SubBits>
struct device_histogram_view;

/// A histogram in the memory of the device that is the current one when it is made.
///
/// Adding neither allocates nor waits. Memory: 4.5 KB for 0 sub-bits, doubling with each.
template <int SubBits = 0>
class device_histogram {
 public:
  /// @throws cuda_error
  device_histogram() : words_("device_histogram", device_histogram_words<SubBits>) {}

  /// As bare::count does it, with its errors.
  template <class T>
  requires countable_on_device<std::remove_const_t<T>>
  [[nodiscard]] cudaError_t add_async(device_span<T> values, cudaStream_t stream = nullptr) {
    return add_async(values, 0, stream);
  }
  template <class T>
  requires countable_on_device<std::remove_const_t<T>>
  [[nodiscard]] cudaError_t add_async(device_span<T> values, int fraction_length,
                                      cudaStream_t stream = nullptr) {
    return bare::count<SubBits, std::remove_const_t<T>>(values.data(), values.size(), words(),
                                                        fraction_length, stream);
  }

  /// Makes it empty, in the order of the stream.
  [[nodiscard]] cudaError_t reset_async(cudaStream_t stream = nullptr) {
    return words_.reset_async(stream);
  }

  /// What has been added by work on this stream, for which it waits.
  /// @throws cuda_error  also for a failure of that work
  [[nodiscard]] octave_histogram<SubBits> read(cudaStream_t stream = nullptr) const {
    return detail::histogram_of_words<SubBits>(words_.read("device_histogram::read", stream));
  }

  /// device_histogram_words<SubBits> of device memory.
  [[nodiscard]] std::uint64_t* words() noexcept { return words_.data(); }

  /// For a kernel that counts what it computes.
  [[nodiscard]] device_histogram_view<SubBits> view() noexcept { return {words()}; }

 private:
  detail::device_words words_;
};

/// The histogram of values in device memory. Allocates, and waits for the stream.
///
/// @param fraction_length  of integers: x counts as x * 2^-fraction_length
/// @throws cuda_error  for a pointer that is not to memory of the current device, and for what CUDA
/// says
template <int SubBits, class T>
requires countable_on_device<std::remove_const_t<T>>
[[nodiscard]] octave_histogram<SubBits> count_octaves(device_span<T> values, int fraction_length,
                                                      cudaStream_t stream = nullptr) {
  detail::check_device_memory("count_octaves", values.data(), values.size());
  device_histogram<SubBits> counts;
  detail::check_cuda("count_octaves", counts.add_async(values, fraction_length, stream));
  return counts.read(stream);
}
template <int SubBits, class T>
requires countable_on_device<std::remove_const_t<T>>
[[nodiscard]] octave_histogram<SubBits> count_octaves(device_span<T> values,
                                                      cudaStream_t stream = nullptr) {
  return count_octaves<SubBits>(values, 0, stream);
}

/// The same, one bin for each position and sign.
template <class T>
requires countable_on_device<std::remove_const_t<T>>
[[nodiscard]] msb_histogram count_msb(device_span<T> values, int fraction_length,
                                      cudaStream_t stream = nullptr) {
  return count_octaves<0>(values, fraction_length, stream);
}
template <class T>
requires countable_on_device<std::remove_const_t<T>>
[[nodiscard]] msb_histogram count_msb(device_span<T> values, cudaStream_t stream = nullptr) {
  return count_octaves<0>(values, 0, stream);
}

}  // namespace binpoint

#endif
