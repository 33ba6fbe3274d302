/// @file
/// Counting an array by the fastest way there is for its type: every way gives the same words.
#ifndef BINPOINT_DETAIL_COUNT_VALUES_HPP
#define BINPOINT_DETAIL_COUNT_VALUES_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../config.hpp"
#include "count_lanes.hpp"
#include "count_plain.hpp"
#include "count_scan.hpp"
#include "count_tables.hpp"
#include "count_window.hpp"
#include "extremes.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"
#include "same_bin_floats.hpp"

namespace binpoint::detail {

#if BINPOINT_HAS_AVX2_DISPATCH
[[nodiscard]] inline bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }
#else
[[nodiscard]] constexpr bool has_avx2() { return false; }
#endif

/// Counts arrays block by block: by a window of 16 exponents as long as it holds nearly all values,
/// else by tables.
template <int SubBits, class T>
class block_counter {
  static constexpr std::size_t block = 8192;
  static constexpr std::size_t most_in_tables = std::size_t{1} << 30;
  static constexpr int longest_wait = 64;  ///< blocks

 public:
  explicit block_counter(std::uint64_t* sums) : sums_(sums) {}

  void add(const T* x, std::size_t n) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < n; i += size) {
      size = add_to_window(x + i, min(block, n - i));
      if (size > 0) continue;
      size = min(block, n - i);
      add_to_tables(x + i, size);
    }
  }
  /// To be called once at the end.
  /// @return  the scan of all values
  scan_result<T> finish() {
    if (in_tables_ > 0) tables_.fold(seen_, sums_);
    return seen_;
  }

 private:
  void add_to_tables(const T* x, std::size_t n) {
    if (in_tables_ + n > most_in_tables) {
      tables_.fold(seen_, sums_);
      in_tables_ = 0;
    }
    if (in_tables_ == 0) tables_.clear();
    in_tables_ += n;
    seen_.merge(count_to_tables(x, n));
  }
  scan_result<T> count_to_tables(const T* x, std::size_t n) {
#if BINPOINT_HAS_AVX2_DISPATCH
    if (has_avx2_) {
      return count_by_lanes<SubBits>(x, n, lanes_to_tables<SubBits, T>{tables_}, sums_);
    }
#endif
    return count_by_tables(x, n, tables_, sums_);
  }

#if BINPOINT_HAS_AVX2_DISPATCH
  using window = window_count<T>;

  /// @return  how many values were counted
  std::size_t add_to_window(const T* x, std::size_t n) {
    n -= n % window::step;
    if (SubBits > 0 || n == 0 || !has_window(x, n)) return 0;
    const auto counted = window::run(x, n, base_, sums_);
    seen_.merge(counted.seen);
    if (counted.outside > n / 16) base_ = window::none;
    return n;
  }
  /// Looks for a window if there is none, but ever less often where no window fits.
  [[nodiscard]] bool has_window(const T* x, std::size_t n) {
    if (base_ != window::none) return true;
    if (!has_avx2_ || n < block / 2 || wait_-- > 0) return false;
    base_ = window::choose(x);
    next_wait_ = base_ != window::none ? 0 : min(longest_wait, 2 * next_wait_ + 1);
    wait_ = next_wait_;
    return base_ != window::none;
  }

  const bool has_avx2_ = has_avx2();
  int base_ = window::none;  ///< the window's lowest exponent field
  int wait_ = 0;             ///< blocks until the next look for a window
  int next_wait_ = 0;
#else
  std::size_t add_to_window(const T*, std::size_t) { return 0; }
#endif

  std::uint64_t* sums_;
  scan_result<T> seen_{};
  std::size_t in_tables_ = 0;
  count_tables<SubBits, T> tables_;
};

/// Types whose vectors are counted: of two or four bytes, with at most as many bits for sign and
/// exponent as a float.
template <int SubBits, class T>
inline constexpr bool has_lanes =
    (sizeof(T) == 2 || sizeof(T) == 4) && float_layout<T>::fraction_bits >= SubBits &&
    sizeof(T) * 8 - static_cast<std::size_t>(float_layout<T>::fraction_bits) <= 9 &&
    float_layout<T>::infinity >> float_layout<T>::fraction_bits > 17;

