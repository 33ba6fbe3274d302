// Bytes as a profile's file: refused in one line, or read so that writing gives the same bytes.

#include <algorithm>
#include <binpoint/io/profile.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace io = binpoint::io;

namespace {

using bytes = std::vector<std::byte>;

void check(bool holds) {
  if (!holds) std::abort();
}

template <int SubBits>
void parse(std::span<const std::byte> file) {
  try {
    const auto observed = io::parse_profile<SubBits>(file);
    const bytes again = io::format_profile(observed);
    check(io::parse_profile<SubBits>(again) == observed);
    const bool same_sub_bits = std::to_integer<int>(file[12]) == SubBits;
    check(!same_sub_bits || std::ranges::equal(again, file));
  } catch (const std::runtime_error& error) {
    check(std::string_view(error.what()).find('\n') == std::string_view::npos);
  }
}

void parse_all(std::span<const std::byte> file) {
  parse<0>(file);
  parse<1>(file);
  parse<3>(file);
}

/// The input as sites, in a file whose header and checksum are right.
bytes framed(std::span<const std::byte> input) {
  const auto front = [&](std::size_t i) { return std::to_integer<unsigned>(input[i]); };
  bytes file = io::detail::begin_profile(static_cast<int>(front(0) % 4), front(1) % 4);
  file.insert(file.end(), input.begin() + 2, input.end());
  io::detail::end_profile(file);
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, size));
  parse_all(input);
  if (size >= 2) parse_all(framed(input));
  return 0;
}
