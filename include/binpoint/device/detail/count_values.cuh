/// @file
/// The hot loop: a share of the values in memory, each in its row, by loads of 16 bytes.
#ifndef BINPOINT_DEVICE_DETAIL_COUNT_VALUES_CUH
#define BINPOINT_DEVICE_DETAIL_COUNT_VALUES_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "block_counts.cuh"
#include "split_range.hpp"
#include "value_extremes.cuh"
#include "value_words.cuh"

namespace binpoint::detail {

/// Loads of a thread that are under way together.
inline constexpr unsigned loads_in_flight = 8;

/// A word without the values in it that are not finite: zeros are there instead.
template <class Rows>
[[nodiscard]] __device__ value_word<typename Rows::value_type> finite_part(
    value_word<typename Rows::value_type> word) {
  using value = typename Rows::value_type;
  constexpr auto all = static_cast<value_bits_t<value>>(~value_bits_t<value>{0});
  BINPOINT_UNROLL
  for (int i = 0; i < values_per_word<value>; ++i) {
    const auto mask = static_cast<value_word<value>>(all)
                      << (i * 8 * static_cast<int>(sizeof(value)));
    if (!Rows::is_finite(value_in_word<value>(word, i))) word &= ~mask;
  }
  return word;
}

/// Looks again at loads among whose values a special one was seen. Apart from the loop, which it
/// would cost registers.
/// @return  the extremes of the finite values
template <class Rows, unsigned Step, class Columns>
[[gnu::noinline]] __device__ extremes_of<Rows> count_again(table_column<Rows, Columns> table,
                                                           const uint4* first, unsigned loads) {
  using value = typename Rows::value_type;
  extremes_of<Rows> seen;
  BINPOINT_NO_UNROLL
  for (unsigned i = 0; i < loads; ++i) {
    for_each_word<value>(first[i * Step], [&](value_word<value> word) {
      BINPOINT_UNROLL
      for (int k = 0; k < values_per_word<value>; ++k) table.correct(value_in_word<value>(word, k));
      seen.add(finite_part<Rows>(word));
    });
  }
  return seen;
}

template <class Rows, class Columns>
__device__ void count_load(const uint4& load, const table_column<Rows, Columns>& table,
                           extremes_of<Rows>& seen) {
  using value = typename Rows::value_type;
  for_each_word<value>(load, [&](value_word<value> word) {
    BINPOINT_UNROLL
    for (int i = 0; i < values_per_word<value>; ++i) {
      table.add(Rows::row(value_in_word<value>(word, i)));
    }
    seen.add(word);
  });
}

/// Counts loads that are `Step` apart.
template <unsigned Loads, unsigned Step, class Rows, class Columns>
__device__ void count_loads(const uint4* first, const table_column<Rows, Columns>& table,
                            extremes_of<Rows>& seen) {
  uint4 load[Loads];
  BINPOINT_UNROLL
  for (unsigned i = 0; i < Loads; ++i) load[i] = __ldcs(first + i * Step);
  extremes_of<Rows> now;
  BINPOINT_UNROLL
  for (unsigned i = 0; i < Loads; ++i) count_load(load[i], table, now);
  if constexpr (Rows::slots > 0) {
    if (now.has_special()) now = count_again<Rows, Step>(table, first, Loads);
  }
  seen.merge(now);
}

/// Counts a share of the values, which the groups take in turns.
///
/// @tparam Threads  of each group; in its turn each has loads_in_flight loads, that far apart
/// @param values    of any alignment that their type allows
/// @param thread    the caller's number in its group
template <unsigned Threads, class Rows, class Columns>
__device__ void count_values(const typename Rows::value_type* values, std::size_t size, share own,
                             unsigned thread, const table_column<Rows, Columns>& table,
                             extremes_of<Rows>& seen) {
  using bits = value_bits_t<typename Rows::value_type>;
  constexpr std::size_t turn = std::size_t{loads_in_flight} * Threads;
  const split_range parts = split(reinterpret_cast<std::uintptr_t>(values), size, sizeof(bits));
  const bits* const head = reinterpret_cast<const bits*>(values);
  const uint4* const body = reinterpret_cast<const uint4*>(head + parts.head);
  const std::size_t full_turns = parts.loads / turn;

  const uint4* at = body + own.group * turn + thread;
  BINPOINT_NO_UNROLL
  for (unsigned left = turns_of(own, full_turns); left > 0; --left, at += own.groups * turn) {
    count_loads<loads_in_flight, Threads>(at, table, seen);
  }
  // The turn that is not full, and the ends.
  if (full_turns % own.groups == own.group) {
    BINPOINT_NO_UNROLL
    for (std::size_t i = full_turns * turn + thread; i < parts.loads; i += Threads) {
      count_loads<1, Threads>(body + i, table, seen);
    }
    const bits* const tail = reinterpret_cast<const bits*>(body + parts.loads);
    if (thread < parts.head) table.add_value(head[thread], seen);
    if (thread < parts.tail) table.add_value(tail[thread], seen);
  }
}

}  // namespace binpoint::detail

#endif
