/// @file
/// The first bytes of a profile's file, and the checks that need no look at its sites.
#ifndef BINPOINT_IO_DETAIL_PROFILE_HEADER_HPP
#define BINPOINT_IO_DETAIL_PROFILE_HEADER_HPP

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../cursor.hpp"
#include "append.hpp"
#include "crc32.hpp"

namespace binpoint::io::detail {

/// The first byte is no ASCII and the last a line feed, so that a transfer as text shows.
inline constexpr std::string_view profile_magic =
    "\x89"
    "bpprof\n";
inline constexpr std::uint32_t profile_version = 1;
inline constexpr std::uint32_t profile_highest_sub_bits = 6;
inline constexpr std::size_t profile_version_offset = 8;
inline constexpr std::size_t profile_sub_bits_offset = 12;
inline constexpr std::size_t profile_length_offset = 16;
inline constexpr std::size_t checksum_size = sizeof(std::uint32_t);

/// What lies between the header and the checksum.
struct profile_body {
  int sub_bits = 0;
  std::uint64_t site_count = 0;
  cursor sites;
};

[[nodiscard]] inline std::string checksum_text(std::uint32_t checksum) {
  std::array<char, 8> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), checksum, 16).ptr;
  return "checksum " + std::string(digits.data(), end);
}

inline void check_profile_magic(cursor& in) {
  const std::string_view magic = as_text(in.take(profile_magic.size(), "magic"));
  if (magic != profile_magic) in.fail_at(0, in_quotes(magic), "a profile of binpoint");
  const auto version = in.little_endian<std::uint32_t>("version");
  if (version != profile_version) {
    in.fail_at(profile_version_offset, "version " + std::to_string(version),
               "version " + std::to_string(profile_version));
  }
}

/// @return the bytes before the checksum that `in` has not taken yet
inline std::span<const std::byte> check_profile_sum(cursor& in, std::span<const std::byte> bytes) {
  const std::size_t rest = in.remaining();
  if (rest < checksum_size) (void)in.take(checksum_size, "checksum");
  const auto body = in.take(rest - checksum_size, "sites");
  const std::uint32_t expected = crc32(bytes.first(bytes.size() - checksum_size));
  const std::size_t offset = in.offset();
  const auto found = in.little_endian<std::uint32_t>("checksum");
  if (found != expected) in.fail_at(offset, checksum_text(found), checksum_text(expected));
  return body;
}

[[nodiscard]] inline profile_body read_profile_header(std::span<const std::byte> bytes,
                                                      const std::string& name) {
  cursor in(bytes, name);
  check_profile_magic(in);
  const auto sub_bits = in.little_endian<std::uint32_t>("sub-bits");
  const auto length = in.little_endian<std::uint64_t>("length of the file");
  const auto site_count = in.little_endian<std::uint64_t>("number of sites");
  if (length != bytes.size()) {
    in.fail_at(profile_length_offset, "a length of " + std::to_string(length) + " bytes",
               std::to_string(bytes.size()) + ", the size of the file");
  }
  const std::size_t body_offset = in.offset();
  const auto body = check_profile_sum(in, bytes);
  if (sub_bits > profile_highest_sub_bits) {
    in.fail_at(profile_sub_bits_offset, std::to_string(sub_bits) + " sub-bits",
               "0.." + std::to_string(profile_highest_sub_bits));
  }
  return {static_cast<int>(sub_bits), site_count, cursor(body, name, body_offset)};
}

/// The header, with a length that end_profile sets.
[[nodiscard]] inline std::vector<std::byte> begin_profile(int sub_bits, std::size_t site_count) {
  std::vector<std::byte> bytes;
  append_text(bytes, profile_magic);
  append_little_endian(bytes, profile_version);
  append_little_endian(bytes, static_cast<std::uint32_t>(sub_bits));
  append_little_endian(bytes, std::uint64_t{0});
  append_little_endian(bytes, std::uint64_t{site_count});
  return bytes;
}

inline void end_profile(std::vector<std::byte>& bytes) {
  std::vector<std::byte> length;
  append_little_endian(length, std::uint64_t{bytes.size() + checksum_size});
  for (std::size_t i = 0; i < length.size(); ++i) bytes[profile_length_offset + i] = length[i];
  append_little_endian(bytes, crc32(bytes));
}

}  // namespace binpoint::io::detail

#endif
