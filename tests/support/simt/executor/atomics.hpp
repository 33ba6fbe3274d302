/// @file
/// Atomic operations: other threads run before and after, never during one.
#ifndef BINPOINT_TESTS_SIMT_ATOMICS_HPP
#define BINPOINT_TESTS_SIMT_ATOMICS_HPP

#include <type_traits>

#include "memory_access.hpp"

namespace simt {

template <class T, class Change>
T change_atomically(T* address, Change change) {
  may_switch();
  check_access(address, sizeof(T), alignof(T), access_kind::atomic);
  const undisturbed alone;
  const T old = *address;
  *address = change(old);
  return old;
}

}  // namespace simt

template <class T>
T atomicAdd(T* address, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T old) { return static_cast<T>(old + value); });
}
template <class T>
T atomicSub(T* address, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T old) { return static_cast<T>(old - value); });
}
template <class T>
T atomicMax(T* address, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T old) { return old < value ? value : old; });
}
template <class T>
T atomicMin(T* address, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T old) { return value < old ? value : old; });
}
template <class T>
T atomicOr(T* address, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T old) { return static_cast<T>(old | value); });
}
template <class T>
T atomicAnd(T* address, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T old) { return static_cast<T>(old & value); });
}
template <class T>
T atomicExch(T* address, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T) { return value; });
}
template <class T>
T atomicCAS(T* address, std::type_identity_t<T> compare, std::type_identity_t<T> value) {
  return simt::change_atomically(address, [=](T old) { return old == compare ? value : old; });
}
/// One more, and 0 after the limit.
inline unsigned atomicInc(unsigned* address, unsigned limit) {
  return simt::change_atomically(address, [=](unsigned old) { return old >= limit ? 0 : old + 1; });
}

// CUDA's own atomic operations with an order and a scope, as far as kernels use them.
#define __NV_ATOMIC_RELAXED 0
#define __NV_THREAD_SCOPE_DEVICE 2
template <class T>
T __nv_atomic_load_n(T* address, int, int) {
  return simt::change_atomically(address, [](T old) { return old; });
}

inline void __threadfence() { simt::may_switch(); }
inline void __threadfence_block() { simt::may_switch(); }

#endif
