/// @file
/// The checksum of files: CRC-32 as in zlib, PNG and Ethernet.
#ifndef BINPOINT_IO_DETAIL_CRC32_HPP
#define BINPOINT_IO_DETAIL_CRC32_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace binpoint::io::detail {

[[nodiscard]] constexpr std::array<std::uint32_t, 256> make_crc32_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ ((rest & 1) != 0 ? 0xedb88320U : 0U);
    table[byte] = rest;
  }
  return table;
}

/// Finds every burst of wrong bits up to 32 long, so every wrong bit and byte.
/// @par Source  ISO 3309; polynomial 0x04c11db7, reflected
[[nodiscard]] constexpr std::uint32_t crc32(std::span<const std::byte> bytes) {
  constexpr auto table = make_crc32_table();
  std::uint32_t rest = 0xffffffffU;
  for (const std::byte byte : bytes) {
    rest = rest >> 8 ^ table[(rest ^ std::to_integer<std::uint32_t>(byte)) & 0xff];
  }
  return ~rest;
}

}  // namespace binpoint::io::detail

#endif
