/// @file
/// Profiles in files, to be merged and read on any machine.
///
/// Version 1, all integers little-endian, u32 and u64 being unsigned:
///
///     8 bytes  magic: 0x89 "bpprof" 0x0a
///     u32      version, 1
///     u32      sub-bits S, 0..6
///     u64      length of the file in bytes
///     u64      number of sites, in the order of the profile; for each:
///       u32      role: 0 weight, 1 bias, 2 activation, 3 input
///       u32      length of the layer's name, and as many bytes of it
///       4 u64    octave_histogram::extremes()
///       8 u64    the first words of octave_histogram::sums(): zeros, NaNs, ...
///       u32      number of occupied octaves, ascending; for each:
///         u32      position + 149, and 277 more on the negative side
///         2^S u64  the counts of its parts
///     u32      CRC-32 (zlib's) of all bytes before
///
/// A profile has one file, byte for byte, and a file that is read is the one of its profile.
#ifndef BINPOINT_IO_PROFILE_HPP
#define BINPOINT_IO_PROFILE_HPP

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "../network.hpp"
#include "cursor.hpp"
#include "detail/profile_header.hpp"
#include "detail/profile_site.hpp"
#include "file.hpp"

namespace binpoint::io {

/// The bytes of a profile's file.
/// @throws std::invalid_argument  when the name of a site is 4 GiB or longer
template <int SubBits>
[[nodiscard]] std::vector<std::byte> format_profile(const basic_profile<SubBits>& observed) {
  std::vector<std::byte> bytes = detail::begin_profile(SubBits, observed.size());
  for (const auto& [where, histogram] : observed) {
    detail::append_site_name(bytes, where);
    detail::append_histogram(bytes, histogram);
  }
  detail::end_profile(bytes);
  return bytes;
}

/// Reads the bytes of a profile's file; one with more sub-bits is coarsened, exactly.
///
/// @param name  the source in error messages
/// @throws std::runtime_error  for anything but one whole file of that many sub-bits or more
/// @par Complexity  O(bytes + sites) time; 4.5 KB << SubBits of memory a site
template <int SubBits = 3>
[[nodiscard]] basic_profile<SubBits> parse_profile(std::span<const std::byte> bytes,
                                                   const std::string& name = "profile data") {
  detail::profile_body body = detail::read_profile_header(bytes, name);
  if (body.sub_bits < SubBits) {
    body.sites.fail_at(detail::profile_sub_bits_offset, std::to_string(body.sub_bits) + " sub-bits",
                       std::to_string(SubBits) + " or more");
  }
  basic_profile<SubBits> result;
  detail::site_reader<SubBits> reader(body.sites, body.sub_bits);
  for (std::uint64_t i = 0; i < body.site_count; ++i) reader.read_into(result);
  if (body.sites.remaining() > 0) {
    body.sites.fail_here("more bytes",
                         "the end after " + std::to_string(body.site_count) + " sites");
  }
  return result;
}

/// Reads a profile's file; errors name it.
template <int SubBits = 3>
[[nodiscard]] basic_profile<SubBits> read_profile(const std::filesystem::path& path) {
  return parse_profile<SubBits>(read_file(path), path.string());
}

/// Writes a profile's file, whole or not at all.
template <int SubBits>
void write_profile(const std::filesystem::path& path, const basic_profile<SubBits>& observed) {
  write_file(path, format_profile(observed));
}

}  // namespace binpoint::io

#endif
