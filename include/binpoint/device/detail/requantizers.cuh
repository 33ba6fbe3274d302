/// @file
/// The bodies of the kernels that take codes and accumulators: what is done with each integer.
#ifndef BINPOINT_DEVICE_DETAIL_REQUANTIZERS_CUH
#define BINPOINT_DEVICE_DETAIL_REQUANTIZERS_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../../config.hpp"
#include "../../detail/encode.hpp"
#include "../../detail/requantize_kernel.hpp"
#include "../../format.hpp"
#include "../../policy.hpp"
#include "by_channel.cuh"
#include "channels.cuh"
#include "code.cuh"
#include "map.cuh"

namespace binpoint::detail {

template <class Code, class T>
struct fast_dequantizer {
  using output_type = T;
  using arithmetic = arithmetic_of<T>;

  arithmetic step;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack<Code, Length>& x, std::size_t) const {
    pack<T, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) y.value[i] = one(x, i);
    return y;
  }

  [[nodiscard]] __device__ static bool covers(int fraction_length) {
    return has_normal_scale<arithmetic>(fraction_length);
  }
  [[nodiscard]] __device__ fast_dequantizer with(int fraction_length) const {
    return {normal_power_of_two<arithmetic>(-fraction_length)};
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ T one(const pack<Code, Length>& x, std::size_t i) const {
    return narrow<T>(static_cast<arithmetic>(x.value[i]) * step);
  }
};

/// One code's value, rounded once. Out of line, for short kernels.
template <class T, class Code>
[[nodiscard]] [[gnu::noinline]] __device__ T dequantize_any(Code code, format from) {
  return exact_output<T>(static_cast<std::int64_t>(code), from);
}

template <class Code, class T>
struct any_dequantizer {
  format from;
  number_source numbers;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> apply(const pack<Code, Length>& x,
                                                 std::size_t index) const {
    return map_by_number<T, Length>(*this, x, index);
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ T one(const pack<Code, Length>& x, std::size_t i, std::size_t,
                                 int fraction_length) const {
    return dequantize_any<T>(x.value[i], format{from.word_length, fraction_length, from.is_signed});
  }
};

/// Shifts that shift_kernel_covers.
template <rounding_mode Rounding, class Code>
struct fast_requantizer {
  using output_type = Code;

  shift_constants constants;
  code_ends ends;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<Code, Length> apply(const pack<std::int32_t, Length>& x,
                                                    std::size_t) const {
    pack<Code, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) y.value[i] = one(x, i);
    return y;
  }

  [[nodiscard]] __device__ static bool covers(int shift) { return leaves_room<Code>(shift); }
  [[nodiscard]] __device__ fast_requantizer with(int shift) const {
    return {make_shift_constants<Rounding>(ends, shift), ends};
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ Code one(const pack<std::int32_t, Length>& x, std::size_t i) const {
    return static_cast<Code>(shifted_code<Rounding>(x.value[i], constants));
  }
};

/// One integer by any mode and shift, in the fast way where that covers it.
template <class Code, class Accumulator>
[[nodiscard]] [[gnu::noinline]] __device__ Code requantize_any(Accumulator x, int shift,
                                                               policy how) {
  if constexpr (has_shift_kernel<Accumulator, Code>) {
    if (shift_kernel_covers<Code>(shift, how)) {
      const code_ends ends = ends_of<Code>(how);
      const auto by = [&]<rounding_mode Rounding>() {
        return static_cast<Code>(
            shifted_code<Rounding>(x, make_shift_constants<Rounding>(ends, shift)));
      };
      switch (how.rounding) {
        case rounding_mode::half_away:
          return by.template operator()<rounding_mode::half_away>();
        case rounding_mode::half_even:
          return by.template operator()<rounding_mode::half_even>();
        case rounding_mode::half_up:
          return by.template operator()<rounding_mode::half_up>();
        case rounding_mode::ceiling:
          return by.template operator()<rounding_mode::ceiling>();
        case rounding_mode::toward_zero:
          return by.template operator()<rounding_mode::toward_zero>();
        default:
          return by.template operator()<rounding_mode::floor>();
      }
    }
  }
  constexpr format target{static_cast<int>(sizeof(Code) * 8), 0, std::is_signed_v<Code>};
  return static_cast<Code>(encode_dyadic(integer_to_dyadic(x, -shift), target, how).code);
}

template <class Accumulator, class Code>
struct any_requantizer {
  policy how;
  number_source numbers;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<Code, Length> apply(const pack<Accumulator, Length>& x,
                                                    std::size_t index) const {
    return map_by_number<Code, Length>(*this, x, index);
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ Code one(const pack<Accumulator, Length>& x, std::size_t i, std::size_t,
                                    int shift) const {
    return requantize_any<Code>(x.value[i], shift, how);
  }
};

}  // namespace binpoint::detail

#endif
