/// @file
/// How values are shared out: what can be loaded by 16 bytes, and how many blocks count it.
#ifndef BINPOINT_DEVICE_DETAIL_SPLIT_RANGE_HPP
#define BINPOINT_DEVICE_DETAIL_SPLIT_RANGE_HPP

#include <cstddef>
#include <cstdint>

#include "../../config.hpp"
#include "../../detail/integer.hpp"

namespace binpoint::detail {

/// `head` values up to an address that 16 divides, `loads` of 16 bytes, and `tail` values.
struct split_range {
  std::size_t head;
  std::size_t loads;
  std::size_t tail;
};

/// @pre  value_bytes divides the address, and 16
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr split_range split(std::uintptr_t address,
                                                               std::size_t size,
                                                               std::size_t value_bytes) noexcept {
  const std::size_t before = (16 - address % 16) % 16 / value_bytes;
  const std::size_t head = min(before, size);
  const std::size_t loads = (size - head) / (16 / value_bytes);
  return {head, loads, size - head - loads * (16 / value_bytes)};
}

/// One of some groups of threads that count a range together, turn by turn.
struct share {
  std::size_t group;
  std::size_t groups;
};

/// How many of the turns are a group's. Below 2^32, for no group has more values.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr unsigned turns_of(share own,
                                                               std::size_t turns) noexcept {
  return own.group < turns ? static_cast<unsigned>((turns - own.group - 1) / own.groups + 1) : 0;
}

/// Blocks that count `size` values: enough that every thread has a few loads, not more than are at
/// work at a time, unless a block would be given so many values that its 32-bit counts could
/// overflow.
[[nodiscard]] constexpr std::uint64_t blocks_for(std::uint64_t size, std::uint64_t values_per_block,
                                                 std::uint64_t blocks_at_work) {
  constexpr std::uint64_t most_values = std::uint64_t{1} << 31;
  const std::uint64_t useful = (size + values_per_block - 1) / values_per_block;
  const std::uint64_t needed = (size + most_values - 1) / most_values;
  return max(min(useful, blocks_at_work), needed);
}

}  // namespace binpoint::detail

#endif
