/// @file
/// Random bits for stochastic rounding: the same for an index on every machine, in any order.
#ifndef BINPOINT_RANDOM_HPP
#define BINPOINT_RANDOM_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ranges>
#include <type_traits>

#include "config.hpp"

namespace binpoint {

/// 32 random bits for each index: a pure function of seed, stream and index, so that parallel loops
/// need no state and any split of the work gives the same bits.
/// @par Source  Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1,
///              2, 3", SC 2011
struct counter_bits {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;  ///< another independent sequence: a step of training, a tensor

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint32_t operator()(
      std::uint64_t index) const noexcept {
    const four all = block(index / 4);
    const bool odd = index % 2 != 0;  // No index: it would put a kernel's registers into memory.
    return index % 4 < 2 ? (odd ? all.bits[1] : all.bits[0]) : (odd ? all.bits[3] : all.bits[2]);
  }

  /// The bits of indices 4 * number to 4 * number + 3, which cost as much as those of one.
  struct four {
    std::uint32_t bits[4];
  };
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr four block(std::uint64_t number) const noexcept {
    std::uint32_t x[4] = {low(number), high(number), low(stream), high(stream)};
    std::uint32_t key[2] = {low(seed), high(seed)};
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t a = std::uint64_t{0xD2511F53} * x[0];
      const std::uint64_t b = std::uint64_t{0xCD9E8D57} * x[2];
      x[0] = high(b) ^ x[1] ^ key[0];
      x[1] = low(b);
      x[2] = high(a) ^ x[3] ^ key[1];
      x[3] = low(a);
      key[0] += 0x9E3779B9U;
      key[1] += 0xBB67AE85U;
    }
    return {{x[0], x[1], x[2], x[3]}};
  }

 private:
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr std::uint32_t low(std::uint64_t x) noexcept {
    return static_cast<std::uint32_t>(x);
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr std::uint32_t high(std::uint64_t x) noexcept {
    return static_cast<std::uint32_t>(x >> 32);
  }
};

/// Where a loop takes 32 random bits for each value: a function of the index (counter_bits), a
/// generator of at least 32 bits (std::mt19937), or a contiguous range of std::uint32_t, one for
/// each.
template <class Source>
concept indexed_bits = requires(const Source& source, std::uint64_t index) {
  { source(index) } -> std::same_as<std::uint32_t>;
};
template <class Source>
concept bit_generator = requires(Source& source) {
  { source() } -> std::unsigned_integral;
  requires Source::min()
  == 0;
  requires Source::max()
  >= std::numeric_limits<std::uint32_t>::max();
};
template <class Source>
concept bits_range = std::ranges::contiguous_range<Source> && std::ranges::sized_range<Source> &&
    std::same_as<std::ranges::range_value_t<Source>, std::uint32_t>;
template <class Source>
concept random_source = indexed_bits<std::remove_cvref_t<Source>> ||
    bit_generator<std::remove_cvref_t<Source>> || bits_range<std::remove_cvref_t<Source>>;

}  // namespace binpoint

#endif