/// ... and by tables where those are not larger than the first level of a cache.
template <int SubBits, class T>
inline constexpr bool has_tables = has_lanes<SubBits, T>&& SubBits <= 3;

/// Fewer values do not pay for tables, which are cleared and added up.
template <int SubBits, class T>
[[nodiscard]] constexpr bool tables_pay(std::size_t n) {
  return n >= 2 * count_tables<SubBits, T>::keys;
}

template <int SubBits, class T>
[[nodiscard]] scan_result<T> count_blocks(const T* x, std::size_t n, std::uint64_t* sums) {
  block_counter<SubBits, T> counter(sums);
  counter.add(x, n);
  return counter.finish();
}

/// @pre  not in a constant expression
template <int SubBits, class T>
[[nodiscard]] scan_result<T> count_by_way(const T* x, std::size_t n, std::uint64_t* sums) {
  if constexpr (has_tables<SubBits, T>) {
    if (tables_pay<SubBits, T>(n)) return count_blocks<SubBits>(x, n, sums);
  }
#if BINPOINT_HAS_AVX2_DISPATCH
  if (has_avx2()) return count_by_lanes<SubBits>(x, n, lanes_to_words<SubBits, T>{sums}, sums);
#endif
  count_words<SubBits>(x, n, sums);
  return scan_plain(x, n);
}

/// Counts floats that are made a chunk at a time by convert(index of the first, number, to).
/// @pre  not in a constant expression
template <int SubBits, class Convert>
void count_converted(std::size_t n, const Convert& convert, std::uint64_t* sums) {
  constexpr std::size_t chunk = 4096;
  float values[chunk];
  const auto for_each_chunk = [&](const auto& add) {
    for (std::size_t i = 0; i < n; i += chunk) {
      const std::size_t size = min(chunk, n - i);
      convert(i, size, values);
      add(size);
    }
  };
  if constexpr (has_tables<SubBits, float>) {
    if (tables_pay<SubBits, float>(n)) {
      block_counter<SubBits, float> counter(sums);
      for_each_chunk([&](std::size_t size) { counter.add(values, size); });
      counter.finish();
      return;
    }
  }
  for_each_chunk([&](std::size_t size) { (void)count_by_way<SubBits>(values, size, sums); });
}

#if BINPOINT_HAS_AVX2_DISPATCH
template <int SubBits>
[[nodiscard]] scan_result<double> count_doubles(const double* x, std::size_t n,
                                                std::uint64_t* sums) {
  scan_result<double> seen;
  const auto convert = [&](std::size_t first, std::size_t size, float* to) {
    same_bin_floats<SubBits>(x + first, size, to, seen, sums);
  };
  const std::size_t rest = n % 8;
  count_converted<SubBits>(n - rest, convert, sums);
  count_words<SubBits>(x + (n - rest), rest, sums);
  seen.merge(scan_plain(x + (n - rest), rest));
  return seen;
}
#endif

template <int SubBits, class T>
[[nodiscard]] constexpr scan_result<T> count_and_scan(const T* x, std::size_t n,
                                                      std::uint64_t* sums) {
  if (!__builtin_is_constant_evaluated()) {
    if constexpr (has_lanes<SubBits, T>) return count_by_way<SubBits>(x, n, sums);
#if BINPOINT_HAS_AVX2_DISPATCH
    if constexpr (std::is_same_v<T, double>) {
      if (has_avx2()) return count_doubles<SubBits>(x, n, sums);
    }
#endif
  }
  count_words<SubBits>(x, n, sums);
  return scan_plain(x, n);
}

/// Adds each value to the words, and finite ones to the extremes.
template <int SubBits, class T>
constexpr void count_values(const T* x, std::size_t n, std::uint64_t* sums,
                            extreme_words& extremes) {
  const std::uint64_t zeros = sums[histogram_words::zero];
  const scan_result<T> seen = count_and_scan<SubBits>(x, n, sums);
  extremes.merge(seen.extremes(sums[histogram_words::zero] != zeros));
}

}  // namespace binpoint::detail

#endif
