/// @file
/// Device memory: host memory between guard zones, filled with a pattern until somebody writes.
#ifndef BINPOINT_TESTS_SIMT_MEMORY_HPP
#define BINPOINT_TESTS_SIMT_MEMORY_HPP

#include <cstddef>
#include <string>

#include "shadow.hpp"

namespace simt {

/// What memory holds before anything is written to it.
inline constexpr unsigned char never_written = 0xCD;

/// Null where there is not that much. Aligned as cudaMalloc does it, to 256 bytes.
void* allocate(std::size_t size, int device);
/// False for a pointer that allocate() did not give.
bool release(void* pointer);
/// The device whose memory holds the address, or -1.
int device_of(const void* address);
/// Whether all of the bytes are inside one allocation.
bool is_inside(const void* address, std::size_t size);
/// Its shadow, or null where they are not.
shadow* shadow_of(const void* address, std::size_t size);
/// Whether the bytes touch a guard zone, or are near one and inside no allocation.
bool is_beside(const void* address, std::size_t size);
/// Empty, or which allocation somebody has written beside of.
std::string damaged_guard();
void release_all();

}  // namespace simt

#endif
