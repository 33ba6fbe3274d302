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
#include "count_plain.hpp"
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
  static constexpr std::size_t keys_of_sign = std::size_t{layout::sign_mask} >> key_shift;
  static constexpr int top_field = static_cast<int>(layout::infinity >> layout::fraction_bits);
  static constexpr std::size_t tables = 4;

 public:
  static constexpr std::size_t keys = 2 * keys_of_sign;

  void clear() { std::memset(counts_, 0, sizeof(counts_)); }

  /// Adds as many words of 8 bytes as there are indices. Words, for a load for each value would
  /// take longer.
  /// @pre  fewer than 2^32 values since the tables were cleared
  template <std::size_t... Index>
  BINPOINT_ALWAYS_INLINE void add_words(const unsigned char* values,
                                        std::index_sequence<Index...>) {
    constexpr std::size_t in_word = 8 / sizeof(T);
    (add_word(values + 8 * Index, Index * in_word, std::make_index_sequence<in_word>{}), ...);
  }
  void add(T x) { counts_[0][std::size_t{bit_cast<bits_type>(x)} >> key_shift] += 1; }

  /// Adds the counters to the words: of values whose exponent field is 0 to that of zeros, and of
  /// infinities to that of NaNs.
  /// @param seen  the scan of the values, or of more
  void fold(const scan_result<T>& seen, std::uint64_t* sums) const {
    sums[words::zero] += total_of(0);
    sums[words::nan] += total_of(top_field);
    if (!seen.has_positive() && !seen.has_negative()) return;
    const int lowest = max(1, seen.lowest_exponent());
    const int highest = seen.highest_exponent();
    if (highest < lowest) return;
    const std::size_t first = first_key(lowest);
    const std::size_t n = first_key(highest + 1) - first;
    const int position = lowest - layout::bias;
    add_to(&sums[words::word<SubBits>(false, position, 0)], first, n);
    add_to(&sums[words::word<SubBits>(true, position, 0)], first + keys_of_sign, n);
  }

 private:
  template <std::size_t... Index>
  BINPOINT_ALWAYS_INLINE void add_word(const unsigned char* values, std::size_t table,
                                       std::index_sequence<Index...>) {
    std::uint64_t word;
    std::memcpy(&word, values, sizeof(word));
    ((counts_[(table + Index) % tables]
             [static_cast<bits_type>(word >> (Index * sizeof(T) * 8)) >> key_shift] += 1),
     ...);
  }
  [[nodiscard]] static std::size_t first_key(int field) {
    return static_cast<std::size_t>(field) << SubBits;
  }
  [[nodiscard]] std::uint64_t of_key(std::size_t key) const {
    return std::uint64_t{counts_[0][key]} + counts_[1][key] + counts_[2][key] + counts_[3][key];
  }
  void add_to(std::uint64_t* sums, std::size_t key, std::size_t n) const {
    for (std::size_t i = 0; i < n; ++i) sums[i] += of_key(key + i);
  }
  [[nodiscard]] std::uint64_t total_of(int field) const {
    std::uint64_t total = 0;
    for (std::size_t part = 0; part < parts; ++part) {
      const std::size_t key = first_key(field) + part;
      total += of_key(key) + of_key(key + keys_of_sign);
    }
    return total;
  }

  // The tables begin in different sets of the cache.
  std::uint32_t counts_[tables][keys + 16];
};

/// Adds values to the tables, special ones to their words, in portable code.
/// @return  their scan
template <int SubBits, class T>
static scan_result<T> count_by_tables(const T* x, std::size_t n, count_tables<SubBits, T>& tables,
                                      std::uint64_t* sums) {
  using layout = float_layout<T>;
  const auto* bytes = reinterpret_cast<const unsigned char*>(x);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    tables.add_words(bytes + i * sizeof(T), std::make_index_sequence<sizeof(T)>{});
  }
  for (; i < n; ++i) tables.add(x[i]);
  for (i = 0; i < n; ++i) {
    const auto bits = bit_cast<typename layout::bits_type>(x[i]);
    if (is_special<layout>(bits)) recount_special<SubBits, layout>(bits, sums);
  }
  return scan_plain(x, n);
}

}  // namespace binpoint::detail

#endif
