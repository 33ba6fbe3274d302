/// @file
/// Values of every type and kind for the histograms, in one buffer that is allocated once.
#ifndef BINPOINT_BENCHMARKS_HISTOGRAM_DATA_HPP
#define BINPOINT_BENCHMARKS_HISTOGRAM_DATA_HPP

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <random>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "histogram_peers.hpp"

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace bench {

inline constexpr std::size_t largest_size = std::size_t{256} << 20;

enum class data_kind { normal, relu, constant, bits };

/// Of standard deviation 1; as integers of an eighth of their range.
template <class T>
[[nodiscard]] T rounded_to(double x) {
  if constexpr (std::integral<T>) {
    const double highest = static_cast<double>(std::numeric_limits<T>::max());
    return static_cast<T>(std::lround(std::clamp(x * highest / 8, -highest, highest)));
  } else if constexpr (std::same_as<T, binpoint::bfloat16_bits>) {
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(x));
    return {static_cast<std::uint16_t>(bits >> 16)};
  } else {
    return static_cast<T>(x);
  }
}

template <class T>
[[nodiscard]] std::vector<T> make_values(data_kind kind, std::size_t n) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  std::vector<T> values(n);
  for (T& x : values) {
    if (kind == data_kind::bits) {
      const std::uint64_t bits = random();
      std::memcpy(&x, &bits, sizeof(T));
    } else {
      const double drawn = kind == data_kind::constant ? 1 : normal(random);
      x = rounded_to<T>(kind == data_kind::relu ? std::max(0.0, drawn) : drawn);
    }
  }
  return values;
}

/// Allocated once, on pages as large as the system has them.
struct shared_memory {
  std::byte* const bytes = allocate();
  std::string held{};  ///< what was last put there

  [[nodiscard]] static std::byte* allocate() {
    constexpr std::size_t page = std::size_t{2} << 20;
    void* const memory = std::aligned_alloc(page, largest_size);
    if (memory == nullptr) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
    madvise(memory, largest_size, MADV_HUGEPAGE);
#endif
    return static_cast<std::byte*>(memory);
  }
};
inline shared_memory shared;

/// The shared memory full of such values: a million drawn, then repeated in shuffled order.
template <class T>
[[nodiscard]] std::span<const T> shared_values(data_kind kind, const std::string& type) {
  static_assert(std::is_trivially_copyable_v<T>);
  T* const values = reinterpret_cast<T*>(shared.bytes);
  constexpr std::size_t n = largest_size / sizeof(T);
  const std::string wanted = type + std::to_string(static_cast<int>(kind));
  if (shared.held != wanted) {
    constexpr std::size_t drawn = std::size_t{1} << 20;
    const auto block = make_values<T>(kind, drawn);
    for (std::size_t i = 0; i < n; ++i) {
      values[i] = block[(i * 2654435761U + i / drawn * 97) % drawn];
    }
    shared.held = wanted;
  }
  return {values, n};
}

}  // namespace bench

#endif
