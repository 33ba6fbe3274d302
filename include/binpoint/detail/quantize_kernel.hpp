/// @file
/// The hot loop of quantize.
#ifndef BINPOINT_DETAIL_QUANTIZE_KERNEL_HPP
#define BINPOINT_DETAIL_QUANTIZE_KERNEL_HPP

#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "../policy.hpp"
#include "block_loop.hpp"
#include "quantize_lane.hpp"

namespace binpoint::detail {

template <rounding_mode Rounding>
struct fast_coder {
  template <class T>
  BINPOINT_ALWAYS_INLINE std::int32_t operator()(T x, const lane_constants<T>& c) const {
    return fast_code<Rounding>(x, c);
  }
};
struct any_coder {
  template <class T>
  BINPOINT_ALWAYS_INLINE std::int32_t operator()(T x, const lane_constants<T>& c) const {
    return any_code(x, c);
  }
};

/// @tparam Code  callable with a value and constants: the code
template <class Code, class T, class Out>
struct quantize_block {
  lane_constants<T> constants;

  BINPOINT_ALWAYS_INLINE void run(const T* in, Out* out) const {
    const lane_constants<T> c = constants;  // a copy, which the stores cannot change
    for (std::size_t i = 0; i < block_length; ++i) {
      out[i] = lane_output<Out>(Code{}(in[i], c), c);
    }
  }
};

}  // namespace binpoint::detail

#endif
