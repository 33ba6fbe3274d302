/// @file
/// Checks of arguments that many public functions share.
#ifndef BINPOINT_DETAIL_CHECK_HPP
#define BINPOINT_DETAIL_CHECK_HPP

#include <cstddef>
#include <string>

#include "../format.hpp"
#include "../policy.hpp"
#include "error.hpp"

namespace binpoint::detail {

constexpr void check_format(const char* function, format f) {
  if (f.is_valid()) return;
  if (f.word_length < 1 || f.word_length > max_word_length) {
    invalid_argument(function, "word length " + std::to_string(f.word_length) +
                                   " is outside 1.." + std::to_string(max_word_length));
  }
  invalid_argument(function, "fraction length " + std::to_string(f.fraction_length) +
                                 " is outside -" + std::to_string(max_fraction_length) + ".." +
                                 std::to_string(max_fraction_length));
}

constexpr void check_shift(const char* function, int shift) {
  if (shift < -max_fraction_length || shift > max_fraction_length) {
    invalid_argument(function, "shift " + std::to_string(shift) + " is outside -" +
                                   std::to_string(max_fraction_length) + ".." +
                                   std::to_string(max_fraction_length));
  }
}

constexpr void check_deterministic(const char* function, policy how) {
  if (how.rounding == rounding_mode::stochastic) {
    invalid_argument(function, "stochastic rounding needs random bits");
  }
}

constexpr void check_same_size(const char* function, std::size_t in, std::size_t out) {
  if (in != out) {
    invalid_argument(function, std::to_string(in) + " values do not fit a range of " +
                                   std::to_string(out));
  }
}

}  // namespace binpoint::detail

#endif
