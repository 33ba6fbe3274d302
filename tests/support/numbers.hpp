/// @file
/// All numbers of a small format, and the telling ones of a large one.
#ifndef BINPOINT_TESTS_SUPPORT_NUMBERS_HPP
#define BINPOINT_TESTS_SUPPORT_NUMBERS_HPP

#include <binpoint/fixed.hpp>
#include <binpoint/policy.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "random.hpp"

namespace support {

inline constexpr binpoint::policy wrapping{.overflow = binpoint::overflow_mode::wrap};
inline constexpr binpoint::policy symmetric{.overflow =
                                                binpoint::overflow_mode::saturate_symmetric};

template <class Fixed>
Fixed number_of(std::uint64_t bits) {
  return Fixed::from_code(static_cast<typename Fixed::storage_type>(bits));
}

/// @pre  word length < 64
template <class Fixed>
std::vector<Fixed> all_numbers() {
  constexpr binpoint::format f = binpoint::format_of<Fixed>;
  std::vector<Fixed> numbers;
  for (std::int64_t code = f.lowest_code(); code <= f.highest_code(); ++code) {
    numbers.push_back(number_of<Fixed>(static_cast<std::uint64_t>(code)));
  }
  return numbers;
}

template <class Fixed, class Visit>
void for_each_number(Visit visit) {
  for (const Fixed x : all_numbers<Fixed>()) visit(x);
}

/// Ends and middle of the range, one step beside each, and random codes of every length.
template <class Fixed>
std::vector<Fixed> some_numbers(generator& random, int count) {
  constexpr binpoint::format f = binpoint::format_of<Fixed>;
  std::vector<Fixed> numbers;
  for (const std::int64_t code : {f.lowest_code(), f.highest_code(), std::int64_t{0}}) {
    for (const int step : {-1, 0, 1}) {
      numbers.push_back(
          number_of<Fixed>(static_cast<std::uint64_t>(code) + static_cast<std::uint64_t>(step)));
    }
  }
  for (int i = 0; i < count; ++i) {
    const std::uint64_t bits = random() >> random_int(random, 0, 63);
    numbers.push_back(number_of<Fixed>(random() % 2 == 0 ? bits : ~bits));
  }
  return numbers;
}

inline std::string describe(std::int64_t code, binpoint::format f) {
  return std::string(f.is_signed ? "[" : "[unsigned ") + std::to_string(f.word_length) + ", " +
         std::to_string(f.fraction_length) + " code " + std::to_string(code) + "]";
}

}  // namespace support

#endif
