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

  /// Adds the values whose bits lie there.
  /// @pre  fewer than 2^32 since the tables were cleared
  template <std::size_t... Index>
  BINPOINT_ALWAYS_INLINE void add(const unsigned char* values, std::index_sequence<Index...>) {
    ((counts_[Index % tables][key_of(values + Index * sizeof(T))] += 1), ...);
  }

  /// Adds the counters to the words: of values whose exponent field is 0 to that of zeros, and of
  /// infinities to that of NaNs.
  /// @param seen  the scan of the values, or of more
  void fold(const scan_result<T>& seen, std::uint64_t* sums) const {
    fold_field(0, &sums[words::zero], &sums[words::zero], 0);
    fold_field(top_field, &sums[words::nan], &sums[words::nan], 0);
    if (!seen.has_positive() && !seen.has_negative()) return;
    const int highest = seen.highest_exponent();
    for (int field = max(1, seen.lowest_exponent()); field <= highest; ++field) {
      const int position = field - layout::bias;
      fold_field(field, &sums[words::word<SubBits>(false, position, 0)],
                 &sums[words::word<SubBits>(true, position, 0)], 1);
    }
  }

 private:
  [[nodiscard]] BINPOINT_ALWAYS_INLINE static std::size_t key_of(const unsigned char* value) {
    bits_type bits;
    std::memcpy(&bits, value, sizeof(bits));
    return std::size_t{bits} >> key_shift;
  }
  void fold_field(int field, std::uint64_t* positive, std::uint64_t* negative,
                  std::size_t step) const {
    const std::size_t first = static_cast<std::size_t>(field) << SubBits;
    for (std::size_t part = 0; part < parts; ++part) {
      positive[part * step] += of_key(first + part);
      negative[part * step] += of_key(first + part + keys_of_sign);
    }
  }
  [[nodiscard]] std::uint64_t of_key(std::size_t key) const {
    std::uint64_t sum = 0;
    for (const auto& table : counts_) sum += table[key];
    return sum;
  }

  // The tables begin in different sets of the cache.
  std::uint32_t counts_[tables][keys + 16];
};

/// Adds values to the tables, special ones to their words, in portable code.
/// @return  their scan
template <int SubBits, class T>
scan_result<T> count_by_tables(const T* x, std::size_t n, count_tables<SubBits, T>& tables,
                               std::uint64_t* sums) {
  using layout = float_layout<T>;
  const auto* bytes = reinterpret_cast<const unsigned char*>(x);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) tables.add(bytes + i * sizeof(T), std::make_index_sequence<8>{});
  for (; i < n; ++i) tables.add(bytes + i * sizeof(T), std::index_sequence<0>{});
  for (i = 0; i < n; ++i) {
    const auto bits = bit_cast<typename layout::bits_type>(x[i]);
    if (is_special<layout>(bits)) recount_special<SubBits, layout>(bits, sums);
  }
  return scan_plain(x, n);
}

}  // namespace binpoint::detail

#endif
