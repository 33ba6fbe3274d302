/// @file
/// Counting by a table indexed with the top bits of each value: four tables in turn, for equal
/// values in a row would wait for each other's increments.
#ifndef BINPOINT_DETAIL_COUNT_TABLES_HPP
#define BINPOINT_DETAIL_COUNT_TABLES_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "../config.hpp"
#include "count_scan.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Counters for sign, exponent field and SubBits bits of the fraction.
/// @tparam T  of at most 32 bits, and at least SubBits of them in the fraction
template <int SubBits, class T>
class count_tables {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using words = histogram_words;
  static constexpr int key_shift = layout::fraction_bits - SubBits;
  static constexpr std::size_t parts = std::size_t{1} << SubBits;
  static constexpr std::size_t keys_of_sign = (std::size_t{layout::sign_mask} >> key_shift);
  static constexpr int top_field = static_cast<int>(layout::infinity >> layout::fraction_bits);
  static constexpr std::size_t tables = 4;

 public:
  /// Adds a block to the words of its normal numbers, and infinities to that of NaNs.
  /// @param seen  the scan of the block
  /// @return      the number of values whose exponent field is 0
  std::uint64_t count(const T* x, std::size_t n, const scan_result<T>& seen, std::uint64_t* sums) {
    const bool has_number = seen.has_positive() || seen.has_negative();
    const int lowest = has_number ? max(1, seen.lowest_exponent()) : 1;
    const int highest = has_number ? seen.highest_exponent() : 0;
    clear(0, 0);
    clear(lowest, highest);
    if (!seen.all_finite) clear(top_field, top_field);
    increment(x, n);
    for (int field = lowest; field <= highest; ++field) fold(field, seen.has_negative(), sums);
    if (!seen.all_finite) sums[words::nan] += total_of(top_field);
    return total_of(0);
  }

  /// The values that the last block had with that exponent field.
  /// @pre  the field was between those of the scan's extremes
  [[nodiscard]] std::uint32_t of_field(int field) const { return fields_[field]; }

 private:
  void clear(int first, int last) {
    if (last < first) return;
    const std::size_t key = first_key(first);
    const std::size_t bytes = (first_key(last + 1) - key) * sizeof(counts_[0]);
    std::memset(counts_ + key, 0, bytes);
    std::memset(counts_ + key + keys_of_sign, 0, bytes);
  }

  /// Eight values a turn, loaded as words of 64 bits.
  void increment(const T* x, std::size_t n) {
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) increment_eight(x + i, std::make_index_sequence<8>{});
    for (; i < n; ++i) counts_[bit_cast<bits_type>(x[i]) >> key_shift][0] += 1;
  }
  template <std::size_t... Index>
  BINPOINT_ALWAYS_INLINE void increment_eight(const T* x, std::index_sequence<Index...>) {
    constexpr std::size_t in_word = 8 / sizeof(T);
    std::uint64_t loaded[sizeof(T)];
    std::memcpy(loaded, x, sizeof(loaded));
    const auto key = [&](std::size_t i) {
      return static_cast<bits_type>(loaded[i / in_word] >> (i % in_word * sizeof(T) * 8)) >>
             key_shift;
    };
    ((counts_[key(Index)][Index % tables] += 1), ...);
  }

  void fold(int field, bool has_negative, std::uint64_t* sums) {
    const int position = field - layout::bias;
    std::uint32_t total =
        add_parts(first_key(field), &sums[words::word<SubBits>(false, position, 0)]);
    if (has_negative) {
      total += add_parts(first_key(field) + keys_of_sign,
                         &sums[words::word<SubBits>(true, position, 0)]);
    }
    fields_[field] = total;
  }
  std::uint32_t add_parts(std::size_t key, std::uint64_t* sums) const {
    std::uint32_t total = 0;
    for (std::size_t part = 0; part < parts; ++part) {
      const std::uint32_t count = of_key(key + part);
      sums[part] += count;
      total += count;
    }
    return total;
  }
  [[nodiscard]] std::uint32_t total_of(int field) const {
    std::uint32_t total = 0;
    for (std::size_t part = 0; part < parts; ++part) {
      total += of_key(first_key(field) + part) + of_key(first_key(field) + part + keys_of_sign);
    }
    return total;
  }
  [[nodiscard]] static std::size_t first_key(int field) {
    return static_cast<std::size_t>(field) << SubBits;
  }
  [[nodiscard]] std::uint32_t of_key(std::size_t key) const {
    const auto& of = counts_[key];
    return of[0] + of[1] + of[2] + of[3];
  }

  // Both are set where a block needs them, and only there.
  std::uint32_t counts_[2 * keys_of_sign][tables];
  std::uint32_t fields_[std::size_t{top_field} + 1];
};

}  // namespace binpoint::detail

#endif
