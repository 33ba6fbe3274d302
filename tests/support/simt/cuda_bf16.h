/// @file
/// Stands in for CUDA's header of this name: bfloat16 as its bits, and what converts it.
#ifndef BINPOINT_TESTS_SIMT_CUDA_BF16_H
#define BINPOINT_TESTS_SIMT_CUDA_BF16_H

#include <bit>
#include <cstdint>

#include "cuda_fp16.h"

struct alignas(2) __nv_bfloat16 {
  std::uint16_t bits;
};

namespace simt {
struct bfloat16_bits {
  std::uint16_t bits;
};
}  // namespace simt
template <>
struct binpoint::float_layout<simt::bfloat16_bits> : binpoint::ieee_layout<std::uint16_t, 8, 7> {};

inline float __bfloat162float(__nv_bfloat16 x) {
  return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
}
inline __nv_bfloat16 __float2bfloat16_rn(float x) {
  return {simt::convert_float<simt::bfloat16_bits>(x).bits};
}

#endif
