/// @file
/// The bodies of the kernels that take floating-point numbers: what is done with each value.
#ifndef BINPOINT_DEVICE_DETAIL_QUANTIZERS_CUH
#define BINPOINT_DEVICE_DETAIL_QUANTIZERS_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../../config.hpp"
#include "../../detail/encode.hpp"
#include "../../format.hpp"
#include "../../policy.hpp"
#include "../../random.hpp"
#include "by_channel.cuh"
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

// Fast bodies: one number that they cover for the whole tensor; with(number) is the same body for
// another. The others know any number, and one for each channel.

/// Formats that the fast path covers, and gradual underflow.
template <rounding_mode Rounding, class T, class Out>
struct fast_quantizer {
  using output_type = Out;
  using arithmetic = arithmetic_of<T>;

  code_constants<arithmetic> constants;
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
    for (std::size_t i = 0; i < Length; ++i) y.value[i] = one(x, i, bits.value[i]);
    return y;
  }

  [[nodiscard]] __device__ static bool covers(int fraction_length) {
    return has_normal_scale<arithmetic>(fraction_length);
  }
  [[nodiscard]] __device__ fast_quantizer with(int fraction_length) const {
    return {with_fraction_length(constants, fraction_length), random};
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ Out one(const pack<T, Length>& x, std::size_t i,
                                   std::uint32_t bits = 0) const {
    const device_lane lane = quantize_on_device<Rounding>(widen(x.value[i]), constants, bits);
    return device_output<Out>(lane.code, constants);
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
  number_source numbers;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<Out, Length> apply(const pack<T, Length>& x,
                                                   std::size_t index) const {
    return map_by_number<Out, Length>(*this, x, index);
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ Out one(const pack<T, Length>& x, std::size_t i, std::size_t index,
                                   int fraction_length) const {
    return quantize_any<Out>(x.value[i], format_with(fraction_length), how, bits_at(index));
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

/// The upstream gradient of half_away in formats that the fast path covers, and gradual underflow.
template <class T>
struct fast_gradient {
  using output_type = T;
  using arithmetic = arithmetic_of<T>;

  code_constants<arithmetic> constants;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack_pair<T, Length>& x, std::size_t) const {
    pack<T, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) y.value[i] = one(x, i);
    return y;
  }

  [[nodiscard]] __device__ static bool covers(int fraction_length) {
    return has_normal_scale<arithmetic>(fraction_length);
  }
  [[nodiscard]] __device__ fast_gradient with(int fraction_length) const {
    return {with_fraction_length(constants, fraction_length)};
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ T one(const pack_pair<T, Length>& x, std::size_t i) const {
    const arithmetic value = widen(x.first.value[i]);
    const bool passes =
        !is_nan(value) &&
        !quantize_on_device<rounding_mode::half_away>(value, constants, 0).overflowed();
    return passes ? x.second.value[i] : narrow<T>(arithmetic(0));
  }
};

template <class T>
struct any_gradient {
  format target;
  policy how;
  number_source numbers;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack_pair<T, Length>& x,
                                                 std::size_t index) const {
    return map_by_number<T, Length>(*this, x, index);
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ T one(const pack_pair<T, Length>& x, std::size_t i, std::size_t,
                                 int fraction_length) const {
    const format f{target.word_length, fraction_length, target.is_signed};
    const bool passes = gradient_passes_on_device(x.first.value[i], f, how);
    return passes ? x.second.value[i] : to_float<T>(dyadic{});
  }
};

}  // namespace binpoint::detail

#endif
