/// @file
/// Counting an array by the fastest way there is for its type: every way gives the same words.
#ifndef BINPOINT_DETAIL_COUNT_VALUES_HPP
#define BINPOINT_DETAIL_COUNT_VALUES_HPP

#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "count_avx2.hpp"
#include "count_plain.hpp"
#include "count_scan.hpp"
#include "count_tables.hpp"
#include "extremes.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Counts an array block by block: a scan for the extremes, then the normal numbers, by a window of
/// 16 exponents where the block before had nearly all of its values in it, else by tables;
/// subnormal numbers, infinities and NaNs last, one by one.
template <int SubBits, class T>
class block_counter {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  static constexpr std::size_t first_block = 2048;  ///< of which the first window is chosen
  static constexpr std::size_t block = 8192;        ///< stays in the first level of the cache
  static constexpr int top_field = static_cast<int>(layout::infinity >> layout::fraction_bits);
  static constexpr int no_window = 0;

 public:
  void run(const T* x, std::size_t n, std::uint64_t* sums, extreme_words& extremes) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < n; i += size) {
      size = min(i == 0 ? first_block : block, n - i);
      if (base_ != no_window && size >= window_step) size -= size % window_step;
      count_block(x + i, size, sums);
    }
    sums[histogram_words::zero] += zeros_;
    extremes.merge(seen_.extremes(zeros_ > 0));
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
    } else {
      zero_fields = tables_.count(x, n, seen, sums);
      choose_window(n, zero_fields, seen);
    }
    if (!seen.all_finite || seen.has_subnormal()) zero_fields -= count_special(x, n, sums);
    zeros_ += zero_fields;
  }

  [[nodiscard]] scan_result<T> scan(const T* x, std::size_t n) const {
#if BINPOINT_HAS_AVX2_DISPATCH
    if (has_avx2_) return lane_scan<T>::run(x, n);
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
    base_ = min(max(base_, 1), top_field - window_exponents);
    if (most + zero_fields < n - n / 20) base_ = no_window;
  }
#else
  std::uint64_t count_by_window(const T*, std::size_t, const scan_result<T>&, std::uint64_t*) {
    return 0;
  }
  void choose_window(std::size_t, std::uint64_t, const scan_result<T>&) {}
#endif

  /// Adds what is neither zero nor a normal number.
  /// @return  the number of subnormal ones
  static std::uint64_t count_special(const T* x, std::size_t n, std::uint64_t* sums) {
    constexpr auto first_normal = static_cast<bits_type>(layout::fraction_mask + 1);
    constexpr auto normal_numbers = static_cast<bits_type>(layout::infinity - first_normal);
    std::uint64_t subnormals = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const auto bits = bit_cast<bits_type>(x[i]);
      const auto magnitude = static_cast<bits_type>(bits & layout::magnitude_mask);
      if (static_cast<bits_type>(magnitude - first_normal) < normal_numbers) continue;
      if (magnitude == 0) continue;
      sums[word_of_bits<SubBits, layout>(bits)] += 1;
      subnormals += magnitude < first_normal ? 1 : 0;
    }
    return subnormals;
  }

  int base_ = no_window;  ///< the window's lowest exponent field
  std::uint64_t zeros_ = 0;
  scan_result<T> seen_{};
  count_tables<SubBits, T> tables_;
};

/// Types for which the block counter pays: two or four bytes, tables of at most 64 KB.
template <int SubBits, class T>
inline constexpr bool has_block_counter =
    (sizeof(T) == 2 || sizeof(T) == 4) && SubBits <= 3 && float_layout<T>::fraction_bits >= SubBits
    && sizeof(T) * 8 - static_cast<std::size_t>(float_layout<T>::fraction_bits) <= 9 &&
    float_layout<T>::infinity >> float_layout<T>::fraction_bits > 17;

/// Below this the blocks' set-up costs more than it saves.
inline constexpr std::size_t few_values = 96;

template <int SubBits, class T>
constexpr void count_values(const T* x, std::size_t n, std::uint64_t* sums,
                            extreme_words& extremes) {
  if constexpr (has_block_counter<SubBits, T>) {
    if (!__builtin_is_constant_evaluated() && n >= few_values) {
      block_counter<SubBits, T> counter;
      return counter.run(x, n, sums, extremes);
    }
  }
  count_plain<SubBits>(x, n, sums, extremes);
}

}  // namespace binpoint::detail

#endif
