// Codes without a bit between them.

#include <array>
#include <binpoint/pack.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;

namespace {

/// The layout by its definition: one bit after the other.
template <class Code>
std::vector<std::uint8_t> packed_by_bits(const std::vector<Code>& codes, int word_length) {
  const auto w = static_cast<std::size_t>(word_length);
  std::vector<std::uint8_t> bytes((codes.size() * w + 7) / 8);
  for (std::size_t k = 0; k < codes.size(); ++k) {
    for (std::size_t i = 0; i < w; ++i) {
      const auto bit = static_cast<unsigned>(static_cast<std::uint64_t>(codes[k]) >> i & 1U);
      bytes[(k * w + i) / 8] |= static_cast<std::uint8_t>(bit << ((k * w + i) % 8));
    }
  }
  return bytes;
}

template <class Code>
std::vector<std::uint8_t> packed(const std::vector<Code>& codes, int word_length) {
  // What lies in the memory before must not matter.
  std::vector<std::uint8_t> bytes(bp::packed_size(codes.size(), word_length), 0xa5);
  bp::pack(std::span<const Code>(codes), word_length, std::span(bytes));
  return bytes;
}

template <class Code>
std::vector<Code> unpacked(const std::vector<std::uint8_t>& bytes, int word_length,
                           std::size_t count) {
  std::vector<Code> codes(count, Code{85});
  bp::unpack(std::span<const std::uint8_t>(bytes), word_length, std::span(codes));
  return codes;
}

template <class Code>
void check_all_lengths(std::uint64_t seed) {
  support::generator random{seed};
  constexpr int code_bits = static_cast<int>(sizeof(Code)) * 8;
  for (int w = 1; w <= code_bits; ++w) {
    for (std::size_t count = 0; count <= 70; ++count) {
      std::vector<Code> codes(count);
      for (Code& code : codes) {
        // A word of that length, extended; the ends more often.
        std::uint64_t bits = random();
        if (bits % 5 == 0) bits = std::uint64_t{1} << (w - 1);
        if (bits % 5 == 1) bits = (std::uint64_t{1} << (w - 1)) - 1;
        code = static_cast<Code>(bp::detail::wrap_to_word(bits, w, std::is_signed_v<Code>));
      }
      INFO("seed " << seed << ", " << count << " words of " << w << " bits");
      const auto bytes = packed(codes, w);
      REQUIRE(bytes == packed_by_bits(codes, w));
      REQUIRE(unpacked<Code>(bytes, w, count) == codes);
    }
  }
}

constexpr auto compile_time = [] {
  constexpr std::array<std::int8_t, 3> codes{-8, 7, -1};
  std::array<std::uint8_t, 2> bytes{};
  bp::pack(std::span<const std::int8_t>(codes), 4, std::span<std::uint8_t>(bytes));
  return bytes;
}();
static_assert(compile_time == std::array<std::uint8_t, 2>{0x78, 0x0f});
static_assert(bp::unpack_one<std::int8_t>(compile_time.data(), 0, 4) == -8);
static_assert(bp::unpack_one<std::uint8_t>(compile_time.data(), 2, 4) == 15);

}  // namespace

TEST_CASE("pack: every word length and type, by the definition and back", "[pack]") {
  check_all_lengths<std::int8_t>(1);
  check_all_lengths<std::uint8_t>(2);
  check_all_lengths<std::int16_t>(3);
  check_all_lengths<std::uint16_t>(4);
  check_all_lengths<std::int32_t>(5);
  check_all_lengths<std::uint32_t>(6);
  check_all_lengths<std::int64_t>(7);
  check_all_lengths<std::uint64_t>(8);
}

TEST_CASE("pack: every code of every length up to 16", "[pack]") {
  for (int w = 1; w <= 16; ++w) {
    std::vector<std::int16_t> codes;
    for (int code = -(1 << (w - 1)); code < 1 << (w - 1); ++code) {
      codes.push_back(static_cast<std::int16_t>(code));
    }
    CHECK(unpacked<std::int16_t>(packed(codes, w), w, codes.size()) == codes);
  }
}

TEST_CASE("pack: the layout of bytes is little-endian", "[pack]") {
  using bytes = std::vector<std::uint8_t>;
  CHECK(packed<std::int8_t>({1, 2, -1, 3}, 4) == bytes{0x21, 0x3f});
  CHECK(packed<std::uint16_t>({0x1234, 0xabcd}, 16) == bytes{0x34, 0x12, 0xcd, 0xab});
  CHECK(packed<std::uint16_t>({0x123, 0xabc}, 12) == bytes{0x23, 0xc1, 0xab});
  CHECK(packed<std::uint8_t>({1, 0, 0, 1, 1}, 1) == bytes{0x19});
  CHECK(packed<std::int8_t>({-2}, 20) == bytes{0xfe, 0xff, 0x0f});  // extended
  CHECK(packed<std::uint8_t>({0xf2}, 4) == bytes{0x02});            // its low bits
}

TEST_CASE("pack: one word out of many is read alone", "[pack]") {
  support::generator random{9};
  for (int w = 1; w <= 64; ++w) {
    std::vector<std::uint64_t> codes(17);
    for (auto& code : codes) code = random() & bp::detail::low_mask(w);
    const auto bytes = packed(codes, w);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      REQUIRE(bp::unpack_one<std::uint64_t>(bytes.data(), i, w) == codes[i]);
    }
  }
}

TEST_CASE("pack: wrong lengths and sizes are refused, and nothing is written", "[pack]") {
  const std::vector<std::int8_t> codes{1, 2, 3};
  std::vector<std::uint8_t> bytes(3, 7);
  const auto pack = [&](int w) { bp::pack(std::span(codes), w, std::span(bytes)); };
  CHECK_THROWS_WITH(pack(4), "binpoint: pack: found 3 bytes, expected 2 for 3 words of 4 bits");
  CHECK_THROWS_WITH(pack(9), "binpoint: pack: found 3 bytes, expected 4 for 3 words of 9 bits");
  CHECK_THROWS_WITH(pack(0), "binpoint: pack: found a word length of 0, expected 1..64");
  CHECK_THROWS_AS(pack(65), std::invalid_argument);
  CHECK(bytes == std::vector<std::uint8_t>(3, 7));
  CHECK_THROWS_WITH(unpacked<std::int8_t>(bytes, 9, 2),
                    "binpoint: unpack: found a word length of 9, expected 1..8");
  CHECK_THROWS_WITH(unpacked<std::int8_t>(bytes, 8, 4),
                    "binpoint: unpack: found 3 bytes, expected 4 for 4 words of 8 bits");
}
