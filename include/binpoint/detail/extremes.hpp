/// @file
/// Minimum, maximum and smallest nonzero magnitude as integers that merge in any order.
#ifndef BINPOINT_DETAIL_EXTREMES_HPP
#define BINPOINT_DETAIL_EXTREMES_HPP

#include <array>
#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "dyadic.hpp"
#include "float_layout.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Bits of a floating-point number, changed so that their unsigned order is that of the numbers.
/// All zeros and all ones are keys of NaNs only, so they are free to mean "none".
template <class Bits>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Bits order_key(Bits bits, Bits sign_mask) {
  return static_cast<Bits>((bits & sign_mask) != 0 ? ~bits : bits | sign_mask);
}
template <class Bits>
[[nodiscard]] constexpr Bits bits_of_key(Bits key, Bits sign_mask) {
  return static_cast<Bits>((key & sign_mask) != 0 ? key ^ sign_mask : ~key);
}

/// Four words that merge by taking the larger; 0 means "none yet". Minima are kept complemented.
struct extreme_words {
  enum word : std::size_t { min_key_complement, max_key, smallest_bits_complement, inexact, count };

  std::array<std::uint64_t, count> words{};

  constexpr void merge(const extreme_words& other) {
    for (std::size_t i = 0; i < count; ++i) words[i] = detail::max(words[i], other.words[i]);
  }

  [[nodiscard]] constexpr double min() const { return number(~words[min_key_complement]); }
  [[nodiscard]] constexpr double max() const { return number(words[max_key]); }
  [[nodiscard]] constexpr double smallest_nonzero() const {
    const std::uint64_t complement = words[smallest_bits_complement];
    return complement == 0 ? 0.0 : detail::bit_cast<double>(~complement);
  }
  [[nodiscard]] constexpr bool exact() const { return words[inexact] == 0; }

  friend constexpr bool operator==(const extreme_words&, const extreme_words&) = default;

 private:
  using layout = float_layout<double>;
  [[nodiscard]] static constexpr double number(std::uint64_t key) {
    const bool none = key == 0 || key == ~std::uint64_t{0};
    return none ? 0.0 : detail::bit_cast<double>(bits_of_key(key, layout::sign_mask));
  }
};

/// @param smallest  0 if there is no value other than zero
[[nodiscard]] constexpr extreme_words make_extremes(double min, double max, double smallest,
                                                    bool exact) {
  constexpr std::uint64_t sign = float_layout<double>::sign_mask;
  extreme_words result;
  result.words[extreme_words::min_key_complement] = ~order_key(bit_cast<std::uint64_t>(min), sign);
  result.words[extreme_words::max_key] = order_key(bit_cast<std::uint64_t>(max), sign);
  if (smallest > 0) {
    result.words[extreme_words::smallest_bits_complement] = ~bit_cast<std::uint64_t>(smallest);
  }
  result.words[extreme_words::inexact] = exact ? 0 : 1;
  return result;
}

/// Follows the extremes of one pass in the type of the data.
template <class T>
class extreme_tracker {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;

 public:
  constexpr void add_zero() { add_key(layout::sign_mask); }

  /// @pre  the bits of a finite number other than zero
  constexpr void add(bits_type bits) {
    add_key(order_key(bits, layout::sign_mask));
    smallest_ = detail::min(smallest_, static_cast<bits_type>(bits & layout::magnitude_mask));
  }

  [[nodiscard]] constexpr extreme_words result() const {
    using wide = float_layout<double>;
    extreme_words result;
    if (max_key_ == 0) return result;
    result.words[extreme_words::min_key_complement] =
        ~order_key(double_bits(bits_of_key(min_key_, layout::sign_mask)), wide::sign_mask);
    result.words[extreme_words::max_key] =
        order_key(double_bits(bits_of_key(max_key_, layout::sign_mask)), wide::sign_mask);
    if (smallest_ != none) {
      result.words[extreme_words::smallest_bits_complement] = ~double_bits(smallest_);
    }
    return result;
  }

 private:
  static constexpr bits_type none = static_cast<bits_type>(~bits_type{0});

  constexpr void add_key(bits_type key) {
    min_key_ = detail::min(min_key_, key);
    max_key_ = detail::max(max_key_, key);
  }
  [[nodiscard]] static constexpr std::uint64_t double_bits(bits_type bits) {
    using wide = float_layout<double>;
    const auto magnitude = static_cast<std::uint64_t>(bits & layout::magnitude_mask);
    if (magnitude > layout::fraction_mask) {  // a normal number: only the fields grow
      const std::uint64_t sign = (bits & layout::sign_mask) != 0 ? wide::sign_mask : 0;
      return sign | ((magnitude << (wide::fraction_bits - layout::fraction_bits)) +
                     (std::uint64_t{wide::bias - layout::bias} << wide::fraction_bits));
    }
    return detail::bit_cast<std::uint64_t>(to_float<double>(to_dyadic(detail::bit_cast<T>(bits))));
  }

  bits_type min_key_ = none;
  bits_type max_key_ = 0;
  bits_type smallest_ = none;
};

}  // namespace binpoint::detail

#endif
