/// @file
/// What is allowed of a word: its sign, the positions that its window may reach, its length.
#ifndef BINPOINT_LIMITS_HPP
#define BINPOINT_LIMITS_HPP

#include <cstdint>
#include <initializer_list>

#include "detail/check.hpp"
#include "format.hpp"

namespace binpoint {

/// Whether a word has a sign bit. `never` leaves negative values out of the choice.
enum class signedness { automatic, always, never };

/// Where the two ends of a window may lie, all positions included. A fraction length of 0..15 is
/// {.lowest_lsb = -15, .highest_lsb = 0}; a multiplier that takes nothing from 2^8 on,
/// {.highest_msb = 7}.
struct window_limits {
  int lowest_lsb = -max_fraction_length;
  int highest_lsb = max_fraction_length;
  int lowest_msb = -max_fraction_length;
  int highest_msb = max_fraction_length + max_word_length;

  friend constexpr bool operator==(const window_limits&, const window_limits&) = default;
};

/// Word lengths in 1..64; all of them unless told otherwise.
class word_length_set {
 public:
  constexpr word_length_set() = default;
  /// {4, 8, 16}: these alone.
  /// @throws std::invalid_argument for a length outside 1..64
  constexpr word_length_set(std::initializer_list<int> lengths) : bits(0) {
    for (const int length : lengths) insert(length);
  }
  /// All from the shortest to the longest.
  [[nodiscard]] static constexpr word_length_set range(int shortest, int longest) {
    word_length_set result{};
    result.bits = 0;
    for (int length = shortest; length <= longest; ++length) result.insert(length);
    return result;
  }

  /// @throws std::invalid_argument for a length outside 1..64
  constexpr void insert(int length) {
    detail::check_format("word_length_set", {length, 0, true});
    bits |= std::uint64_t{1} << (length - 1);
  }
  [[nodiscard]] constexpr bool contains(int length) const {
    return length >= 1 && length <= max_word_length && (bits >> (length - 1) & 1) != 0;
  }
  friend constexpr bool operator==(const word_length_set&, const word_length_set&) = default;

  /// Bit n - 1 for the length n. In public, so that a criterion can be a template argument.
  std::uint64_t bits = ~std::uint64_t{0};
};

}  // namespace binpoint

#endif
