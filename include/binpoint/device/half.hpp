/// @file
/// CUDA's half and bfloat16 as sources and targets of every conversion. Host compilers take it as well.
#ifndef BINPOINT_DEVICE_HALF_HPP
#define BINPOINT_DEVICE_HALF_HPP

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

#include "../bits.hpp"

namespace binpoint {

template <>
struct float_layout<__half> : ieee_layout<std::uint16_t, 5, 10> {};
template <>
struct float_layout<__nv_bfloat16> : ieee_layout<std::uint16_t, 8, 7> {};

}  // namespace binpoint

#endif
