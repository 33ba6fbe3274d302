/// @file
/// The loops that one would write by hand on raw floats and integers, equal to the library's result
/// for result: the peers of the benchmarks.
#ifndef BINPOINT_BENCHMARKS_HAND_LOOPS_HPP
#define BINPOINT_BENCHMARKS_HAND_LOOPS_HPP

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

// The library's kernels over tensors choose AVX2 at run time, and are written so that g++
// vectorises them at -O2. Their peers get the same instructions, and the level that vectorises
// them.
#if defined(__x86_64__) && defined(__clang__)
#define BENCH_VECTOR_LOOP __attribute__((target("avx2"), noinline))
#elif defined(__x86_64__)
#define BENCH_VECTOR_LOOP __attribute__((target("avx2"), optimize("O3"), noinline))
#else
#define BENCH_VECTOR_LOOP __attribute__((noinline))
#endif
#define BENCH_INLINE __attribute__((always_inline)) inline

namespace bench {

// float -> 8 bits, 3 of them behind the point. No float comparison feeds the rounding, for of such
// g++ makes branches; corrections take the sign bit of an exact difference instead. Products beyond
// the format are clamped, NaN is replaced last.

BENCH_INLINE float clamp_code(float y) {
  y = y > -128.0F ? y : -128.0F;
  return y < 127.0F ? y : 127.0F;
}
BENCH_INLINE std::int8_t code_or_zero(float x, float rounded) {
  const int code = static_cast<int>(clamp_code(rounded));
  return static_cast<std::int8_t>(x == x ? code : 0);
}
/// -1 where the sign bit is set.
BENCH_INLINE float sign_of(float d) {
  return static_cast<float>(std::bit_cast<std::int32_t>(d) >> 31);
}
/// x minus the nearest even integer: exact, never -0.
BENCH_INLINE float rest_of(float x) { return (x - std::nearbyint(x)) + 0.0F; }

struct half_away_by_hand {
  BENCH_INLINE std::int8_t operator()(float f) const {
    const float x = f * 8.0F;
    return code_or_zero(f, x + std::copysign(0x1.fffffep-2F, x));
  }
};
struct half_even_by_hand {
  BENCH_INLINE std::int8_t operator()(float f) const {
    return code_or_zero(f, std::nearbyint(f * 8.0F));
  }
};
struct half_up_by_hand {
  BENCH_INLINE std::int8_t operator()(float f) const {
    const float x = f * 8.0F;
    return code_or_zero(f, std::nearbyint(x) + (1.0F + sign_of(rest_of(x) - 0.5F)));
  }
};
struct floor_by_hand {
  BENCH_INLINE std::int8_t operator()(float f) const {
    const float x = f * 8.0F;
    return code_or_zero(f, std::nearbyint(x) + sign_of(rest_of(x)));
  }
};
struct ceiling_by_hand {
  BENCH_INLINE std::int8_t operator()(float f) const {
    const float x = f * 8.0F;
    return code_or_zero(f, std::nearbyint(x) - sign_of(0.0F - rest_of(x)));
  }
};
struct toward_zero_by_hand {
  BENCH_INLINE std::int8_t operator()(float f) const { return code_or_zero(f, f * 8.0F); }
};

template <class Convert>
BENCH_VECTOR_LOOP void quantize_by_hand(const float* __restrict in, std::int8_t* __restrict out,
                                        std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = Convert{}(in[i]);
}

// int32 -> int8, half away from zero. Clamped first, so that no sum overflows.

BENCH_INLINE std::int8_t shifted_by_hand(std::int32_t x, int shift) {
  const std::int32_t highest = 127 << shift;
  const std::int32_t lowest = -(128 << shift);
  x = x > highest ? highest : x;
  x = x < lowest ? lowest : x;
  return static_cast<std::int8_t>((x + (1 << (shift - 1)) + (x >> 31)) >> shift);
}

BENCH_VECTOR_LOOP inline void requantize_by_hand(const std::int32_t* __restrict in,
                                                 std::int8_t* __restrict out, std::size_t n,
                                                 int shift) {
  for (std::size_t i = 0; i < n; ++i) out[i] = shifted_by_hand(in[i], shift);
}

/// Channels last: value i belongs to channel i modulo `channels`.
BENCH_VECTOR_LOOP inline void requantize_last_by_hand(const std::int32_t* __restrict in,
                                                      std::int8_t* __restrict out, std::size_t n,
                                                      const int* __restrict shifts,
                                                      std::size_t channels) {
  for (std::size_t i = 0; i < n; i += channels) {
    for (std::size_t c = 0; c < channels; ++c) out[i + c] = shifted_by_hand(in[i + c], shifts[c]);
  }
}

// Arithmetic: plain functions, compiled as the user's code is.

/// Modulo 2^32, as an accumulator that wraps.
[[gnu::noinline]] inline std::int32_t dot_by_hand(const std::int8_t* a, const std::int8_t* b,
                                                  std::size_t n) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += static_cast<std::uint32_t>(a[i] * b[i]);
  return static_cast<std::int32_t>(sum);
}

/// 16.16: x * a + b, rounded once, half away from zero, and saturated.
BENCH_INLINE std::int32_t multiply_add_by_hand(std::int32_t x, std::int32_t a, std::int32_t b) {
  const std::int64_t sum = std::int64_t{x} * a + std::int64_t{b} * 65536;
  std::int64_t y = (sum + 0x8000 + (sum >> 63)) >> 16;
  y = y > INT32_MAX ? INT32_MAX : y;
  y = y < INT32_MIN ? INT32_MIN : y;
  return static_cast<std::int32_t>(y);
}

[[gnu::noinline]] inline void chain_by_hand(std::int32_t* x, std::size_t n, std::int32_t a,
                                            std::int32_t b, int steps) {
  for (std::size_t i = 0; i < n; ++i) {
    std::int32_t y = x[i];
    for (int k = 0; k < steps; ++k) y = multiply_add_by_hand(y, a, b);
    x[i] = y;
  }
}

}  // namespace bench

#endif
