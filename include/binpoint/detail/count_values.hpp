/// @file
/// Counting an array by the fastest way there is for its type: every way gives the same words.
#ifndef BINPOINT_DETAIL_COUNT_VALUES_HPP
#define BINPOINT_DETAIL_COUNT_VALUES_HPP

#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "count_plain.hpp"
#include "count_scan.hpp"
#include "count_tables.hpp"
#include "count_window.hpp"
#include "extremes.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// Counts an array block by block: a scan for the extremes, then the normal numbers, by a window of
/// 16 exponents where the block before had nearly all of its values in it, else by tables;
/// subnormal numbers, infinities and NaNs last, one by one.
template <int SubBits, class T>
class block_counter {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using words = histogram_words;
  static constexpr std::size_t first_block = 2048;  ///< of which the first window is chosen
  static constexpr std::size_t block = 8192;        ///< stays in the first level of the cache
  static constexpr int no_window = 0;

 public:
  void run(const T* x, std::size_t n, std::uint64_t* sums, extreme_words& extremes) {
    const std::uint64_t zeros = sums[words::zero];
    std::size_t size = 0;
    for (std::size_t i = 0; i < n; i += size) {
      size = min(i == 0 ? first_block : block, n - i);
      if (base_ != no_window && size >= window_step) size -= size % window_step;
      count_block(x + i, size, sums);
    }
    extremes.merge(seen_.extremes(sums[words::zero] != zeros));
  }

 private:
#if BINPOINT_HAS_AVX2_DISPATCH
  static constexpr std::size_t window_step = window_count<T>::step;
  static constexpr int window_exponents = window_count<T>::exponents;
  const bool has_avx2_ = __builtin_cpu_supports("avx2") != 0;
#else
  static constexpr std::size_t window_step = 1;
#endif

  void count_block(const T* x, std::size_t n, std::uint64_t* sums) {
    const scan_result<T> seen = scan(x, n);
    seen_.merge(seen);
    std::uint64_t zero_fields = 0;
    if (base_ != no_window && n % window_step == 0) {
      zero_fields = count_by_window(x, n, seen, sums);
    } else if (tables_pay(n, seen)) {
      zero_fields = tables_.count(x, n, seen, sums);
      choose_window(n, zero_fields, seen);
    } else {
      return count_words<SubBits>(x, n, sums);
    }
    if (!seen.all_finite || seen.has_subnormal()) zero_fields -= count_special(x, n, sums);
    sums[words::zero] += zero_fields;
  }

  /// Whether the tables' counters are fewer than the values: they are cleared and added up.
  [[nodiscard]] static bool tables_pay(std::size_t n, const scan_result<T>& seen) {
    if (!seen.has_positive() && !seen.has_negative()) return true;
    const int fields = seen.highest_exponent() - seen.lowest_exponent() + 1;
    return static_cast<std::size_t>(fields) << SubBits <= n / 2;
  }

  [[nodiscard]] scan_result<T> scan(const T* x, std::size_t n) const {
#if BINPOINT_HAS_AVX2_DISPATCH
    if (has_avx2_) return scan_lanes(x, n);
#endif
    return scan_plain(x, n);
  }

#if BINPOINT_HAS_AVX2_DISPATCH
  std::uint64_t count_by_window(const T* x, std::size_t n, const scan_result<T>& seen,
                                std::uint64_t* sums) {
    const auto counted = window_count<T>::run(x, n, base_, seen.has_negative(), sums);
    if (counted.outside > n / 16) base_ = no_window;
    return counted.zero_fields;
  }

  /// The window that holds most of a block counted by tables, if it holds nearly all.
  void choose_window(std::size_t n, std::uint64_t zero_fields, const scan_result<T>& seen) {
    if (SubBits > 0 || !has_avx2_ || n < first_block) return;
    base_ = no_window;
    if (!seen.has_positive() && !seen.has_negative()) return;
    const int lowest = max(1, seen.lowest_exponent());
    std::uint64_t inside = 0;
    std::uint64_t most = 0;
    for (int field = lowest; field <= seen.highest_exponent(); ++field) {
      inside += tables_.of_field(field);
      if (field - window_exponents >= lowest) inside -= tables_.of_field(field - window_exponents);
      if (inside <= most) continue;
      most = inside;
      base_ = field - window_exponents + 1;
    }
    base_ = max(base_, 1);
    if (most + zero_fields < n - n / 20) base_ = no_window;
  }
#else
  std::uint64_t count_by_window(const T*, std::size_t, const scan_result<T>&, std::uint64_t*) {
    return 0;
  }
  void choose_window(std::size_t, std::uint64_t, const scan_result<T>&) {}
#endif

  /// Adds subnormal numbers, and takes infinities, which were counted as NaNs, to their own words.
  /// @return  the number of subnormal ones
  std::uint64_t count_special(const T* x, std::size_t n, std::uint64_t* sums) const {
    std::uint64_t infinities = 0;
    std::uint64_t specials = 0;
    auto add = [&](T value) {
      const auto bits = bit_cast<bits_type>(value);
      sums[word_of_bits<SubBits, layout>(bits)] += 1;
      infinities += (bits & layout::magnitude_mask) == layout::infinity ? 1 : 0;
      ++specials;
    };
    std::size_t i = 0;
#if BINPOINT_HAS_AVX2_DISPATCH
    if (has_avx2_) i = for_each_special(x, n, add);
#endif
    for (; i < n; ++i) {
      if (is_special(x[i])) add(x[i]);
    }
    sums[words::nan] -= infinities;
    return specials - infinities;
  }
  [[nodiscard]] static bool is_special(T x) {
    const auto magnitude = static_cast<bits_type>(bit_cast<bits_type>(x) & layout::magnitude_mask);
    return magnitude == layout::infinity || (magnitude != 0 && magnitude <= layout::fraction_mask);
  }

  int base_ = no_window;  ///< the window's lowest exponent field
  scan_result<T> seen_{};
  count_tables<SubBits, T> tables_;
};

/// Types for which the block counter pays: two or four bytes, tables of at most 64 KB.
template <int SubBits, class T>
inline constexpr bool has_block_counter =
    (sizeof(T) == 2 || sizeof(T) == 4) && SubBits <= 3 && float_layout<T>::fraction_bits >= SubBits
    && sizeof(T) * 8 - static_cast<std::size_t>(float_layout<T>::fraction_bits) <= 9 &&
    float_layout<T>::infinity >> float_layout<T>::fraction_bits > 17;

template <int SubBits, class T>
constexpr void count_values(const T* x, std::size_t n, std::uint64_t* sums,
                            extreme_words& extremes) {
  if constexpr (has_block_counter<SubBits, T>) {
    if (!__builtin_is_constant_evaluated()) {
      block_counter<SubBits, T> counter;
      return counter.run(x, n, sums, extremes);
    }
  }
  count_plain<SubBits>(x, n, sums, extremes);
}

}  // namespace binpoint::detail

#endif
