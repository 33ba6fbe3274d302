/// @file
/// Numbers and text as bytes of a file, the same on every machine.
#ifndef BINPOINT_IO_DETAIL_APPEND_HPP
#define BINPOINT_IO_DETAIL_APPEND_HPP

#include <concepts>
#include <cstddef>
#include <string_view>
#include <vector>

namespace binpoint::io::detail {

template <std::unsigned_integral T>
void append_little_endian(std::vector<std::byte>& bytes, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    bytes.push_back(static_cast<std::byte>(value >> (8 * i) & 0xff));
  }
}

inline void append_text(std::vector<std::byte>& bytes, std::string_view text) {
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
}

}  // namespace binpoint::io::detail

#endif
