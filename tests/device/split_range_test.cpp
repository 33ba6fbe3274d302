#include <binpoint/device/detail/split_range.hpp>
#include <cstddef>
#include <cstdint>

#include "support/catch.hpp"

namespace bp = binpoint;
using bp::detail::blocks_for;
using bp::detail::split;
using bp::detail::turns_of;

TEST_CASE("device: a range is split into a head, loads of 16 bytes and a tail") {
  for (std::size_t bytes = 1; bytes <= 8; bytes *= 2) {
    for (std::uintptr_t address = 4096; address < 4112; address += bytes) {
      for (std::size_t size = 0; size < 70; ++size) {
        const auto parts = split(address, size, bytes);
        INFO(size << " values of " << bytes << " bytes at " << address);
        CHECK(parts.head + parts.loads * (16 / bytes) + parts.tail == size);
        CHECK((parts.loads == 0 || (address + parts.head * bytes) % 16 == 0));
        CHECK(parts.head < 16 / bytes);
        CHECK(parts.tail < 16 / bytes);
      }
    }
  }
}

TEST_CASE("device: a range of more than 2^32 values is split as a short one") {
  constexpr std::size_t huge = (std::size_t{1} << 40) + 5;
  constexpr auto parts = split(4098, huge, 2);
  STATIC_REQUIRE(parts.head == 7);
  STATIC_REQUIRE(parts.loads == (huge - 7) / 8);
  STATIC_REQUIRE(parts.head + parts.loads * 8 + parts.tail == huge);
}

TEST_CASE("device: blocks are as many as are of use, and as 32-bit counts need") {
  STATIC_REQUIRE(blocks_for(0, 1000, 264) == 0);
  STATIC_REQUIRE(blocks_for(1, 1000, 264) == 1);
  STATIC_REQUIRE(blocks_for(1000, 1000, 264) == 1);
  STATIC_REQUIRE(blocks_for(1001, 1000, 264) == 2);
  STATIC_REQUIRE(blocks_for(1 << 30, 1000, 264) == 264);
  // No block has more than 2^31 values, however large the whole is.
  STATIC_REQUIRE(blocks_for(std::uint64_t{1} << 32, 1000, 1) == 2);
  STATIC_REQUIRE(blocks_for((std::uint64_t{1} << 40) + 1, 1000, 264) == 513);
}

TEST_CASE("device: the groups' turns are all turns") {
  for (const std::size_t turns : {std::size_t{0}, std::size_t{1}, std::size_t{263},
                                  std::size_t{264}, std::size_t{265}, (std::size_t{1} << 40) + 7}) {
    std::size_t sum = 0;
    for (std::size_t group = 0; group < 264; ++group) {
      const std::size_t own = turns_of({group, 264}, turns);
      sum += own;
      INFO("group " << group << " of " << turns << " turns");
      CHECK((own == 0 || group + (own - 1) * 264 < turns));
      CHECK(group + own * 264 >= turns);
    }
    CHECK(sum == turns);
  }
}
