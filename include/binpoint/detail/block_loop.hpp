/// @file
/// Loops over blocks of constant length, which g++ vectorises at -O2 already, compiled for the
/// baseline processor and for AVX2, and chosen between at run time.
#ifndef BINPOINT_DETAIL_BLOCK_LOOP_HPP
#define BINPOINT_DETAIL_BLOCK_LOOP_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../config.hpp"

namespace binpoint::detail {

inline constexpr std::size_t block_length = 64;

/// Bytes of a tensor that the caches near a core do not hold.
inline constexpr std::size_t beyond_cache = std::size_t{1} << 18;

/// Asks for the lines of as many values as Count that lie Distance bytes ahead.
template <std::size_t Count, std::size_t Distance, class T>
BINPOINT_ALWAYS_INLINE void prefetch_ahead(const T* values) {
  constexpr std::uintptr_t line = 64;
  const auto address = reinterpret_cast<std::uintptr_t>(values) + Distance;
  for (std::uintptr_t i = 0; i < Count * sizeof(T); i += line) {
    __builtin_prefetch(reinterpret_cast<const void*>(address + i));
  }
}

/// Values of a block: block_length, or as many as the body wants.
template <class Body>
[[nodiscard]] constexpr std::size_t length_of_block() {
  if constexpr (requires { Body::length; }) return Body::length;
  return block_length;
}

/// Calls body(in, buffer) for each block and copies the buffer out: the output may be the input.
/// The last block is filled up with zeros, which lose nothing.
template <class T, class Out, class Body>
BINPOINT_ALWAYS_INLINE void for_each_block(const T* in, Out* out, std::size_t n, Body& body) {
  constexpr std::size_t length = length_of_block<Body>();
  Out buffer[length];
  const bool is_long = n >= beyond_cache / sizeof(T);
  std::size_t i = 0;
  for (; i + length <= n; i += length) {
    // A fifth faster from memory, no loss in cache.
    if (is_long) prefetch_ahead<length, 8192>(in + i);
    if constexpr (requires { Body::writes_directly; }) {
      body.run(in + i, out + i);
    } else {
      body.run(in + i, buffer);
      std::memcpy(out + i, buffer, sizeof(buffer));
    }
  }
  if (i < n) {
    T rest[length] = {};
    std::memcpy(rest, in + i, (n - i) * sizeof(T));
    body.run(rest, buffer);
    std::memcpy(out + i, buffer, (n - i) * sizeof(Out));
  }
}

// Of internal linkage: else the linker could put a copy that another unit has compiled for a newer
// processor in place of the baseline one.

template <class Work>
static void run_baseline(Work& work) {
  work.run();
}

#if BINPOINT_HAS_AVX2_DISPATCH
template <class Work>
BINPOINT_TARGET_AVX2 static void run_avx2(Work& work) {
  work.run();
}
#endif

/// Calls work.run(), which must be always inline, as compiled for the processor.
template <class Work>
void run_dispatched(Work& work) {
#if BINPOINT_HAS_AVX2_DISPATCH
  if (__builtin_cpu_supports("avx2")) return run_avx2(work);
#endif
  run_baseline(work);
}

template <class T, class Out, class Body>
struct block_work {
  const T* in;
  Out* out;
  std::size_t n;
  Body& body;

  BINPOINT_ALWAYS_INLINE void run() { for_each_block(in, out, n, body); }
};

template <class T, class Out, class Body>
void run_blocks(const T* in, Out* out, std::size_t n, Body& body) {
  block_work<T, Out, Body> work{in, out, n, body};
  run_dispatched(work);
}

}  // namespace binpoint::detail

#endif
