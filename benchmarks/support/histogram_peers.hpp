/// @file
/// What one would write to count exponents, and what others offer for it: each counts into tables
/// of its own, and says what it found so that it can be checked.
#ifndef BINPOINT_BENCHMARKS_HISTOGRAM_PEERS_HPP
#define BINPOINT_BENCHMARKS_HISTOGRAM_PEERS_HPP

#include <algorithm>
#include <array>
#include <binpoint/bits.hpp>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <type_traits>
#include <vector>

#if __has_include(<boost/histogram.hpp>)
#include <boost/histogram.hpp>
#define BENCH_HAS_BOOST 1
#else
#define BENCH_HAS_BOOST 0
#endif

namespace bench {

/// A float where that holds the type, else a double.
template <class T>
[[nodiscard]] inline auto as_number(T x) {
  if constexpr (std::same_as<T, binpoint::bfloat16_bits>) {
    return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
  } else {
    using number = std::conditional_t<sizeof(T) < 4 || std::same_as<T, float>, float, double>;
    return static_cast<number>(x);
  }
}

/// The index of a value among a plain table's counters: for floating-point numbers its sign, its
/// exponent field and the first SubBits of its fraction.
template <class T, int SubBits>
struct table_key {
  using layout = binpoint::float_layout<T>;
  using bits_type = typename layout::bits_type;
  static constexpr int shift = layout::fraction_bits - SubBits;
  static constexpr std::size_t half = (std::size_t{layout::infinity} >> shift) + (1U << SubBits);
  static constexpr std::size_t size = 2 * half;
  static constexpr int lowest_position = 1 - layout::bias;  ///< subnormals share a key with zeros

  static std::size_t of(T x) { return std::bit_cast<bits_type>(x) >> shift; }
  static std::size_t at(bool negative, int position, int part) {
    return (negative ? half : 0) + (static_cast<std::size_t>(position + layout::bias) << SubBits) +
           static_cast<std::size_t>(part);
  }
};

/// For integers the width of the magnitude.
template <std::integral T>
struct table_key<T, 0> {
  static constexpr std::size_t half = std::size_t{8} * sizeof(T) + 1;
  static constexpr std::size_t size = 2 * half;
  static constexpr int lowest_position = 0;

  static std::size_t of(T x) {
    using bits_type = std::make_unsigned_t<T>;
    const auto magnitude =
        static_cast<bits_type>(x < 0 ? 0U - static_cast<bits_type>(x) : static_cast<bits_type>(x));
    return static_cast<std::size_t>(std::bit_width(magnitude)) + (x < 0 ? half : 0);
  }
  static std::size_t at(bool negative, int position, int) {
    return (negative ? half : 0) + static_cast<std::size_t>(position + 1);
  }
};

/// One table of 64-bit counters: the shortest loop.
template <class T, int SubBits>
struct plain_loop {
  using key = table_key<T, SubBits>;
  std::vector<std::uint64_t> counts = std::vector<std::uint64_t>(key::size);

  [[gnu::noinline]] void add(const T* x, std::size_t n) {
    std::uint64_t* const to = counts.data();
    for (std::size_t i = 0; i < n; ++i) ++to[key::of(x[i])];
  }
  [[nodiscard]] std::uint64_t count(bool negative, int position, int part) const {
    return counts[key::at(negative, position, part)];
  }
};

/// Four tables, so that equal neighbours do not wait for each other, their beginnings in different
/// sets of the cache.
template <class T, int SubBits>
struct four_tables {
  using key = table_key<T, SubBits>;
  static constexpr std::size_t stride = key::size + 16;
  std::vector<std::uint32_t> counts = std::vector<std::uint32_t>(4 * stride);

  [[gnu::noinline]] void add(const T* x, std::size_t n) {
    std::uint32_t* const to = counts.data();
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
      ++to[key::of(x[i])];
      ++to[stride + key::of(x[i + 1])];
      ++to[2 * stride + key::of(x[i + 2])];
      ++to[3 * stride + key::of(x[i + 3])];
      ++to[key::of(x[i + 4])];
      ++to[stride + key::of(x[i + 5])];
      ++to[2 * stride + key::of(x[i + 6])];
      ++to[3 * stride + key::of(x[i + 7])];
    }
    for (; i < n; ++i) ++to[key::of(x[i])];
  }
  [[nodiscard]] std::uint64_t count(bool negative, int position, int part) const {
    std::uint64_t sum = 0;
    for (std::size_t t = 0; t < 4; ++t)
      sum += counts[t * stride + key::at(negative, position, part)];
    return sum;
  }
};

/// The standard library's exponent, and an array.
template <class T>
struct frexp_loop {
  static constexpr int offset = 1100;
  std::vector<std::uint64_t> counts = std::vector<std::uint64_t>(2 * 2 * offset);

  [[gnu::noinline]] void add(const T* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      const auto value = as_number(x[i]);
      if (value == 0 || !std::isfinite(value)) continue;
      int exponent = 0;
      (void)std::frexp(value, &exponent);
      ++counts[index(value < 0, exponent - 1)];
    }
  }
  [[nodiscard]] std::uint64_t count(bool negative, int position, int) const {
    return counts[index(negative, position)];
  }
  [[nodiscard]] static std::size_t index(bool negative, int position) {
    return static_cast<std::size_t>((negative ? 3 : 1) * offset + position);
  }
};

/// The same into a map.
template <class T>
struct map_loop {
  std::map<int, std::uint64_t> counts;

  [[gnu::noinline]] void add(const T* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      const auto value = static_cast<double>(as_number(x[i]));
      if (value == 0 || !std::isfinite(value)) continue;
      ++counts[key(value < 0, std::ilogb(value))];
    }
  }
  [[nodiscard]] std::uint64_t count(bool negative, int position, int) const {
    const auto found = counts.find(key(negative, position));
    return found == counts.end() ? 0 : found->second;
  }
  [[nodiscard]] static int key(bool negative, int position) {
    return 2 * position + (negative ? 1 : 0);
  }
};

#if BENCH_HAS_BOOST
/// Boost.Histogram on keys that cost nothing: its fastest axis and storage.
template <class T>
struct boost_histogram {
  using key = table_key<T, 0>;
  using axis = boost::histogram::axis::integer<int, boost::use_default,
                                               boost::histogram::axis::option::none_t>;
  using storage = boost::histogram::dense_storage<std::uint64_t>;
  decltype(boost::histogram::make_histogram_with(storage{}, axis{})) counts =
      boost::histogram::make_histogram_with(storage{}, axis{0, static_cast<int>(key::size)});

  [[gnu::noinline]] void add(const T* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) counts(static_cast<int>(key::of(x[i])));
  }
  [[nodiscard]] std::uint64_t count(bool negative, int position, int) const {
    return counts.at(static_cast<int>(key::at(negative, position, 0)));
  }
};
#endif

}  // namespace bench

#endif
