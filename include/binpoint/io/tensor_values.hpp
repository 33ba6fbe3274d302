/// @file
/// The values of tensors in files, window by window: counted in constant memory, however large the
/// file.
#ifndef BINPOINT_IO_TENSOR_VALUES_HPP
#define BINPOINT_IO_TENSOR_VALUES_HPP

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "../channel_histograms.hpp"
#include "../detail/error.hpp"
#include "../histogram.hpp"
#include "../layout.hpp"
#include "element_type.hpp"
#include "tensor_entry.hpp"
#include "tensor_file.hpp"

namespace binpoint::io {

/// More channels than this have no histogram each.
inline constexpr std::size_t max_file_channels = 65536;

/// The executor that does the tasks one after the other.
struct serial_executor {
  void operator()(std::size_t count, const auto& task) const {
    for (std::size_t i = 0; i < count; ++i) task(i);
  }
};

namespace detail {

/// Hears of bytes that have been read, and does nothing.
struct silent_progress {
  void operator()(std::size_t) const {}
};

/// Bytes that are in the cache while they are counted, and enough to hide what a window costs.
inline constexpr std::size_t window_bytes = std::size_t{1} << 20;

/// How far ahead of the window that is counted a file is fetched.
inline constexpr std::size_t announced_windows = 16;

/// Copies elements of that size, each with its bytes turned round.
inline void copy_reversed(const std::byte* from, std::byte* to, std::size_t bytes,
                          std::size_t size) {
  for (std::size_t i = 0; i < bytes; i += size) {
    for (std::size_t k = 0; k < size; ++k) to[i + k] = from[i + size - 1 - k];
  }
}

/// Bytes of a file as values of this machine: where they lie, if they lie well, else copied to
/// `room`.
template <class T>
[[nodiscard]] std::span<const T> as_values(std::span<const std::byte> bytes, std::endian order,
                                           std::vector<T>& room) {
  const std::size_t n = bytes.size() / sizeof(T);
  const bool is_native = order == std::endian::native || sizeof(T) == 1;
  const bool is_aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(T) == 0;
  if (is_native && is_aligned) return {reinterpret_cast<const T*>(bytes.data()), n};
  room.resize(n);
  if (n == 0) return room;
  auto* to = reinterpret_cast<std::byte*>(room.data());
  if (is_native) {
    std::memcpy(to, bytes.data(), n * sizeof(T));
  } else {
    copy_reversed(bytes.data(), to, n * sizeof(T), sizeof(T));
  }
  return room;
}

/// Calls visit(values, index of the first one), with the values in memory for that long.
template <class T, class Visit>
void visit_window(const tensor_file& file, const tensor_entry& entry, std::size_t first,
                  std::size_t count, std::vector<T>& room, const Visit& visit) {
  const auto bytes = file.values_of(entry).subspan(first * sizeof(T), count * sizeof(T));
  if (entry.is_in_place()) {
    const auto rest = file.file().bytes().subspan(entry.offset + first * sizeof(T));
    const auto ahead = rest.subspan(std::min(announced_windows * bytes.size(), rest.size()));
    file.file().announce(ahead.first(std::min(bytes.size(), ahead.size())));
    file.file().prefetch(bytes);
  }
  visit(as_values(bytes, entry.order, room), first);
  if (entry.is_in_place()) file.file().release(bytes);
}

/// The same for all windows of `step` values, in order.
template <class T, class Visit>
void for_each_window(const tensor_file& file, const tensor_entry& entry, std::size_t step,
                     const Visit& visit) {
  std::vector<T> room;
  const std::size_t n = entry.elements();
  for (std::size_t i = 0; i < n; i += step) {
    visit_window<T>(file, entry, i, std::min(step, n - i), room, visit);
  }
}

/// Adds `count` values to a histogram.
template <int SubBits>
void count_window(const tensor_file& file, const tensor_entry& entry, std::size_t first,
                  std::size_t count, octave_histogram<SubBits>& result) {
  visit_element(entry.type, [&](auto element) {
    using T = decltype(element);
    std::vector<T> room;
    visit_window<T>(file, entry, first, count, room,
                    [&](std::span<const T> values, std::size_t) { result.add(values); });
  });
}

/// Adds a window to the histograms of its channels, wherever in a row it begins.
template <int SubBits, class T>
void add_runs(std::span<const T> values, std::size_t first, channel_layout layout,
              std::vector<octave_histogram<SubBits>>& result) {
  for (std::size_t i = first; i < first + values.size();) {
    const std::size_t end = std::min((i / layout.inner + 1) * layout.inner, first + values.size());
    result[layout.channel(i)].add(values.subspan(i - first, end - i));
    i = end;
  }
}

template <int SubBits, class T, class Progress>
void count_channel_windows(const tensor_file& file, const tensor_entry& entry,
                           channel_layout layout, Progress& progress,
                           std::vector<octave_histogram<SubBits>>& result) {
  constexpr std::size_t step = window_bytes / sizeof(T);
  const bool is_long = layout.inner >= binpoint::detail::long_run;
  const std::size_t row = layout.channels * layout.inner;
  const std::size_t rows = is_long ? step : std::max<std::size_t>(step / row, 1) * row;
  for_each_window<T>(file, entry, rows, [&](std::span<const T> values, std::size_t first) {
    if (is_long) {
      add_runs(values, first, layout, result);
    } else {
      binpoint::detail::for_each_gathered_run(
          values, layout,
          [&](std::size_t channel, std::span<const T> run) { result[channel].add(run); });
    }
    progress(values.size_bytes());
  });
}

}  // namespace detail

/// The histogram of a tensor in a file: its values at any place, in either byte order.
///
/// A file is read in windows of 1 MiB, which are given back at once.
/// @param run       an executor as those of parallel.hpp, for windows at the same time
/// @param progress  called with the number of bytes after each window, never twice at a time; what
///                  it throws ends the counting
/// @par Complexity  O(bytes) time; memory for a window and a histogram a thread
template <int SubBits, class Executor = serial_executor, class Progress = detail::silent_progress>
[[nodiscard]] octave_histogram<SubBits> count_octaves(const tensor_file& file,
                                                      const tensor_entry& entry,
                                                      Executor&& run = {},
                                                      Progress&& progress = {}) {
  const std::size_t step = detail::window_bytes / size_of(entry.type);
  const std::size_t n = entry.elements();
  octave_histogram<SubBits> result;
  std::mutex guard;
  const auto task = [&](std::size_t window) {
    octave_histogram<SubBits> part;
    const std::size_t first = window * step;
    const std::size_t count = std::min(step, n - first);
    detail::count_window(file, entry, first, count, part);
    const std::lock_guard lock(guard);
    result.merge(part);
    progress(count * size_of(entry.type));
  };
  run((n + step - 1) / step, task);
  return result;
}

/// A histogram for each index of an axis of a tensor in a file.
/// @throws std::invalid_argument  when there is no such axis, or it has more than max_file_channels
template <int SubBits, class Progress = detail::silent_progress>
[[nodiscard]] std::vector<octave_histogram<SubBits>> count_octaves_by_channel(
    const tensor_file& file, const tensor_entry& entry, std::size_t axis = 0,
    Progress&& progress = {}) {
  const bool has_axis = axis < entry.shape.size();
  if (!has_axis || entry.shape[axis] > max_file_channels) {
    binpoint::detail::invalid_argument("count_octaves_by_channel",
                                       "shape " + shape_text(entry.shape) + " has no axis " +
                                           std::to_string(axis) + " of at most " +
                                           std::to_string(max_file_channels) + " channels");
  }
  std::vector<octave_histogram<SubBits>> result(entry.shape[axis]);
  if (entry.elements() == 0) return result;
  visit_element(entry.type, [&](auto element) {
    detail::count_channel_windows<SubBits, decltype(element)>(file, entry, entry.channels(axis),
                                                              progress, result);
  });
  return result;
}

}  // namespace binpoint::io

#endif
