/// @file
/// A profile whose counters are in device memory: what a network on the GPU is observed with.
#ifndef BINPOINT_DEVICE_PROFILE_HPP
#define BINPOINT_DEVICE_PROFILE_HPP

#include <cuda_runtime_api.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "../layout.hpp"
#include "../network.hpp"
#include "../site.hpp"
#include "detail/device_words.hpp"
#include "histogram.hpp"
#include "span.hpp"

namespace binpoint {

/// Values of a site, by its number.
template <countable_on_device T>
struct site_values {
  std::size_t site;
  device_span<const T> values;
};

/// Histograms of many sites in one allocation, on the device that is the current one when they are
/// made.
///
/// Adding neither allocates nor waits, and may be captured in a graph. The kernels are in
/// histogram.cuh. Memory: 4.5 KB for a site and 0 sub-bits, doubling with each.
template <int SubBits>
class basic_device_profile {
 public:
  static constexpr std::size_t words_per_site = device_histogram_words<SubBits>;

  /// @throws cuda_error
  explicit basic_device_profile(std::vector<site> sites)
      : sites_(std::move(sites)), words_("device_profile", sites_.size() * words_per_site) {}

  [[nodiscard]] const std::vector<site>& sites() const noexcept { return sites_; }
  [[nodiscard]] std::size_t size() const noexcept { return sites_.size(); }

  /// As bare::count does it, with its errors, and cudaErrorInvalidValue for a number that no site
  /// has.
  [[nodiscard]] cudaError_t add_async(std::size_t site, device_span<const float> values,
                                      cudaStream_t stream = nullptr) {
    return add_async<const float>(site, values, 0, stream);
  }
  template <class T>
  requires countable_on_device<std::remove_const_t<T>>
  [[nodiscard]] cudaError_t add_async(std::size_t site, device_span<T> values,
                                      cudaStream_t stream = nullptr) {
    return add_async(site, values, 0, stream);
  }
  /// @param fraction_length  of integers: x counts as x * 2^-fraction_length
  template <class T>
  requires countable_on_device<std::remove_const_t<T>>
  [[nodiscard]] cudaError_t add_async(std::size_t site, device_span<T> values, int fraction_length,
                                      cudaStream_t stream = nullptr) {
    if (site >= size()) return cudaErrorInvalidValue;
    return bare::count<SubBits, std::remove_const_t<T>>(values.data(), values.size(), words(site),
                                                        fraction_length, stream);
  }

  /// Many tensors at once: one kernel for every tensors_per_launch. None is added if one of the
  /// numbers is wrong.
  template <countable_on_device T>
  [[nodiscard]] cudaError_t add_async(std::span<const site_values<T>> tensors,
                                      int fraction_length = 0, cudaStream_t stream = nullptr) {
    for (const site_values<T>& each : tensors) {
      if (each.site >= size()) return cudaErrorInvalidValue;
    }
    std::array<device_tensor<T>, tensors_per_launch> some;
    while (!tensors.empty()) {
      const auto now = tensors.first(detail::min(tensors.size(), some.size()));
      for (std::size_t i = 0; i < now.size(); ++i) {
        some[i] = {now[i].values.data(), now[i].values.size(), words(now[i].site)};
      }
      const cudaError_t error =
          bare::count<SubBits, T>(some.data(), now.size(), fraction_length, stream);
      if (error != cudaSuccess) return error;
      tensors = tensors.subspan(now.size());
    }
    return cudaSuccess;
  }

  /// Each channel of a tensor to a site of its own, from that one on, in one kernel.
  template <class T>
  requires countable_on_device<std::remove_const_t<T>>
  [[nodiscard]] cudaError_t add_channels_async(std::size_t first_site, device_span<T> values,
                                               channel_layout layout, int fraction_length = 0,
                                               cudaStream_t stream = nullptr) {
    if (first_site > size() || layout.channels > size() - first_site) return cudaErrorInvalidValue;
    return bare::count_channels<SubBits, std::remove_const_t<T>>(
        values.data(), values.size(), layout, words(first_site), fraction_length, stream);
  }

  /// Makes all of them empty, in the order of the stream.
  [[nodiscard]] cudaError_t reset_async(cudaStream_t stream = nullptr) {
    return words_.reset_async(stream);
  }

  /// What has been added by work on this stream, for which it waits: one copy.
  /// @throws cuda_error             also for a failure of that work
  [[nodiscard]] basic_profile<SubBits> read(cudaStream_t stream = nullptr) const {
    const std::vector<std::uint64_t> words = words_.read("device_profile::read", stream);
    basic_profile<SubBits> result;
    for (std::size_t i = 0; i < size(); ++i) {
      result[sites_[i]].merge(detail::histogram_of_words<SubBits>(
          std::span(words).subspan(i * words_per_site, words_per_site)));
    }
    return result;
  }

  /// A site's state in device memory: device_histogram_words<SubBits>, those of the next site
  /// follow.
  [[nodiscard]] std::uint64_t* words(std::size_t site = 0) noexcept {
    return words_.data() + site * words_per_site;
  }
  /// For a kernel that counts what it computes.
  [[nodiscard]] device_histogram_view<SubBits> view(std::size_t site) noexcept {
    return {words(site)};
  }

 private:
  std::vector<site> sites_;
  detail::device_words words_;
};

/// As precise as a profile on the host.
using device_profile = basic_device_profile<3>;

}  // namespace binpoint

#endif
