/// @file
/// A pointer into a device's memory and a size: what device functions take. Needs no CUDA header.
#ifndef BINPOINT_DEVICE_SPAN_HPP
#define BINPOINT_DEVICE_SPAN_HPP

#include <cstddef>
#include <type_traits>

#include "../config.hpp"

namespace binpoint {

/// Values in device memory, which the host cannot read: no range, no indexing, and no conversion to
/// or from a host view. Converts to device_span<const T>.
template <class T>
class device_span {
 public:
  using element_type = T;
  using value_type = std::remove_cv_t<T>;

  device_span() = default;
  BINPOINT_HOST_DEVICE constexpr device_span(T* data, std::size_t size) noexcept
      : data_(data), size_(size) {}

  /// @pre  T is const
  template <class Other>
  requires std::is_same_v<const Other, T> BINPOINT_HOST_DEVICE constexpr device_span(
      device_span<Other> other) noexcept
      : data_(other.data()), size_(other.size()) {}

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr T* data() const noexcept { return data_; }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool empty() const noexcept { return size_ == 0; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace binpoint

#endif
