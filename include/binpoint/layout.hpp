/// @file
/// Tensors as the library sees them: contiguous values, and which channel each belongs to.
#ifndef BINPOINT_LAYOUT_HPP
#define BINPOINT_LAYOUT_HPP

#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>

#include "detail/error.hpp"

namespace binpoint {

/// Element i of a tensor belongs to channel (i / inner) % channels.
///
/// NCHW: {C, H * W}; NHWC: {C, 1}; weights OIHW by output: {O, I * H * W}; the whole tensor: {}.
struct channel_layout {
  std::size_t channels = 1;
  std::size_t inner = 1;

  [[nodiscard]] constexpr std::size_t channel(std::size_t i) const {
    return (i / inner) % channels;
  }
  friend constexpr bool operator==(const channel_layout&, const channel_layout&) = default;
};

/// Non-owning view of contiguous values with their channels; itself a contiguous range.
template <class T>
class tensor_view {
 public:
  constexpr tensor_view() = default;

  /// @throws std::invalid_argument when the size is no multiple of channels * inner
  constexpr tensor_view(std::span<T> values, channel_layout layout = {})  // NOLINT(*-explicit-*)
      : values_(values), layout_(layout) {
    const bool fits = layout.channels > 0 && layout.inner > 0 &&
                      values.size() % layout.inner == 0 &&
                      (values.size() / layout.inner) % layout.channels == 0;
    if (!fits) {
      detail::invalid_argument("tensor_view", std::to_string(values.size()) +
                                                  " values do not divide into " +
                                                  std::to_string(layout.channels) +
                                                  " channels of " + std::to_string(layout.inner));
    }
  }

  template <std::ranges::contiguous_range Range>
    requires(!std::same_as<std::remove_cvref_t<Range>, tensor_view> &&
             std::ranges::sized_range<Range> &&
             std::constructible_from<std::span<T>, Range&>)
  constexpr tensor_view(Range&& range, channel_layout layout = {})  // NOLINT(*-explicit-*)
      : tensor_view(std::span<T>(range), layout) {}

  /// A mutable view is also a read-only one, with the same channels.
  template <class U>
    requires(std::same_as<const U, T>)
  constexpr tensor_view(tensor_view<U> other)  // NOLINT(*-explicit-*)
      : values_(other.values()), layout_(other.layout()) {}

  [[nodiscard]] constexpr std::span<T> values() const { return values_; }
  [[nodiscard]] constexpr channel_layout layout() const { return layout_; }
  [[nodiscard]] constexpr T* data() const { return values_.data(); }
  [[nodiscard]] constexpr std::size_t size() const { return values_.size(); }
  [[nodiscard]] constexpr T* begin() const { return values_.data(); }
  [[nodiscard]] constexpr T* end() const { return values_.data() + values_.size(); }

 private:
  std::span<T> values_;
  channel_layout layout_;
};

template <class Range>
tensor_view(Range&&, channel_layout = {})
    -> tensor_view<std::remove_reference_t<std::ranges::range_reference_t<Range>>>;

}  // namespace binpoint

template <class T>
inline constexpr bool std::ranges::enable_borrowed_range<binpoint::tensor_view<T>> = true;

#endif
