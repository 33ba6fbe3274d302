// The cursor that every reader goes through: never past the end, and errors that say where.

#include <binpoint/io/cursor.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace io = binpoint::io;

namespace {

const std::vector<std::byte> eight{std::byte{0x01}, std::byte{0x23}, std::byte{0x45},
                                   std::byte{0x67}, std::byte{0x89}, std::byte{0xAB},
                                   std::byte{0xCD}, std::byte{0xEF}};

}  // namespace

TEST_CASE("cursor: integers of both byte orders, front to back") {
  io::cursor from(eight, "file");
  CHECK(from.big_endian<std::uint8_t>("a byte") == 0x01);
  CHECK(from.little_endian<std::uint16_t>("a length") == 0x4523);
  CHECK(from.big_endian<std::uint32_t>("a magic") == 0x6789ABCD);
  CHECK(from.offset() == 7);
  CHECK(from.remaining() == 1);
  CHECK(from.peek() == static_cast<char>(0xEF));
  CHECK(from.take(1, "the rest")[0] == std::byte{0xEF});
  CHECK(from.peek() == '\0');
  CHECK(from.take(0, "nothing").empty());
  io::cursor again(eight, "file");
  CHECK(again.little_endian<std::uint64_t>("a count") == 0xEFCDAB8967452301);
  CHECK(io::cursor(eight, "file").big_endian<std::uint64_t>("a count") == 0x0123456789ABCDEF);
}

TEST_CASE("cursor: what is not there is named, with its offset, and nothing is taken") {
  const std::span<const std::byte> bytes(eight);
  io::cursor from(bytes.first(3), "w.bin", 100);
  (void)from.take(1, "a byte");
  CHECK_THROWS_WITH(from.little_endian<std::uint32_t>("a count"),
                    "binpoint: w.bin: offset 101: found 2 bytes, expected 4 (a count)");
  CHECK(from.offset() == 101);
  CHECK_THROWS_WITH(from.take(3, "a name"),
                    "binpoint: w.bin: offset 101: found 2 bytes, expected 3 (a name)");
  CHECK_THROWS_AS(from.take(static_cast<std::size_t>(-1), "all"), std::runtime_error);
  CHECK(from.take(2, "the rest").size() == 2);
  CHECK_THROWS_WITH(from.fail_at(7, "a", "b"), "binpoint: w.bin: offset 7: found a, expected b");
}

TEST_CASE("cursor: text from a file is short and printable in an error") {
  CHECK(io::in_quotes("abc") == "'abc'");
  CHECK(io::in_quotes("a\nb\x7F\xFF") ==
        "'a?b?"
        "?'");
  CHECK(io::in_quotes(std::string(40, 'x')) == "'" + std::string(40, 'x') + "'");
  CHECK(io::in_quotes(std::string(41, 'x')) == "'" + std::string(40, 'x') + "...'");
}
