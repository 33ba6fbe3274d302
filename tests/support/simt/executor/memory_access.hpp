/// @file
/// Loads and stores by named functions, checked: alignment, and the ends of the memory.
#ifndef BINPOINT_TESTS_SIMT_MEMORY_ACCESS_HPP
#define BINPOINT_TESTS_SIMT_MEMORY_ACCESS_HPP

#include <cstddef>
#include <cstdint>

#include "block.hpp"
#include "memory.hpp"

namespace simt {

inline void check_alignment(const void* address, std::size_t alignment) {
  if (reinterpret_cast<std::uintptr_t>(address) % alignment == 0) return;
  report(cudaErrorMisalignedAddress, "an access that is not aligned");
  abandon();
}

/// Ends the kernel unless the bytes are aligned, and not beside the memory that it may use.
inline void check_access(const void* address, std::size_t size, std::size_t alignment) {
  check_alignment(address, alignment);
  if (is_inside_shared(address, size)) return;
  if (is_beside(address, size) || is_beside_shared(address, size)) {
    report(cudaErrorIllegalAddress, "an access beside the memory");
    abandon();
  }
}

template <class T>
T load(const T* address) {
  check_access(address, sizeof(T), alignof(T));
  may_switch();
  const undisturbed alone;
  return *address;
}
template <class T>
void store(T* address, T value) {
  check_access(address, sizeof(T), alignof(T));
  may_switch();
  const undisturbed alone;
  *address = value;
}

}  // namespace simt

// The cached, the streaming and the read-only ways differ in speed alone.
template <class T>
T __ldg(const T* address) {
  return simt::load(address);
}
template <class T>
T __ldcs(const T* address) {
  return simt::load(address);
}
template <class T>
T __ldcg(const T* address) {
  return simt::load(address);
}
template <class T>
T __ldca(const T* address) {
  return simt::load(address);
}
template <class T>
T __ldlu(const T* address) {
  return simt::load(address);
}
template <class T>
void __stcs(T* address, T value) {
  simt::store(address, value);
}
template <class T>
void __stcg(T* address, T value) {
  simt::store(address, value);
}
template <class T>
void __stwb(T* address, T value) {
  simt::store(address, value);
}
template <class T>
void __stwt(T* address, T value) {
  simt::store(address, value);
}

#endif
