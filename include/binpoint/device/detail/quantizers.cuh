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

/// One output for each value of a pack from that index on: output(i, number of its channel).
template <class Out, std::size_t Length, class Output>
[[nodiscard]] __device__ pack<Out, Length> map_by_channel(const number_source& numbers,
                                                          std::size_t index, Output output) {
  pack<Out, Length> y;
  channel_cursor cursor = numbers.at(index);
  BINPOINT_UNROLL
  for (std::size_t i = 0; i < Length; ++i) {
    y.value[i] = output(i, numbers.number(cursor));
    cursor.advance(numbers.layout);
  }
  return y;
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
    return map_by_channel<Out, Length>(fractions, index, [&](std::size_t i, int fraction_length) {
      return quantize_any<Out>(x.value[i], format_with(fraction_length), how, bits_at(index + i));
    });
  }

  [[nodiscard]] __device__ format format_with(int fraction_length) const {
    return {target.word_length, fraction_length, target.is_signed};
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
    return map_by_channel<T, Length>(fractions, index, [&](std::size_t i, int fraction_length) {
      const format f{target.word_length, fraction_length, target.is_signed};
      const bool passes = gradient_passes_on_device(x.first.value[i], f, how);
      return passes ? x.second.value[i] : to_float<T>(dyadic{});
    });
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
    return map_by_channel<T, Length>(fractions, index, [&](std::size_t i, int fraction_length) {
      const format f{from.word_length, fraction_length, from.is_signed};
      return exact_output<T>(static_cast<std::int64_t>(x.value[i]), f);
    });
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
    return map_by_channel<Code, Length>(shifts, index, [&](std::size_t i, int shift) {
      constexpr format target{static_cast<int>(sizeof(Code) * 8), 0, std::is_signed_v<Code>};
      const dyadic value = integer_to_dyadic(x.value[i], -shift);
      return static_cast<Code>(encode_dyadic(value, target, how).code);
    });
  }
};

}  // namespace binpoint::detail

#endif
