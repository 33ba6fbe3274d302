/// @file
/// Random codes and requantizations for tests of the operators, and the definition that these must
/// equal: one 64-bit sum, rounded once by `encode`.
#ifndef BINPOINT_TESTS_SUPPORT_INTEGER_CASES_HPP
#define BINPOINT_TESTS_SUPPORT_INTEGER_CASES_HPP

#include <algorithm>
#include <binpoint/convert.hpp>
#include <binpoint/integer/requantization.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "random.hpp"

namespace support {

/// Codes of a type, the ends among them.
template <class Code>
std::vector<Code> random_codes(generator& random, std::size_t count) {
  std::vector<Code> codes(count);
  for (Code& code : codes) {
    code = static_cast<Code>(random());
    if (random() % 8 == 0) code = std::numeric_limits<Code>::lowest();
    if (random() % 8 == 0) code = std::numeric_limits<Code>::max();
  }
  return codes;
}

inline std::size_t random_size(generator& random, int low, int high) {
  return static_cast<std::size_t>(random_int(random, low, high));
}

/// A policy that integers can follow.
inline binpoint::policy random_saturating_policy(generator& random) {
  binpoint::policy how = random_policy(random, false);
  if (how.overflow == binpoint::overflow_mode::wrap) {
    how.overflow = binpoint::overflow_mode::saturate;
  }
  return how;
}

/// Of codes of a format, by a policy, with one shift for each channel.
struct finish_case {
  binpoint::format target;
  binpoint::policy how;
  std::vector<int> shifts;

  finish_case(generator& random, binpoint::format to, std::size_t channels, int low, int high)
      : target(to), how(random_saturating_policy(random)), shifts(channels) {
    for (int& shift : shifts) shift = random_int(random, low, high);
  }
  [[nodiscard]] binpoint::integer::requantization finish() const {
    return {.shift = 0,
            .shifts = shifts.data(),
            .limits = binpoint::integer::limits_of(target, how.overflow),
            .rounding = how.rounding,
            .underflow = how.underflow};
  }
  /// The code of sum * 2^-shift.
  [[nodiscard]] std::int64_t expected(std::int64_t sum, std::size_t channel) const {
    return code_of(sum, shifts[channel], target, how);
  }
  static std::int64_t code_of(std::int64_t sum, int shift, binpoint::format to,
                              binpoint::policy rules) {
    return binpoint::encode(sum, {to.word_length, -shift, to.is_signed}, rules).code;
  }
};

}  // namespace support

#endif
