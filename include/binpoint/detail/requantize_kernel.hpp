/// @file
/// The hot loops of requantize: integers shifted, rounded and saturated.
#ifndef BINPOINT_DETAIL_REQUANTIZE_KERNEL_HPP
#define BINPOINT_DETAIL_REQUANTIZE_KERNEL_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../config.hpp"
#include "../convert.hpp"
#include "../policy.hpp"
#include "block_loop.hpp"
#include "check.hpp"
#include "encode.hpp"
#include "quantize_lane.hpp"

namespace binpoint::detail {

inline void check_requantize(const char* function, std::size_t in, std::size_t out, int shift,
                             policy how) {
  check_shift(function, shift);
  check_deterministic(function, how);
  check_same_size(function, in, out);
}

template <class Accumulator, class Code>
inline constexpr bool has_shift_kernel = std::is_same_v<Accumulator, std::int32_t> &&
                                         sizeof(Code) < sizeof(Accumulator);

/// Whether highest * 2^shift + 2^shift - 1 fits into 32 bits, and the shift is one to the right.
template <class Code>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool leaves_room(int shift) {
  constexpr int longest =
      31 - static_cast<int>(sizeof(Code)) * 8 + (std::is_signed_v<Code> ? 1 : 0);
  return 1 <= shift && shift <= longest;
}

/// Modes that the kernel knows; the others take the exact path.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool has_shift_modes(policy how) {
  return how.overflow != overflow_mode::wrap && how.underflow == underflow_mode::gradual;
}
template <class Code>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool shift_kernel_covers(int shift, policy how) {
  return leaves_room<Code>(shift) && has_shift_modes(how);
}

/// The codes' ends.
struct code_ends {
  std::int32_t lowest;
  std::int32_t highest;
};
template <class Code>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_ends ends_of(policy how) {
  const format target{static_cast<int>(sizeof(Code) * 8), 0, std::is_signed_v<Code>};
  return {static_cast<std::int32_t>(signed_code(true, magnitude_limit(target, how.overflow, true))),
          static_cast<std::int32_t>(target.highest_code())};
}

/// Everything that the kernel needs to know of a shift.
struct shift_constants {
  std::int32_t lowest;   ///< the lowest code, shifted left
  std::int32_t highest;  ///< likewise
  std::int32_t addend;   ///< by which the rounding mode moves a value
  std::int32_t shift;
};

template <rounding_mode Rounding>
[[nodiscard]] BINPOINT_ALWAYS_INLINE BINPOINT_HOST_DEVICE constexpr shift_constants
make_shift_constants(code_ends ends, int shift) {
  const std::int32_t unit = std::int32_t{1} << shift;
  std::int32_t addend = unit - 1;
  if (Rounding == rounding_mode::half_even) addend = (unit >> 1) - 1;
  if (Rounding == rounding_mode::half_away || Rounding == rounding_mode::half_up)
    addend = unit >> 1;
  return {ends.lowest * unit, ends.highest * unit, addend, shift};
}

/// x / 2^shift, rounded; saturated first, so that no sum overflows.
template <rounding_mode Rounding>
[[nodiscard]] BINPOINT_ALWAYS_INLINE BINPOINT_HOST_DEVICE std::int32_t shifted_code(
    std::int32_t x, const shift_constants& c) {
  x = saturate(x, c.lowest, c.highest);
  if constexpr (Rounding == rounding_mode::half_away) {
    x += c.addend + (x >> 31);
  } else if constexpr (Rounding == rounding_mode::half_even) {
    x += c.addend + ((x >> c.shift) & 1);
  } else if constexpr (Rounding == rounding_mode::half_up || Rounding == rounding_mode::ceiling) {
    x += c.addend;
  } else if constexpr (Rounding == rounding_mode::toward_zero) {
    x += (x >> 31) & c.addend;
  }
  return x >> c.shift;
}

template <rounding_mode Rounding, class Code>
struct requantize_block {
  shift_constants constants;

  static constexpr bool writes_directly = true;
  BINPOINT_ALWAYS_INLINE void run(const std::int32_t* __restrict in, Code* __restrict out) const {
    const shift_constants c = constants;  // a copy, which the stores cannot change
    for (std::size_t i = 0; i < block_length; ++i) {
      out[i] = static_cast<Code>(shifted_code<Rounding>(in[i], c));
    }
  }
};

/// Calls work with the rounding mode as a template argument.
template <class Work>
void with_rounding(rounding_mode rounding, const Work& work) {
  switch (rounding) {
    case rounding_mode::half_away:
      return work.template operator()<rounding_mode::half_away>();
    case rounding_mode::half_even:
      return work.template operator()<rounding_mode::half_even>();
    case rounding_mode::half_up:
      return work.template operator()<rounding_mode::half_up>();
    case rounding_mode::ceiling:
      return work.template operator()<rounding_mode::ceiling>();
    case rounding_mode::toward_zero:
      return work.template operator()<rounding_mode::toward_zero>();
    default:
      return work.template operator()<rounding_mode::floor>();
  }
}

/// One value after the other.
template <class Accumulator, class Code>
void requantize_exactly(const Accumulator* in, Code* out, std::size_t n, int shift, policy how) {
  for (std::size_t i = 0; i < n; ++i) out[i] = requantize<Code>(in[i], shift, how);
}

template <class Accumulator, class Code>
void requantize_values(const Accumulator* in, Code* out, std::size_t n, int shift, policy how) {
  if constexpr (has_shift_kernel<Accumulator, Code>) {
    if (shift_kernel_covers<Code>(shift, how)) {
      return with_rounding(how.rounding, [&]<rounding_mode Rounding> {
        const auto constants = make_shift_constants<Rounding>(ends_of<Code>(how), shift);
        const requantize_block<Rounding, Code> body{constants};
        run_blocks(in, out, n, body);
      });
    }
  }
  requantize_exactly(in, out, n, shift, how);
}

}  // namespace binpoint::detail

#endif
