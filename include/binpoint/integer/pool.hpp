/// @file
/// The largest and the mean of the codes in each square.
#ifndef BINPOINT_INTEGER_POOL_HPP
#define BINPOINT_INTEGER_POOL_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "../detail/integer.hpp"
#include "requantization.hpp"
#include "shape.hpp"

namespace binpoint::integer {

/// Squares that lie in each channel; those that reach over the right or lower edge are left out.
struct pool_geometry {
  shape input{};
  std::size_t size = 2;
  std::size_t stride = 2;

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr shape output() const {
    return {input.channels, window_count(input.height, size, stride),
            window_count(input.width, size, stride)};
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_valid() const {
    return input.size() > 0 && output().size() > 0;
  }
};

namespace detail {

/// Calls each(corner, i, channel): output i is made of the square at that corner.
template <class Code, class Each>
BINPOINT_HOST_DEVICE constexpr void for_each_square(const Code* input, const pool_geometry& g,
                                                    const Each& each) {
  const shape out = g.output();
  std::size_t i = 0;
  for (std::size_t channel = 0; channel < out.channels; ++channel) {
    for (std::size_t y = 0; y < out.height; ++y) {
      const Code* const row = input + (channel * g.input.height + y * g.stride) * g.input.width;
      for (std::size_t x = 0; x < out.width; ++x, ++i) each(row + x * g.stride, i, channel);
    }
  }
}

template <class Code>
struct max_of_square {
  const pool_geometry& geometry;
  Code* output;

  BINPOINT_HOST_DEVICE constexpr void operator()(const Code* corner, std::size_t i,
                                                 std::size_t) const {
    if (geometry.size == 2) {  // the most common one, without loops
      const Code* const below = corner + geometry.input.width;
      output[i] = binpoint::detail::max(binpoint::detail::max(corner[0], corner[1]),
                                        binpoint::detail::max(below[0], below[1]));
      return;
    }
    Code highest = *corner;
    for (std::size_t y = 0; y < geometry.size; ++y) {
      const Code* const row = corner + y * geometry.input.width;
      for (std::size_t x = 0; x < geometry.size; ++x) {
        highest = row[x] > highest ? row[x] : highest;
      }
    }
    output[i] = highest;
  }
};

/// The exponent of a power of two; -1 for other numbers.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int exponent_of(std::size_t count) {
  return (count & (count - 1)) == 0 ? binpoint::detail::bit_width(count) - 1 : -1;
}

/// x / count, rounded down, and its last bit set where that lost something: with two bits more than
/// the final result has, a later rounding in any mode gives what the exact quotient would.
template <class Accumulator>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator divided_to_odd(Accumulator x,
                                                                        Accumulator count) {
  const Accumulator rest = x % count;
  return static_cast<Accumulator>(x / count - (rest < 0 ? 1 : 0)) |
         static_cast<Accumulator>(rest == 0 ? 0 : 1);
}

template <class Accumulator, class Output>
struct mean_of_square {
  const pool_geometry& geometry;
  const requantization& finish;
  Output* output;
  int exponent;  ///< of the number of codes; -1 where that is no power of two

  template <class Code>
  BINPOINT_HOST_DEVICE constexpr void operator()(const Code* corner, std::size_t i,
                                                 std::size_t channel) const {
    Accumulator sum = 0;
    for (std::size_t y = 0; y < geometry.size; ++y) {
      const Code* const row = corner + y * geometry.input.width;
      for (std::size_t x = 0; x < geometry.size; ++x) sum += static_cast<Accumulator>(row[x]);
    }
    output[i] = static_cast<Output>(mean(sum, channel));
  }

 private:
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator mean(Accumulator sum,
                                                                std::size_t channel) const {
    if (exponent >= 0) return finish(sum, channel, exponent);
    const auto count = static_cast<Accumulator>(geometry.size * geometry.size);
    const int more = 2 + binpoint::detail::max(-finish.shift_of(channel), 0);
    const auto shifted = binpoint::detail::shifted_left(sum, more);
    return finish(divided_to_odd(shifted, count), channel, more);
  }
};

}  // namespace detail

/// The largest code of each square: in the format of the input.
/// @param input   geometry.input.size() codes, by channel, row, column
/// @param output  geometry.output().size() codes; may begin where the input does
/// @pre  geometry.is_valid()
template <std::integral Code>
BINPOINT_HOST_DEVICE constexpr void max_pool(const Code* input, const pool_geometry& geometry,
                                             Code* output) {
  detail::for_each_square(input, geometry, detail::max_of_square<Code>{geometry, output});
}

/// The mean of each square, divided and shifted with one rounding: half away from zero unless
/// `finish` says otherwise, for every number of codes.
///
/// A size that is a power of two costs no division.
/// @tparam Accumulator  holds the sum of a square; for other sizes with 2 bits more, and with as
///                      many more as `finish` shifts to the left
/// @param input   geometry.input.size() codes, by channel, row, column
/// @param finish  its shift: fraction bits of the input less those of the output
/// @param output  geometry.output().size() codes, apart from the input
/// @pre  geometry.is_valid(), and the limits of `finish` fit Output
template <std::signed_integral Accumulator, std::integral Code, std::integral Output>
BINPOINT_HOST_DEVICE constexpr void average_pool(const Code* input, const pool_geometry& geometry,
                                                 const requantization& finish, Output* output) {
  const int exponent = detail::exponent_of(geometry.size * geometry.size);
  detail::for_each_square(
      input, geometry,
      detail::mean_of_square<Accumulator, Output>{geometry, finish, output, exponent});
}

}  // namespace binpoint::integer

#endif
