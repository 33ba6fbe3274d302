/// @file
/// The codes of a bias, aligned with sums of products.
#ifndef BINPOINT_INTEGER_BIAS_HPP
#define BINPOINT_INTEGER_BIAS_HPP

#include <cstddef>

#include "../config.hpp"
#include "../detail/integer.hpp"

namespace binpoint::integer {

/// One code for each output channel, in a format of its own, shifted left into the accumulator.
///
/// A sum of products has F = F_input + F_weight, a bias no more: the shift F - F_bias is to the
/// left and exact.
template <class Code>
struct aligned_bias {
  const Code* codes = nullptr;  ///< null: there is none
  int shift = 0;                ///< 0 or more
  const int* shifts = nullptr;  ///< one for each output channel, instead of `shift`

  /// @pre  the accumulator holds the result
  template <class Accumulator>
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator aligned(std::size_t channel) const {
    if (codes == nullptr) return 0;
    const int by = shifts == nullptr ? shift : shifts[channel];
    return binpoint::detail::shifted_left(static_cast<Accumulator>(codes[channel]), by);
  }
};

}  // namespace binpoint::integer

#endif
