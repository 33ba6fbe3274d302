// What a target without a standard library, heap and floating point uses of pack.hpp.

#include <binpoint/pack.hpp>
#include <cstddef>
#include <cstdint>
#include <span>

using code = std::int8_t;

void unpack_codes(std::span<const std::uint8_t> bytes, int word_length, std::span<code> codes) {
  binpoint::unpack(bytes, word_length, codes);
}
void pack_codes(std::span<const code> codes, int word_length, std::span<std::uint8_t> bytes) {
  binpoint::pack(codes, word_length, bytes);
}
code one_code(const std::uint8_t* bytes, std::size_t i) {
  return binpoint::unpack_one<code>(bytes, i, 3);
}
