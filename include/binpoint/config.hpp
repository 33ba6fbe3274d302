/// @file
/// What depends on the compiler: all tests of compiler, language mode and machine are here.
#ifndef BINPOINT_CONFIG_HPP
#define BINPOINT_CONFIG_HPP

#include <version>

// Functions that also run in CUDA kernels.
#if defined(__CUDACC__)
#define BINPOINT_HOST_DEVICE __host__ __device__
#else
#define BINPOINT_HOST_DEVICE
#endif

// Before a loop of a kernel, which shall have no registers with an index.
#if defined(__CUDACC__)
#define BINPOINT_UNROLL _Pragma("unroll")
#else
#define BINPOINT_UNROLL
#endif

// `type* const name`: a kernel's dynamic shared memory, aligned for every type. A stand-in for CUDA's
// runtime, where there is one, says where it is.
#if defined(__CUDACC__)
#define BINPOINT_DYNAMIC_SHARED(type, name)         \
  extern __shared__ uint4 binpoint_dynamic_shared[]; \
  type* const name = reinterpret_cast<type*>(binpoint_dynamic_shared)
#else
#define BINPOINT_DYNAMIC_SHARED(type, name) \
  type* const name = static_cast<type*>(binpoint_dynamic_shared())
#endif

// Before a loop of a kernel that is seldom run, and shall be short.
#if defined(__CUDACC__)
#define BINPOINT_NO_UNROLL _Pragma("unroll 1")
#else
#define BINPOINT_NO_UNROLL
#endif

// Whether errors are exceptions. Where there are none, BINPOINT_ASSERTION_FAILED is called instead.
#if defined(__cpp_exceptions) || defined(__EXCEPTIONS)
#define BINPOINT_HAS_EXCEPTIONS 1
#else
#define BINPOINT_HAS_EXCEPTIONS 0
#endif

// Whether the standard library has std::format.
#if defined(__cpp_lib_format)
#define BINPOINT_HAS_FORMAT 1
#else
#define BINPOINT_HAS_FORMAT 0
#endif

// Whether the compiler has the 16-bit floating-point type; nvcc has CUDA's own, see device/half.hpp.
#if defined(__FLT16_MANT_DIG__) && !defined(__CUDACC__)
#define BINPOINT_HAS_FLOAT16 1
#else
#define BINPOINT_HAS_FLOAT16 0
#endif

// The hook for wrong arguments in a build without exceptions. Define it before the first include to
// log or reset; it must not return.
#if !defined(BINPOINT_ASSERTION_FAILED)
#define BINPOINT_ASSERTION_FAILED(function, reason) __builtin_trap()
#endif

// A loop body that must be part of its caller: only then is it compiled for the caller's instructions.
#define BINPOINT_ALWAYS_INLINE [[gnu::always_inline]] inline

// Hot loops are compiled twice on x86-64, and the processor decides at run time.
#if defined(__x86_64__) && !defined(__CUDA_ARCH__)
#define BINPOINT_HAS_AVX2_DISPATCH 1
#define BINPOINT_AVX2_INLINE [[gnu::always_inline]] BINPOINT_TARGET_AVX2 inline
// Every processor with AVX2 has POPCNT.
#define BINPOINT_TARGET_AVX2 __attribute__((target("avx2,popcnt")))
#else
#define BINPOINT_HAS_AVX2_DISPATCH 0
#endif

#endif
