/// @file
/// Votes, shuffles, matches and reductions of a warp.
#ifndef BINPOINT_TESTS_SIMT_WARP_HPP
#define BINPOINT_TESTS_SIMT_WARP_HPP

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "block.hpp"

namespace simt {

template <class T>
std::uint64_t to_slot(T value) {
  static_assert(sizeof(T) <= 8);
  std::uint64_t slot = 0;
  std::memcpy(&slot, &value, sizeof(T));
  return slot;
}
template <class T>
T from_slot(std::uint64_t slot) {
  T value;
  std::memcpy(&value, &slot, sizeof(T));
  return value;
}

/// The lanes of the mask for which the predicate of their value holds.
template <class Predicate>
std::uint32_t lanes_where(const rendezvous& r, Predicate predicate) {
  std::uint32_t lanes = 0;
  for (unsigned i = 0; i < warp_size; ++i) {
    if ((r.mask >> i & 1) != 0 && predicate(r.value[i])) lanes |= 1U << i;
  }
  return lanes;
}

/// From the lane with that number, or the caller's own value where there is no such lane.
template <class T>
T shuffle(std::uint32_t mask, T value, unsigned source, int width) {
  const rendezvous r = meet(mask, to_slot(value));
  const unsigned lane = current->lane();
  const unsigned segment = lane / static_cast<unsigned>(width);
  const bool exists = source < warp_size && source / static_cast<unsigned>(width) == segment;
  if (!exists) return value;
  if ((r.mask >> source & 1) == 0) {
    report(cudaErrorLaunchFailure, "a shuffle reads a lane that takes no part");
    abandon();
  }
  return from_slot<T>(r.value[source]);
}

template <class T, class Combine>
T reduce(std::uint32_t mask, T value, Combine combine) {
  const rendezvous r = meet(mask, to_slot(value));
  bool first = true;
  T result{};
  for (unsigned i = 0; i < warp_size; ++i) {
    if ((r.mask >> i & 1) == 0) continue;
    const T next = from_slot<T>(r.value[i]);
    result = first ? next : combine(result, next);
    first = false;
  }
  return result;
}

}  // namespace simt

inline constexpr unsigned simt_full_warp = 0xFFFFFFFF;

inline void __syncwarp(unsigned mask = simt_full_warp) { simt::meet(mask, 0); }

template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
  const unsigned lane = simt::current->lane();
  const auto w = static_cast<unsigned>(width);
  return simt::shuffle(mask, value, lane / w * w + static_cast<unsigned>(source) % w, width);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = 32) {
  return simt::shuffle(mask, value, simt::current->lane() ^ static_cast<unsigned>(lane_mask),
                       width);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  return simt::shuffle(mask, value, simt::current->lane() + delta, width);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  return simt::shuffle(mask, value, simt::current->lane() - delta, width);
}

inline unsigned __ballot_sync(unsigned mask, int predicate) {
  return simt::lanes_where(simt::meet(mask, predicate != 0 ? 1 : 0),
                           [](std::uint64_t v) { return v != 0; });
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) {
  return __ballot_sync(mask, predicate == 0 ? 1 : 0) == 0;
}
template <class T>
unsigned __match_any_sync(unsigned mask, T value) {
  const std::uint64_t own = simt::to_slot(value);
  return simt::lanes_where(simt::meet(mask, own), [own](std::uint64_t v) { return v == own; });
}

inline unsigned __reduce_add_sync(unsigned mask, unsigned value) {
  return simt::reduce(mask, value, [](unsigned a, unsigned b) { return a + b; });
}
template <class T>
T __reduce_max_sync(unsigned mask, T value) {
  return simt::reduce(mask, value, [](T a, T b) { return a < b ? b : a; });
}
template <class T>
T __reduce_min_sync(unsigned mask, T value) {
  return simt::reduce(mask, value, [](T a, T b) { return b < a ? b : a; });
}
inline unsigned __reduce_or_sync(unsigned mask, unsigned value) {
  return simt::reduce(mask, value, [](unsigned a, unsigned b) { return a | b; });
}
inline unsigned __reduce_and_sync(unsigned mask, unsigned value) {
  return simt::reduce(mask, value, [](unsigned a, unsigned b) { return a & b; });
}

#endif
