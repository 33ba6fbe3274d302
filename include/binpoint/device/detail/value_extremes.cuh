/// @file
/// Extremes that a thread follows in registers, in a few instructions for each word of values.
#ifndef BINPOINT_DEVICE_DETAIL_VALUE_EXTREMES_CUH
#define BINPOINT_DEVICE_DETAIL_VALUE_EXTREMES_CUH

#include <cuda_runtime.h>

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "state_words.hpp"
#include "value_rows.cuh"
#include "value_words.cuh"

namespace binpoint::detail {

/// The four operations by which words of sign and magnitude are followed; see float_extremes.
template <class T>
struct sign_magnitude {
  using word = value_word<T>;
  using signed_word = std::make_signed_t<word>;
  static constexpr word top = word{1} << (sizeof(word) * 8 - 1);

  static __device__ word min_unsigned_before(word x, word least) {
    return detail::min(static_cast<word>(x - 1), least);
  }
  static __device__ word min_signed_before(word x, word least) {
    return static_cast<word>(
        detail::min(static_cast<signed_word>(x - 1), static_cast<signed_word>(least)));
  }
  static __device__ word max_unsigned(word a, word b) { return detail::max(a, b); }
  static __device__ word max_signed(word a, word b) {
    return static_cast<word>(detail::max(static_cast<signed_word>(a), static_cast<signed_word>(b)));
  }
  static __device__ word min_unsigned(word a, word b) { return detail::min(a, b); }
  static __device__ word min_signed(word a, word b) {
    return static_cast<word>(detail::min(static_cast<signed_word>(a), static_cast<signed_word>(b)));
  }
};

/// Two numbers in a word.
template <class T>
requires(sizeof(T) == 2) struct sign_magnitude<T> {
  using word = std::uint32_t;
  static constexpr word top = 0x8000'8000;

  static __device__ word min_unsigned_before(word x, word least) {
    return __viaddmin_u16x2(x, 0xFFFF'FFFF, least);
  }
  static __device__ word min_signed_before(word x, word least) {
    return __viaddmin_s16x2(x, 0xFFFF'FFFF, least);
  }
  static __device__ word max_unsigned(word a, word b) { return __vmaxu2(a, b); }
  static __device__ word max_signed(word a, word b) { return __vmaxs2(a, b); }
  static __device__ word min_unsigned(word a, word b) { return __vminu2(a, b); }
  static __device__ word min_signed(word a, word b) { return __vmins2(a, b); }
};

/// Of finite floating-point numbers other than zero.
///
/// Words of sign and magnitude have two orders. As unsigned ones the largest is the negative number
/// farthest from zero, if any is negative; as signed ones the largest is the largest positive
/// number. One subtracted, a zero leaves the lower end of both orders for the upper one, and the
/// smallest are the positive and the negative number nearest to zero.
template <class T, class Rows>
class float_extremes {
  using ops = sign_magnitude<T>;
  using word = value_word<T>;
  using bits_type = value_bits_t<T>;
  using layout = float_layout<T>;

 public:
  __device__ void add(word x) {
    positive_before_ = ops::min_unsigned_before(x, positive_before_);
    negative_before_ = ops::min_signed_before(x, negative_before_);
    lowest_ = ops::max_unsigned(x, lowest_);
    highest_ = ops::max_signed(x, highest_);
  }
  __device__ void add_value(bits_type x) {
    add(static_cast<word>(word{x} * (values_per_word<T> == 2 ? 0x0001'0001U : 1U)));
  }
  __device__ void merge(const float_extremes& other) {
    positive_before_ = ops::min_unsigned(positive_before_, other.positive_before_);
    negative_before_ = ops::min_signed(negative_before_, other.negative_before_);
    lowest_ = ops::max_unsigned(lowest_, other.lowest_);
    highest_ = ops::max_signed(highest_, other.highest_);
  }
  __device__ void merge_lane(int lane_mask) {
    constexpr unsigned all = 0xFFFF'FFFF;
    float_extremes other;
    other.positive_before_ = __shfl_xor_sync(all, positive_before_, lane_mask);
    other.negative_before_ = __shfl_xor_sync(all, negative_before_, lane_mask);
    other.lowest_ = __shfl_xor_sync(all, lowest_, lane_mask);
    other.highest_ = __shfl_xor_sync(all, highest_, lane_mask);
    merge(other);
  }

  /// Whether a value was added that is special or infinite.
  [[nodiscard]] __device__ bool has_special() const {
    bool found = false;
    for (int i = 0; i < values_per_word<T>; ++i) {
      const number one(*this, i);
      found = found || one.positive_before < Rows::tiny - 1 ||
              (one.negative_before & layout::magnitude_mask) < Rows::tiny - 1 ||
              (one.lowest & layout::magnitude_mask) >= Rows::huge ||
              (one.highest >= Rows::huge && one.highest < layout::sign_mask);
    }
    return found;
  }

  /// @pre  no infinity or NaN was added
  [[nodiscard]] __device__ extreme_keys keys(int) const {
    extreme_keys result;
    for (int i = 0; i < values_per_word<T>; ++i) {
      const number one(*this, i);
      if (one.positive_before < layout::infinity) add_bits(result, one.positive_before + 1);
      if (one.negative_before > layout::sign_mask - 1 &&
          one.negative_before < (layout::sign_mask | layout::infinity)) {
        add_bits(result, one.negative_before + 1);
      }
      if (one.lowest > layout::sign_mask) add_bits(result, one.lowest);
      if (one.highest != 0 && one.highest < layout::sign_mask) add_bits(result, one.highest);
    }
    return result;
  }

 private:
  /// The four words of one of the numbers in a word.
  struct number {
    bits_type positive_before, negative_before, lowest, highest;
    __device__ number(const float_extremes& all, int i)
        : positive_before(value_in_word<T>(all.positive_before_, i)),
          negative_before(value_in_word<T>(all.negative_before_, i)),
          lowest(value_in_word<T>(all.lowest_, i)),
          highest(value_in_word<T>(all.highest_, i)) {}
  };

  template <class Bits>
  static __device__ void add_bits(extreme_keys& keys, Bits bits) {
    keys.add(exact_double<T>(static_cast<bits_type>(bits)));
  }

  word positive_before_ = static_cast<word>(~word{0});
  word negative_before_ = static_cast<word>(~ops::top);
  word lowest_ = 0;
  word highest_ = ops::top;
};

/// Of integers other than zero.
template <class T>
class integer_extremes {
  using word = value_word<T>;
  using wide = std::conditional_t<std::is_signed_v<T>, std::int32_t, std::uint32_t>;

 public:
  __device__ void add(word x) {
    for (int i = 0; i < values_per_word<T>; ++i) add_value(value_in_word<T>(x, i));
  }
  __device__ void add_value(T x) {
    least_ = detail::min(least_, wide{x});
    most_ = detail::max(most_, wide{x});
    // Of a zero, the largest number there is.
    smallest_before_ =
        detail::min(smallest_before_, static_cast<std::uint32_t>(magnitude(wide{x})) - 1);
  }
  __device__ void merge(const integer_extremes& other) {
    least_ = detail::min(least_, other.least_);
    most_ = detail::max(most_, other.most_);
    smallest_before_ = detail::min(smallest_before_, other.smallest_before_);
  }
  __device__ void merge_lane(int lane_mask) {
    constexpr unsigned all = 0xFFFF'FFFF;
    integer_extremes other;
    other.least_ = __shfl_xor_sync(all, least_, lane_mask);
    other.most_ = __shfl_xor_sync(all, most_, lane_mask);
    other.smallest_before_ = __shfl_xor_sync(all, smallest_before_, lane_mask);
    merge(other);
  }
  [[nodiscard]] static constexpr __device__ bool has_special() { return false; }

  [[nodiscard]] __device__ extreme_keys keys(int fraction_length) const {
    extreme_keys result;
    if (least_ > most_) return result;
    result.add(scaled_double(least_, fraction_length));
    result.add(scaled_double(most_, fraction_length));
    if (smallest_before_ != 0xFFFF'FFFF) {
      const auto smallest = std::int64_t{smallest_before_} + 1;
      result.smallest_complement =
          ~detail::bit_cast<std::uint64_t>(scaled_double(smallest, fraction_length));
    }
    return result;
  }

 private:
  static constexpr std::uint32_t high = 0xFFFF'FFFF;
  wide least_ = std::is_signed_v<T> ? static_cast<wide>(high >> 1) : static_cast<wide>(high);
  wide most_ = std::is_signed_v<T> ? static_cast<wide>(~(high >> 1)) : wide{0};
  std::uint32_t smallest_before_ = high;
};

/// Of bytes, whose rows tell all values.
struct no_extremes {
  template <class Word>
  __device__ void add(Word) {}
  template <class T>
  __device__ void add_value(T) {}
  __device__ void merge(const no_extremes&) {}
  __device__ void merge_lane(int) {}
  [[nodiscard]] static constexpr __device__ bool has_special() { return false; }
  [[nodiscard]] __device__ extreme_keys keys(int) const { return {}; }
};

template <class Rows, class T = typename Rows::value_type>
struct extremes_by_type {
  using type = float_extremes<T, Rows>;
};
template <class Rows, std::integral T>
struct extremes_by_type<Rows, T> {
  using type = std::conditional_t<sizeof(T) == 1, no_extremes, integer_extremes<T>>;
};
template <class Rows>
using extremes_of = typename extremes_by_type<Rows>::type;

}  // namespace binpoint::detail

#endif
