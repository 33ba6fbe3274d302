/// @file
/// From an accumulator to a code: shifted, rounded once, limited.
#ifndef BINPOINT_INTEGER_REQUANTIZATION_HPP
#define BINPOINT_INTEGER_REQUANTIZATION_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "../detail/integer.hpp"
#include "../format.hpp"
#include "../policy.hpp"

namespace binpoint::integer {

/// The lowest and the highest code of a result. A lower end of 0 is a ReLU; an upper end that is
/// the code of 6 makes it a ReLU6.
struct code_limits {
  std::int64_t lowest = -128;
  std::int64_t highest = 127;

  friend constexpr bool operator==(const code_limits&, const code_limits&) = default;
};

/// All codes of a format, without the lowest one of a signed format that saturates symmetrically.
/// @pre  at most 63 bits, and an overflow mode that saturates
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_limits limits_of(
    format target, overflow_mode overflow = overflow_mode::saturate) {
  const std::int64_t highest = target.highest_code();
  const bool is_symmetric = target.is_signed && overflow == overflow_mode::saturate_symmetric;
  return {is_symmetric ? -highest : target.lowest_code(), highest};
}

/// The codes that a ReLU leaves of them.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_limits relu_limits(code_limits codes) {
  return {binpoint::detail::max(codes.lowest, std::int64_t{0}),
          binpoint::detail::max(codes.highest, std::int64_t{0})};
}

/// The codes that min(max(x, 0), limit) leaves of them.
/// @param limit_code  the limit, rounded to the format of the codes
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_limits relu_limits(code_limits codes,
                                                                     std::int64_t limit_code) {
  const code_limits positive = relu_limits(codes);
  return {
      positive.lowest,
      binpoint::detail::max(binpoint::detail::min(positive.highest, limit_code), std::int64_t{0})};
}

template <class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Integer limited(Integer x, Integer lowest,
                                                             Integer highest) {
  return x < lowest ? lowest : x > highest ? highest : x;
}

namespace detail {

/// The least remainder, after the adjustment below, that rounds up.
template <class Accumulator>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator round_up_from(Accumulator mask,
                                                                       bool is_negative,
                                                                       rounding_mode rounding) {
  switch (rounding) {
    case rounding_mode::half_away:
    case rounding_mode::half_up:
      return (mask >> 1) + 1;
    case rounding_mode::half_even:
      return (mask >> 1) + 2;
    case rounding_mode::ceiling:
      return 1;
    case rounding_mode::toward_zero:
      return is_negative ? 1 : mask + 1;
    default:
      return mask + 1;
  }
}

/// x / 2^shift, rounded, with no sum that could overflow.
/// @pre  1 <= shift <= bits of x - 2
template <class Accumulator>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator round_shift(Accumulator x, int shift,
                                                                     rounding_mode rounding) {
  const Accumulator mask = (Accumulator{1} << shift) - 1;
  const Accumulator floor = x >> shift;
  Accumulator rest = x & mask;
  if (rounding == rounding_mode::half_away) rest -= x < 0 ? 1 : 0;
  if (rounding == rounding_mode::half_even) rest += floor & 1;
  return floor + (rest >= round_up_from(mask, x < 0, rounding) ? 1 : 0);
}

/// The same for shifts of any length: bits that are too many for a mask leave a trace in the last
/// bit, which is all that rounding must know of them.
template <class Accumulator>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator round_any_shift(Accumulator x, int shift,
                                                                         rounding_mode rounding) {
  constexpr int longest = static_cast<int>(sizeof(Accumulator)) * 8 - 2;
  if (shift <= longest) return round_shift(x, shift, rounding);
  const int beyond = binpoint::detail::min(shift - longest, longest);
  const bool lost = (x & ((Accumulator{1} << beyond) - 1)) != 0;
  const Accumulator kept = (x >> beyond) | static_cast<Accumulator>(lost ? 1 : 0);
  return round_shift(kept, longest, rounding);
}

/// x * 2^shift, limited.
/// @pre  lowest <= 0 <= highest
template <class Accumulator>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator limited_left_shift(Accumulator x,
                                                                            int shift,
                                                                            Accumulator lowest,
                                                                            Accumulator highest) {
  constexpr int longest = static_cast<int>(sizeof(Accumulator)) * 8 - 1;
  const int by = binpoint::detail::min(shift, longest);
  if (x > highest >> by) return highest;
  if (x < lowest >> by) return lowest;
  return limited(static_cast<Accumulator>(x << by), lowest, highest);
}

}  // namespace detail

/// How the accumulators of a layer become codes. The default is that of the library: half away from
/// zero, gradual underflow.
///
/// Rounding comes before the limits, which equals limits before rounding: so a ReLU costs nothing.
/// The sums have as many fraction bits as input and weight together; `shift` are those that the
/// result has less.
struct requantization {
  int shift = 0;                ///< to the right; to the left where negative
  const int* shifts = nullptr;  ///< one for each output channel, instead of `shift`
  code_limits limits{};         ///< lowest <= 0 <= highest, both of which the accumulator holds
  rounding_mode rounding = rounding_mode::half_away;  ///< not stochastic
  underflow_mode underflow = underflow_mode::gradual;

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr int shift_of(std::size_t channel) const {
    return shifts == nullptr ? shift : shifts[channel];
  }

  /// The code of a sum of an output channel; `more` is added to the channel's shift.
  template <std::signed_integral Accumulator>
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator operator()(Accumulator sum,
                                                                      std::size_t channel,
                                                                      int more = 0) const {
    const int by = shift_of(channel) + more;
    const auto lowest = static_cast<Accumulator>(limits.lowest);
    const auto highest = static_cast<Accumulator>(limits.highest);
    if (by <= 0) return detail::limited_left_shift(sum, -by, lowest, highest);
    if (underflow == underflow_mode::flush && is_below_step(sum, by)) return 0;
    return limited(detail::round_any_shift(sum, by, rounding), lowest, highest);
  }

 private:
  template <class Accumulator>
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr bool is_below_step(Accumulator sum, int by) {
    return by >= 64 || binpoint::detail::magnitude(sum) < std::uint64_t{1} << by;
  }
};

}  // namespace binpoint::integer

#endif
