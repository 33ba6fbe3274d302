/// @file
/// Counting by a table indexed with the top bits of each value: four tables in turn, for equal
/// values in a row would wait for each other's increments.
#ifndef BINPOINT_DETAIL_COUNT_TABLES_HPP
#define BINPOINT_DETAIL_COUNT_TABLES_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

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
  static constexpr int key_shift = layout::fraction_bits - SubBits;
  static constexpr std::size_t parts = std::size_t{1} << SubBits;
  static constexpr std::size_t keys_of_sign = (std::size_t{layout::sign_mask} >> key_shift);
  static constexpr int top_field = static_cast<int>(layout::infinity >> layout::fraction_bits);
  static constexpr std::size_t tables = 4;
  static constexpr std::size_t gap = 16;  // else equal keys of all tables compete for one cache set

 public:
  /// Adds a block to the words of its normal numbers.
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
    return of_field(0);
  }

  /// The values that the last block had with that exponent field.
  /// @pre  the field was between those of the scan's extremes
  [[nodiscard]] std::uint64_t of_field(int field) const {
    std::uint64_t sum = 0;
    for (std::size_t part = 0; part < parts; ++part) {
      const std::size_t key = (static_cast<std::size_t>(field) << SubBits) + part;
      sum += of_key(key) + of_key(key + keys_of_sign);
    }
    return sum;
  }

 private:
  void clear(int first, int last) {
    if (last < first) return;
    const std::size_t key = static_cast<std::size_t>(first) << SubBits;
    const std::size_t bytes = (static_cast<std::size_t>(last - first) + 1) * parts * 4;
    for (auto& table : counts_) {
      std::memset(table + key, 0, bytes);
      std::memset(table + key + keys_of_sign, 0, bytes);
    }
  }

  /// Eight values a turn, loaded as words of 64 bits.
  [[gnu::always_inline]] inline void increment(const T* x, std::size_t n) {
    constexpr std::size_t in_word = 8 / sizeof(T);
    constexpr std::uint64_t mask = 2 * keys_of_sign - 1;
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
      std::uint64_t words[8 / in_word];
      std::memcpy(words, x + i, sizeof(words));
      for (std::size_t k = 0; k < 8; ++k) {
        const std::uint64_t shifted =
            words[k / in_word] >> (k % in_word * sizeof(T) * 8 + key_shift);
        counts_[k % tables][shifted & mask] += 1;
      }
    }
    for (; i < n; ++i) counts_[0][bit_cast<bits_type>(x[i]) >> key_shift] += 1;
  }

  void fold(int field, bool has_negative, std::uint64_t* sums) {
    const std::size_t key = static_cast<std::size_t>(field) << SubBits;
    const int position = field - layout::bias;
    const std::size_t positive = histogram_words::word<SubBits>(false, position, 0);
    for (std::size_t part = 0; part < parts; ++part) sums[positive + part] += of_key(key + part);
    if (!has_negative) return;
    const std::size_t negative = histogram_words::word<SubBits>(true, position, 0);
    for (std::size_t part = 0; part < parts; ++part) {
      sums[negative + part] += of_key(key + part + keys_of_sign);
    }
  }
  [[nodiscard]] std::uint64_t of_key(std::size_t key) const {
    return std::uint64_t{counts_[0][key]} + counts_[1][key] + counts_[2][key] + counts_[3][key];
  }

  std::uint32_t counts_[tables][2 * keys_of_sign + gap];  // cleared where a block needs it
};

}  // namespace binpoint::detail

#endif
