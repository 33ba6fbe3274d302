/// @file
/// One code from one, or from two at the same place: limits, another format, a sum of branches.
#ifndef BINPOINT_INTEGER_ELEMENTWISE_HPP
#define BINPOINT_INTEGER_ELEMENTWISE_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "../detail/integer.hpp"
#include "requantization.hpp"
#include "shape.hpp"

namespace binpoint::integer {

/// Codes limited in place: a ReLU by relu_limits, where it is not part of the layer before it.
/// @pre  Code holds both limits
template <std::integral Code>
BINPOINT_HOST_DEVICE constexpr void limit(Code* codes, std::size_t count, code_limits limits) {
  const auto lowest = static_cast<Code>(limits.lowest);
  const auto highest = static_cast<Code>(limits.highest);
  for (std::size_t i = 0; i < count; ++i) codes[i] = limited(codes[i], lowest, highest);
}

/// Codes of one format as codes of another.
/// @tparam Accumulator  holds the codes and both limits of `finish`
/// @param finish  its shift: fraction bits of the input less those of the output
/// @param output  where the output type is that of the input, it may be the input
template <std::signed_integral Accumulator, std::integral Code, std::integral Output>
BINPOINT_HOST_DEVICE constexpr void convert(const Code* input, shape size,
                                            const requantization& finish, Output* output) {
  for (std::size_t channel = 0; channel < size.channels; ++channel) {
    for (std::size_t i = channel * size.plane(); i < (channel + 1) * size.plane(); ++i) {
      output[i] = static_cast<Output>(finish(static_cast<Accumulator>(input[i]), channel));
    }
  }
}

/// One of two branches that are added: shifted left, its codes have as many fraction bits as the
/// finer branch.
template <class Code>
struct branch {
  const Code* codes = nullptr;
  int shift = 0;  ///< 0 or more
};

/// output[i] = the code of a[i] + b[i], summed exactly and rounded once.
///
/// @tparam Accumulator  holds both codes, shifted, and their sum
/// @param finish  its shift: fraction bits of the finer branch less those of the output
/// @param output  where the types are the same, it may be either branch
template <std::signed_integral Accumulator, std::integral A, std::integral B, std::integral Output>
BINPOINT_HOST_DEVICE constexpr void add(branch<A> a, branch<B> b, shape size,
                                        const requantization& finish, Output* output) {
  for (std::size_t channel = 0; channel < size.channels; ++channel) {
    for (std::size_t i = channel * size.plane(); i < (channel + 1) * size.plane(); ++i) {
      const auto left =
          binpoint::detail::shifted_left(static_cast<Accumulator>(a.codes[i]), a.shift);
      const auto right =
          binpoint::detail::shifted_left(static_cast<Accumulator>(b.codes[i]), b.shift);
      output[i] = static_cast<Output>(finish(static_cast<Accumulator>(left + right), channel));
    }
  }
}

}  // namespace binpoint::integer

#endif
