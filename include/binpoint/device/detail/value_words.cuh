/// @file
/// Sixteen bytes of values as they are loaded: words, and the values in a word.
#ifndef BINPOINT_DEVICE_DETAIL_VALUE_WORDS_CUH
#define BINPOINT_DEVICE_DETAIL_VALUE_WORDS_CUH

#include <cuda_runtime.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../../bits.hpp"

namespace binpoint::detail {

/// The bits of a floating-point number, or an integer itself.
template <class T>
struct value_bits {
  using type = typename float_layout<T>::bits_type;
};
template <std::integral T>
struct value_bits<T> {
  using type = T;
};
template <class T>
using value_bits_t = typename value_bits<T>::type;

/// What registers hold one of a double, else 4 bytes of values.
template <class T>
using value_word = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

template <class T>
inline constexpr int values_per_word = static_cast<int>(sizeof(value_word<T>) / sizeof(T));
inline constexpr std::size_t bytes_per_load = 16;
template <class T>
inline constexpr std::size_t values_per_load = bytes_per_load / sizeof(T);

template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr value_bits_t<T> value_in_word(value_word<T> word,
                                                                           int i) noexcept {
  if constexpr (values_per_word<T> == 1) {
    return static_cast<value_bits_t<T>>(word);
  } else {
    return static_cast<value_bits_t<T>>(word >> (i * static_cast<int>(sizeof(T)) * 8));
  }
}

template <class T, class Visit>
__device__ void for_each_word(const uint4& load, Visit visit) {
  if constexpr (sizeof(T) == 8) {
    visit(std::uint64_t{load.y} << 32 | load.x);
    visit(std::uint64_t{load.w} << 32 | load.z);
  } else {
    visit(load.x);
    visit(load.y);
    visit(load.z);
    visit(load.w);
  }
}

}  // namespace binpoint::detail

#endif
