/// @file
/// The bodies of the kernels: what is done with each value.
#ifndef BINPOINT_DEVICE_DETAIL_QUANTIZERS_CUH
#define BINPOINT_DEVICE_DETAIL_QUANTIZERS_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../../config.hpp"
#include "../../detail/encode.hpp"
#include "../../detail/requantize_kernel.hpp"
#include "../../format.hpp"
#include "../../policy.hpp"
#include "../../random.hpp"
#include "channels.cuh"
#include "code.cuh"
#include "map.cuh"

namespace binpoint::detail {

/// The random bits of the values of a pack, four at a time where they begin with a multiple of
/// four.
template <std::size_t Length>
[[nodiscard]] __device__ pack<std::uint32_t, Length> bits_of_pack(const counter_bits& random,
                                                                  std::size_t index) {
  pack<std::uint32_t, Length> bits{};
  if (Length % 4 == 0 && index % 4 == 0) {
    BINPOINT_UNROLL
    for (std::size_t i = 0; i + 4 <= Length; i += 4) {
      const counter_bits::four four = random.block((index + i) / 4);
      for (std::size_t k = 0; k < 4; ++k) bits.value[i + k] = four.bits[k];
    }
  } else {
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) bits.value[i] = random(index + i);
  }
  return bits;
}

/// One format that the fast path covers, and gradual underflow.
template <rounding_mode Rounding, class T, class Out>
struct fast_quantizer {
  code_constants<arithmetic_of<T>> constants;
  counter_bits random;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<Out, Length> apply(const pack<T, Length>& x,
                                                   std::size_t index) const {
    pack<std::uint32_t, Length> bits{};
    if constexpr (Rounding == rounding_mode::stochastic) {
      bits = bits_of_pack<Length>(random, index);
    }
    pack<Out, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      const device_lane lane =
          quantize_on_device<Rounding>(widen(x.value[i]), constants, bits.value[i]);
      y.value[i] = device_output<Out>(lane.code, constants);
    }
    return y;
  }
};

/// One value by any mode, in the fast way where that covers it. Out of line: its registers are its
/// own.
template <class Out, class T>
[[nodiscard]] [[gnu::noinline]] __device__ Out quantize_any(T x, format target, policy how,
                                                            std::uint32_t random) {
  if constexpr (has_arithmetic<T>) {
    using arithmetic = arithmetic_of<T>;
    if (fast_path_covers<Out, arithmetic>(target, how)) {
      const auto constants = make_code_constants<arithmetic>(target, how);
      const device_lane lane = quantize_on_device(widen(x), constants, how, random);
      return device_output<Out>(lane.code, constants);
    }
  }
  return exact_output<Out>(encode_float(x, target, how, random).code, target);
}

/// Any format and mode, and any for each channel.
template <class T, class Out>
struct any_quantizer {
  format target;
  policy how;
  counter_bits random;
  number_source fractions;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<Out, Length> apply(const pack<T, Length>& x,
                                                   std::size_t index) const {
    pack<Out, Length> y;
    channel_cursor cursor = fractions.at(index);
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      y.value[i] = quantize_any<Out>(x.value[i], format_at(cursor), how, bits_at(index + i));
      cursor.advance(fractions.layout);
    }
    return y;
  }

  [[nodiscard]] __device__ format format_at(const channel_cursor& cursor) const {
    return {target.word_length, fractions.number(cursor), target.is_signed};
  }
  [[nodiscard]] __device__ std::uint32_t bits_at(std::size_t index) const {
    return how.rounding == rounding_mode::stochastic ? random(index) : 0;
  }
};

/// Whether a value overflows in no way that its mode knows; as gradient_passes, and faster.
template <class T>
[[nodiscard]] [[gnu::noinline]] __device__ bool gradient_passes_on_device(T x, format target,
                                                                          policy how) {
  if constexpr (has_arithmetic<T>) {
    using arithmetic = arithmetic_of<T>;
    if (how.rounding != rounding_mode::stochastic &&
        fast_path_covers<int, arithmetic>(target, how)) {
      const arithmetic value = widen(x);
      const auto constants = make_code_constants<arithmetic>(target, how);
      return !is_nan(value) && !quantize_on_device(value, constants, how, 0).overflowed();
    }
  }
  return gradient_passes(x, target, how);
}

/// The upstream gradient of half_away in one format that the fast path covers, and gradual
/// underflow.
template <class T>
struct fast_gradient {
  code_constants<arithmetic_of<T>> constants;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack_pair<T, Length>& x, std::size_t) const {
    pack<T, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      const arithmetic_of<T> value = widen(x.first.value[i]);
      const bool passes =
          !is_nan(value) &&
          !quantize_on_device<rounding_mode::half_away>(value, constants, 0).overflowed();
      y.value[i] = passes ? x.second.value[i] : narrow<T>(arithmetic_of<T>(0));
    }
    return y;
  }
};

template <class T>
struct any_gradient {
  format target;
  policy how;
  number_source fractions;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack_pair<T, Length>& x,
                                                 std::size_t index) const {
    pack<T, Length> y;
    channel_cursor cursor = fractions.at(index);
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      const format f{target.word_length, fractions.number(cursor), target.is_signed};
      y.value[i] = gradient_passes_on_device(x.first.value[i], f, how) ? x.second.value[i]
                                                                       : to_float<T>(dyadic{});
      cursor.advance(fractions.layout);
    }
    return y;
  }
};

template <class Code, class T>
struct fast_dequantizer {
  arithmetic_of<T> step;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack<Code, Length>& x, std::size_t) const {
    pack<T, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      y.value[i] = narrow<T>(static_cast<arithmetic_of<T>>(x.value[i]) * step);
    }
    return y;
  }
};

template <class Code, class T>
struct exact_dequantizer {
  format from;
  number_source fractions;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack<Code, Length>& x,
                                                 std::size_t index) const {
    pack<T, Length> y;
    channel_cursor cursor = fractions.at(index);
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      const format f{from.word_length, fractions.number(cursor), from.is_signed};
      y.value[i] = exact_output<T>(static_cast<std::int64_t>(x.value[i]), f);
      cursor.advance(fractions.layout);
    }
    return y;
  }
};

/// Shifts that shift_kernel_covers.
template <rounding_mode Rounding, class Code>
struct fast_requantizer {
  shift_constants constants;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<Code, Length> apply(const pack<std::int32_t, Length>& x,
                                                    std::size_t) const {
    pack<Code, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      y.value[i] = static_cast<Code>(shifted_code<Rounding>(x.value[i], constants));
    }
    return y;
  }
};

template <class Accumulator, class Code>
struct exact_requantizer {
  policy how;
  number_source shifts;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<Code, Length> apply(const pack<Accumulator, Length>& x,
                                                    std::size_t index) const {
    constexpr format target{static_cast<int>(sizeof(Code) * 8), 0, std::is_signed_v<Code>};
    pack<Code, Length> y;
    channel_cursor cursor = shifts.at(index);
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) {
      const dyadic value = integer_to_dyadic(x.value[i], -shifts.number(cursor));
      y.value[i] = static_cast<Code>(encode_dyadic(value, target, how).code);
      cursor.advance(shifts.layout);
    }
    return y;
  }
};

}  // namespace binpoint::detail

#endif
