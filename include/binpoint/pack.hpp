/// @file
/// Codes of any word length without a bit between them, for programs that store them.
///
/// Bit i of word k, counted from the least significant one, is bit (k W + i) mod 8 of byte
/// (k W + i) / 8: words of 4 bits lie two in a byte, the first in the lower half; words of 16 bits
/// are little-endian. The bits behind the last word are 0. Needs no heap and no floating point.
#ifndef BINPOINT_PACK_HPP
#define BINPOINT_PACK_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "config.hpp"
#include "detail/integer.hpp"
#include "format.hpp"

// The error's text needs a heap, which a program without exceptions may not have.
#if BINPOINT_HAS_EXCEPTIONS
#include <string>

#include "detail/error.hpp"
#endif

namespace binpoint {

/// Bytes that packed words take.
/// @pre  count * word_length bits are no more than a std::size_t counts
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t packed_size(std::size_t count,
                                                                     int word_length) {
  return (count * static_cast<std::size_t>(word_length) + 7) / 8;
}

namespace detail {

constexpr void check_packed([[maybe_unused]] const char* function, int word_length, int longest,
                            std::size_t count, std::size_t bytes) {
  const bool has_length = word_length >= 1 && word_length <= longest;
  if (has_length && bytes == packed_size(count, word_length)) return;
#if BINPOINT_HAS_EXCEPTIONS
  if (!has_length) {
    invalid_argument(function, "found a word length of " + std::to_string(word_length) +
                                   ", expected 1.." + std::to_string(longest));
  }
  invalid_argument(function, "found " + std::to_string(bytes) + " bytes, expected " +
                                 std::to_string(packed_size(count, word_length)) + " for " +
                                 std::to_string(count) + " words of " +
                                 std::to_string(word_length) + " bits");
#else
  BINPOINT_ASSERTION_FAILED(function, "word length or number of bytes");
#endif
}

}  // namespace detail

/// One word out of many.
///
/// @param word_length  1..64, and no more than the bits of Code
/// @return  the word, sign-extended if Code is signed
/// @pre  the bytes hold more than `index` words
template <std::integral Code>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Code unpack_one(const std::uint8_t* bytes,
                                                             std::size_t index, int word_length) {
  const std::size_t first = index * static_cast<std::size_t>(word_length);
  const std::uint8_t* from = bytes + first / 8;
  int done = -static_cast<int>(first % 8);
  std::uint64_t bits = static_cast<std::uint64_t>(*from++) >> -done;
  for (done += 8; done < word_length; done += 8)
    bits |= static_cast<std::uint64_t>(*from++) << done;
  return static_cast<Code>(detail::wrap_to_word(bits, word_length, std::is_signed_v<Code>));
}

/// Writes the low bits of each code, one after the other.
///
/// @param word_length  1..64; codes of a shorter type are extended to it
/// @param bytes        packed_size(codes.size(), word_length) of them
/// @throws std::invalid_argument  for another word length, or another number of bytes
template <std::integral Code>
constexpr void pack(std::span<const Code> codes, int word_length, std::span<std::uint8_t> bytes) {
  detail::check_packed("pack", word_length, max_word_length, codes.size(), bytes.size());
  std::uint8_t* to = bytes.data();
  unsigned open = 0;  // the bits of the byte that is not full yet,
  int filled = 0;     // and how many
  for (const Code code : codes) {
    auto bits = static_cast<std::uint64_t>(code) & detail::low_mask(word_length);
    for (int left = word_length; left > 0;) {
      open |= static_cast<unsigned>(bits << filled & 0xff);
      const int taken = detail::min(8 - filled, left);
      bits >>= taken;
      left -= taken;
      filled += taken;
      if (filled < 8) continue;
      *to++ = static_cast<std::uint8_t>(open);
      open = 0;
      filled = 0;
    }
  }
  if (filled > 0) *to = static_cast<std::uint8_t>(open);
}

/// Reads what pack wrote, sign-extended if Code is signed.
///
/// @param bytes        packed_size(codes.size(), word_length) of them
/// @param word_length  1..64, and no more than the bits of Code
/// @throws std::invalid_argument  for another word length, or another number of bytes
template <std::integral Code>
constexpr void unpack(std::span<const std::uint8_t> bytes, int word_length, std::span<Code> codes) {
  constexpr int code_bits = static_cast<int>(sizeof(Code)) * 8;
  detail::check_packed("unpack", word_length, code_bits, codes.size(), bytes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    codes[i] = unpack_one<Code>(bytes.data(), i, word_length);
  }
}

}  // namespace binpoint

#endif
