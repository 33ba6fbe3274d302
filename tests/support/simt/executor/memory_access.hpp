/// @file
/// Loads and stores by named functions, checked.
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

/// Ends the kernel unless the access is right: aligned, not beside the memory that the kernel may
/// use, after a write if it reads, and at no time when another thread's may be.
inline void check_access(const void* address, std::size_t size, std::size_t alignment,
                         access_kind kind) {
  check_alignment(address, alignment);
  shadow* const known =
      is_inside_shared(address, size) ? shared_shadow() : shadow_of(address, size);
  if (known != nullptr) {
    if (!every_access_is_seen) return;
    const bool right = [&] {
      const std::string wrong = known->access(address, size, kind, now());
      if (!wrong.empty()) report(cudaErrorLaunchFailure, wrong);
      return wrong.empty();
    }();
    if (!right) abandon();
  } else if (is_beside(address, size) || is_beside_shared(address, size)) {
    report(cudaErrorIllegalAddress, "an access beside the memory");
    abandon();
  }
}

template <class T>
T load(const T* address) {
  may_switch();
  check_access(address, sizeof(T), alignof(T), access_kind::read);
  const undisturbed alone;
  return *address;
}
template <class T>
void store(T* address, T value) {
  may_switch();
  check_access(address, sizeof(T), alignof(T), access_kind::write);
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
