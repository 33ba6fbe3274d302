/// @file
/// What a block of threads counts in its shared memory, and how that reaches the state.
#ifndef BINPOINT_DEVICE_DETAIL_BLOCK_COUNTS_CUH
#define BINPOINT_DEVICE_DETAIL_BLOCK_COUNTS_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "state_words.hpp"
#include "value_extremes.cuh"
#include "value_rows.cuh"

namespace binpoint::detail {

inline constexpr unsigned block_threads = 512;
inline constexpr unsigned warp_lanes = 32;

/// CUDA's atomic operations know 64 bits by this name.
using device_word = unsigned long long;
static_assert(sizeof(device_word) == sizeof(std::uint64_t));

__device__ inline void add_to(std::uint64_t* word, std::uint64_t count) {
  atomicAdd(reinterpret_cast<device_word*>(word), device_word{count});
}
/// In the memory of a block; the compiler has it read first there, and write where that is needed.
__device__ inline void raise_to(std::uint64_t* word, std::uint64_t key) {
  atomicMax(reinterpret_cast<device_word*>(word), device_word{key});
}
__device__ inline void raise_to(std::uint64_t* words, const extreme_keys& keys) {
  raise_to(words, keys.min_complement);
  raise_to(words + 1, keys.max);
  raise_to(words + 2, keys.smallest_complement);
}

/// In a state, to which all blocks come, and which they seldom change. Words only grow: what is not
/// above an old one is not above the present one.
__device__ inline void raise_state(std::uint64_t* word, std::uint64_t key) {
  const device_word old = __nv_atomic_load_n(reinterpret_cast<device_word*>(word),
                                             __NV_ATOMIC_RELAXED, __NV_THREAD_SCOPE_DEVICE);
  if (old < key) raise_to(word, key);
}

/// Cells of a block's table: its rows and then its slots, with some columns each.
template <class Rows>
inline constexpr unsigned table_cells = static_cast<unsigned>(Rows::rows + Rows::slots);

/// Extremes come first, so that a table after 4 words of them is aligned for 16 bytes.
inline constexpr std::size_t extreme_bytes = 4 * sizeof(std::uint64_t);

template <class Rows>
[[nodiscard]] constexpr std::size_t table_bytes(unsigned columns) {
  return columns * table_cells<Rows> * sizeof(unsigned);
}

/// Byte of a cell in a table with a power of two of columns, known to the compiler: where the cell
/// is a shift of a value, the byte is a shift and an instruction of logic.
template <unsigned Columns>
struct fixed_columns {
  unsigned column;

  [[nodiscard]] __device__ unsigned byte_of(unsigned cell) const {
    return cell * (Columns * 4) | column * 4;
  }
};
/// The same for any number of them.
struct some_columns {
  unsigned column;
  unsigned columns;

  [[nodiscard]] __device__ unsigned byte_of(unsigned cell) const {
    return (cell * columns + column) * 4;
  }
};

/// One thread's column of a table.
///
/// A count has 32 bits: a block is given fewer than 2^32 values.
template <class Rows, class Columns>
struct table_column {
  unsigned* cells;
  Columns columns;

  using bits_type = value_bits_t<typename Rows::value_type>;

  __device__ void add(unsigned cell, unsigned count = 1) const {
    auto* const bytes = reinterpret_cast<unsigned char*>(cells);
    atomicAdd(reinterpret_cast<unsigned*>(bytes + columns.byte_of(cell)), count);
  }

  /// Moves a value that is special from its row to its slot.
  __device__ void correct(bits_type bits) const {
    if (!Rows::is_special(bits)) return;
    add(Rows::row(bits), ~0U);
    add(static_cast<unsigned>(Rows::rows + Rows::slot(bits)));
  }

  template <class Extremes>
  __device__ void add_value(bits_type bits, Extremes& seen) const {
    add(Rows::row(bits));
    if constexpr (Rows::slots > 0) {
      correct(bits);
      if (!Rows::is_finite(bits)) return;
    }
    seen.add_value(bits);
  }
};

/// @pre  all threads of the block call it
__device__ inline void clear_words(unsigned* words, unsigned count) {
  for (unsigned i = threadIdx.x; i < count; i += blockDim.x) words[i] = 0;
}

/// Of a column that has ended: its extremes over the lanes of each warp, and so of the block.
/// @pre  all lanes of the warp call it, for the same column
template <class Rows>
__device__ void merge_extremes(extremes_of<Rows> seen, std::uint64_t* extremes,
                               int fraction_length) {
  for (int mask = 1; mask < static_cast<int>(warp_lanes); mask *= 2) seen.merge_lane(mask);
  if (threadIdx.x % warp_lanes == 0) raise_to(extremes, seen.keys(fraction_length));
}

/// Adds a cell's count to its word of the state, and to the extremes what the cell alone tells.
template <class Rows>
__device__ void fold_cell(unsigned cell, unsigned count, std::uint64_t* words,
                          std::uint64_t* extremes, int fraction_length) {
  if (count == 0) return;
  const int word = Rows::word(static_cast<int>(cell), fraction_length);
  add_to(words + word, count);
  extreme_keys keys;
  if constexpr (sizeof(typename Rows::value_type) == 1) {
    keys.add(scaled_double(Rows::value(static_cast<int>(cell)), fraction_length));
    raise_to(extremes, keys);
  } else if (word == Rows::words::zero) {
    keys.add(0.0);
    raise_to(extremes, keys);
  }
}

/// The sum over the columns of a table with one column for each lane, in the first of 8 lanes.
/// @pre  all lanes of the warp call it
__device__ inline unsigned sum_of_columns(const unsigned* cells, unsigned part, unsigned parts) {
  uint4 four{};
  if (part < parts) four = reinterpret_cast<const uint4*>(cells)[part];
  unsigned sum = four.x + four.y + four.z + four.w;
  for (int mask = 1; mask < 8; mask *= 2) sum += __shfl_xor_sync(0xFFFF'FFFF, sum, mask);
  return sum;
}

/// Adds a whole table that counts for one state.
/// @pre  all threads of the block call it, after a barrier
template <class Rows, unsigned Columns>
__device__ void fold_table(const unsigned* cells, std::uint64_t* words, std::uint64_t* extremes,
                           int fraction_length) {
  if constexpr (Columns == warp_lanes) {
    constexpr unsigned parts = table_cells<Rows> * 8;
    constexpr unsigned whole_warps = (parts + warp_lanes - 1) / warp_lanes * warp_lanes;
    for (unsigned part = threadIdx.x; part < whole_warps; part += blockDim.x) {
      const unsigned sum = sum_of_columns(cells, part, parts);
      if (part % 8 == 0) fold_cell<Rows>(part / 8, sum, words, extremes, fraction_length);
    }
  } else {
    static_assert(Columns == 1);
    for (unsigned cell = threadIdx.x; cell < table_cells<Rows>; cell += blockDim.x) {
      fold_cell<Rows>(cell, cells[cell], words, extremes, fraction_length);
    }
  }
}

/// Merges a block's extremes into a state's, by its first threads.
/// @pre  all threads of the block call it, after a barrier
template <class Rows>
__device__ void publish_extremes(const std::uint64_t* extremes, std::uint64_t* words) {
  if (threadIdx.x < extreme_keys::count) {
    raise_state(words + Rows::words::sums + threadIdx.x, extremes[threadIdx.x]);
  }
}

}  // namespace binpoint::detail

#endif
