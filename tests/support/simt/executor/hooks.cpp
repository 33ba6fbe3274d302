// What the compiler calls at every memory access of code that it instruments for ThreadSanitizer.
// That library is not linked: these functions are all there is, and inside a kernel they make of
// each access a place where another thread may run, and one that is checked.

#include <cstddef>
#include <cstdint>

#include "memory_access.hpp"

namespace {

using enum simt::access_kind;

[[maybe_unused]] const bool is_linked = simt::every_access_is_seen = true;

/// Plain accesses to what is no memory of the device or block, the stack above all, are the host's.
void access(const void* address, std::size_t size, simt::access_kind kind,
            std::size_t alignment = 1) {
  if (simt::current == nullptr || simt::undisturbed::is_there()) return;
  if (simt::is_inside_shared(address, size) || simt::is_inside(address, size)) {
    simt::may_switch();
    simt::check_access(address, size, alignment, kind);
  } else {
    simt::check_access(address, size, 1, kind);
  }
}

}  // namespace

// NOLINTBEGIN
extern "C" {
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void**, void*) {}
void __tsan_vptr_read(void**) {}
void __tsan_ignore_thread_begin() {}
void __tsan_ignore_thread_end() {}

#define SIMT_ACCESS(bytes)                                                               \
  void __tsan_read##bytes(void* address) { access(address, bytes, read, bytes); }        \
  void __tsan_write##bytes(void* address) { access(address, bytes, write, bytes); }      \
  void __tsan_read_write##bytes(void* address) { access(address, bytes, write, bytes); } \
  void __tsan_unaligned_read##bytes(void* address) { access(address, bytes, read); }     \
  void __tsan_unaligned_write##bytes(void* address) { access(address, bytes, write); }   \
  void __tsan_unaligned_read_write##bytes(void* address) { access(address, bytes, write); }
SIMT_ACCESS(1)
SIMT_ACCESS(2)
SIMT_ACCESS(4)
SIMT_ACCESS(8)
SIMT_ACCESS(16)
#undef SIMT_ACCESS

void __tsan_read_range(void* address, std::size_t size) { access(address, size, read); }
void __tsan_write_range(void* address, std::size_t size) { access(address, size, write); }
void* __tsan_memset(void* to, int byte, std::size_t size) {
  access(to, size, write);
  return __builtin_memset(to, byte, size);
}
void* __tsan_memcpy(void* to, const void* from, std::size_t size) {
  access(to, size, write);
  access(from, size, read);
  return __builtin_memcpy(to, from, size);
}
void* __tsan_memmove(void* to, const void* from, std::size_t size) {
  access(to, size, write);
  access(from, size, read);
  return __builtin_memmove(to, from, size);
}

// The standard library's atomic operations, which kernels do not use.
void __tsan_atomic_thread_fence(int order) { __atomic_thread_fence(order); }
void __tsan_atomic_signal_fence(int order) { __atomic_signal_fence(order); }
#define SIMT_EXCHANGE(bits, name, type)                              \
  type __tsan_atomic##bits##_##name(volatile type* p, type v, int) { \
    return __atomic_##name##_n(p, v, __ATOMIC_SEQ_CST);              \
  }
#define SIMT_FETCH(bits, name, type)                                       \
  type __tsan_atomic##bits##_fetch_##name(volatile type* p, type v, int) { \
    return __atomic_fetch_##name(p, v, __ATOMIC_SEQ_CST);                  \
  }
#define SIMT_COMPARE(bits, name, type)                                                        \
  int __tsan_atomic##bits##_compare_exchange_##name(volatile type* p, type* old, type v, int, \
                                                    int) {                                    \
    return __atomic_compare_exchange_n(p, old, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
  }
#define SIMT_ATOMIC(bits, type)                                                                   \
  type __tsan_atomic##bits##_load(const volatile type* p, int) {                                  \
    return __atomic_load_n(p, __ATOMIC_SEQ_CST);                                                  \
  }                                                                                               \
  void __tsan_atomic##bits##_store(volatile type* p, type v, int) {                               \
    __atomic_store_n(p, v, __ATOMIC_SEQ_CST);                                                     \
  }                                                                                               \
  type __tsan_atomic##bits##_compare_exchange_val(volatile type* p, type old, type v, int, int) { \
    __atomic_compare_exchange_n(p, &old, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);           \
    return old;                                                                                   \
  }                                                                                               \
  SIMT_EXCHANGE(bits, exchange, type)                                                             \
  SIMT_FETCH(bits, add, type)                                                                     \
  SIMT_FETCH(bits, sub, type)                                                                     \
  SIMT_FETCH(bits, and, type)                                                                     \
  SIMT_FETCH(bits, or, type)                                                                      \
  SIMT_FETCH(bits, xor, type)                                                                     \
  SIMT_COMPARE(bits, strong, type)                                                                \
  SIMT_COMPARE(bits, weak, type)
SIMT_ATOMIC(8, std::uint8_t)
SIMT_ATOMIC(16, std::uint16_t)
SIMT_ATOMIC(32, std::uint32_t)
SIMT_ATOMIC(64, std::uint64_t)
}
// NOLINTEND
