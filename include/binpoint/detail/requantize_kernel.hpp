/// @file
/// The hot loops of requantize: integers shifted, rounded and saturated.
#ifndef BINPOINT_DETAIL_REQUANTIZE_KERNEL_HPP
#define BINPOINT_DETAIL_REQUANTIZE_KERNEL_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "../config.hpp"
#include "../convert.hpp"
#include "../layout.hpp"
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

/// Shifts that leave room: highest * 2^shift + 2^shift - 1 fits into 32 bits.
template <class Accumulator, class Code>
[[nodiscard]] constexpr bool shift_kernel_covers(int shift, policy how) {
  constexpr int longest =
      31 - static_cast<int>(sizeof(Code)) * 8 + (std::is_signed_v<Code> ? 1 : 0);
  return std::is_same_v<Accumulator, std::int32_t> && 1 <= shift && shift <= longest &&
         how.overflow != overflow_mode::wrap && how.underflow == underflow_mode::gradual;
}

/// x / 2^shift, rounded; saturated first, so that no sum overflows.
template <rounding_mode Rounding>
[[nodiscard]] BINPOINT_ALWAYS_INLINE BINPOINT_HOST_DEVICE std::int32_t shifted_code(
    std::int32_t x, std::int32_t shift, std::int32_t lowest, std::int32_t highest) {
  const std::int32_t unit = std::int32_t{1} << shift;
  x = saturate(x, lowest << shift, highest << shift);
  if constexpr (Rounding == rounding_mode::half_away) {
    x += (unit >> 1) + (x >> 31);
  } else if constexpr (Rounding == rounding_mode::half_even) {
    x += (unit >> 1) - 1 + ((x >> shift) & 1);
  } else if constexpr (Rounding == rounding_mode::half_up) {
    x += unit >> 1;
  } else if constexpr (Rounding == rounding_mode::ceiling) {
    x += unit - 1;
  } else if constexpr (Rounding == rounding_mode::toward_zero) {
    x += (x >> 31) & (unit - 1);
  }
  return x >> shift;
}

/// The codes' ends.
struct code_ends {
  std::int32_t lowest;
  std::int32_t highest;
};
template <class Code>
[[nodiscard]] constexpr code_ends ends_of(policy how) {
  const format target{static_cast<int>(sizeof(Code) * 8), 0, std::is_signed_v<Code>};
  return {static_cast<std::int32_t>(signed_code(true, magnitude_limit(target, how.overflow, true))),
          static_cast<std::int32_t>(target.highest_code())};
}

template <rounding_mode Rounding, class Code>
struct requantize_block {
  code_ends ends;
  std::int32_t shift;

  static constexpr bool writes_directly = true;
  BINPOINT_ALWAYS_INLINE void run(const std::int32_t* __restrict in, Code* __restrict out) const {
    const code_ends e = ends;  // copies, which the stores cannot change
    const std::int32_t s = shift;
    for (std::size_t i = 0; i < block_length; ++i) {
      out[i] = static_cast<Code>(shifted_code<Rounding>(in[i], s, e.lowest, e.highest));
    }
  }
};

/// Blocks of many channels. `shifts` is the pattern of shifts, which repeats after `period` values,
/// and block_length more.
template <rounding_mode Rounding, class Code>
struct requantize_channel_block {
  code_ends ends;
  const std::int32_t* shifts;
  std::size_t period;
  std::size_t advance = block_length % period;
  std::size_t position = 0;

  static constexpr bool writes_directly = true;
  BINPOINT_ALWAYS_INLINE void run(const std::int32_t* __restrict in, Code* __restrict out) {
    const code_ends e = ends;
    const std::int32_t* const s = shifts + position;
    for (std::size_t i = 0; i < block_length; ++i) {
      out[i] = static_cast<Code>(shifted_code<Rounding>(in[i], s[i], e.lowest, e.highest));
    }
    position += advance;
    position -= position >= period ? period : 0;
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

template <class Accumulator, class Code>
void requantize_values(const Accumulator* in, Code* out, std::size_t n, int shift, policy how) {
  if constexpr (std::is_same_v<Accumulator, std::int32_t> && sizeof(Code) < 4) {
    if (shift_kernel_covers<Accumulator, Code>(shift, how)) {
      return with_rounding(how.rounding, [&]<rounding_mode Rounding> {
        requantize_block<Rounding, Code> body{ends_of<Code>(how), shift};
        run_blocks(in, out, n, body);
      });
    }
  }
  for (std::size_t i = 0; i < n; ++i) out[i] = requantize<Code>(in[i], shift, how);
}

/// Short runs: the pattern of shifts is laid out once.
template <class Accumulator, class Code>
void requantize_short_runs(const Accumulator* in, Code* out, std::size_t n, const int* shifts,
                           channel_layout layout, policy how) {
  if constexpr (std::is_same_v<Accumulator, std::int32_t> && sizeof(Code) < 4) {
    bool covered = true;
    for (std::size_t c = 0; c < layout.channels; ++c) {
      covered = covered && shift_kernel_covers<Accumulator, Code>(shifts[c], how);
    }
    if (covered && n > 0) {
      const std::size_t period = layout.channels * layout.inner;
      std::vector<std::int32_t> pattern;
      pattern.reserve(period + block_length);
      for (std::size_t c = 0; c < layout.channels; ++c) {
        pattern.insert(pattern.end(), layout.inner, shifts[c]);
      }
      for (std::size_t i = 0; i < block_length; ++i) pattern.push_back(pattern[i]);
      return with_rounding(how.rounding, [&]<rounding_mode Rounding> {
        requantize_channel_block<Rounding, Code> body{ends_of<Code>(how), pattern.data(), period};
        run_blocks(in, out, n, body);
      });
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = requantize<Code>(in[i], shifts[layout.channel(i)], how);
  }
}

template <class Accumulator, class Code>
void requantize_channels(const Accumulator* in, Code* out, std::size_t n, const int* shifts,
                         channel_layout layout, policy how) {
  if (layout.inner < block_length / 2) {
    return requantize_short_runs(in, out, n, shifts, layout, how);
  }
  for (std::size_t i = 0; i < n; i += layout.inner) {
    requantize_values(in + i, out + i, layout.inner, shifts[layout.channel(i)], how);
  }
}

}  // namespace binpoint::detail

#endif
