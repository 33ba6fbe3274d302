/// @file
/// Sequences that trouble a histogram which counts in blocks, looks at a window of exponents, and
/// keeps narrow counters.
#ifndef BINPOINT_TESTS_SUPPORT_HISTOGRAM_INPUTS_HPP
#define BINPOINT_TESTS_SUPPORT_HISTOGRAM_INPUTS_HPP

#include <algorithm>
#include <binpoint/bits.hpp>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "random.hpp"

namespace support {

/// Makes values of a floating-point type from their fields.
template <class T>
class value_maker {
  using layout = binpoint::float_layout<T>;
  using bits_type = typename layout::bits_type;

 public:
  /// The exponent fields are 0..top: 0 are zeros and subnormals, top are infinities and NaNs.
  static constexpr int top = static_cast<int>(layout::infinity >> layout::fraction_bits);

  explicit value_maker(generator& random) : random_(random) {}

  static T from_fields(bool negative, int exponent, std::uint64_t fraction) {
    const auto magnitude = (static_cast<std::uint64_t>(exponent) << layout::fraction_bits) |
                           (fraction & layout::fraction_mask);
    return std::bit_cast<T>(
        static_cast<bits_type>(magnitude | (negative ? std::uint64_t{layout::sign_mask} : 0)));
  }
  /// Any fraction; an exponent outside 0..top becomes the nearest.
  T of_exponent(int exponent, bool negative) {
    return from_fields(negative, std::clamp(exponent, 0, top), random_());
  }
  T of_exponent(int exponent) { return of_exponent(exponent, random_() % 2 != 0); }
  /// Zeros, the ends of the subnormal and of the normal range, infinities, the first and last NaNs.
  T special() {
    constexpr int exponents[] = {0, 0, 0, 0, 1, top - 1, top, top};
    constexpr std::uint64_t fractions[] = {0, 0, 1, ~std::uint64_t{0}};
    return from_fields(random_() % 2 != 0, exponents[random_() % 8], fractions[random_() % 4]);
  }
  /// Every exponent alike, and now and then what is special.
  T any() { return random_() % 16 == 0 ? special() : of_exponent(random_int(random_, 0, top)); }

 private:
  generator& random_;
};

/// Kinds of sequences; each draws its own parameters.
enum class sequence {
  anything,
  constant,        ///< one bin for thousands of values
  two_constants,   ///< in blocks of 64, as a rule of one sign each
  window,          ///< 1..20 adjacent exponents, alike
  bell,            ///< each exponent half as frequent as the next higher one
  rectified_bell,  ///< the same, half of it zeros
  window_edges,    ///< the ends of 16 exponents, and what is next to them
  drift,           ///< an exponent that moves on by one after up to 3000 values
  jump,            ///< 1000 to 10,000 values of one exponent, then as many of a far one
  subnormal,
  special,
  flipping_signs,  ///< of one magnitude, at the ends of blocks of 8..128
  count
};

template <class T>
void fill(std::span<T> values, sequence kind, generator& random) {
  using maker = value_maker<T>;
  maker make(random);
  const auto fill_with = [&](auto next) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = next(i);
  };
  const int base = random_int(random, 0, maker::top);
  const auto bell_exponent = [&] { return base - std::countr_zero(random() | 1U << 30); };
  const int width = random_int(random, 1, 20);
  const std::size_t block = std::size_t{8} << random() % 5;
  const T constant = make.any();
  switch (kind) {
    case sequence::anything:
      return fill_with([&](std::size_t) { return make.any(); });
    case sequence::constant:
      return fill_with([&](std::size_t) { return constant; });
    case sequence::two_constants:
      return fill_with(
          [=, other = make.any()](std::size_t i) { return i / 64 % 2 == 0 ? constant : other; });
    case sequence::window:
      return fill_with(
          [&](std::size_t) { return make.of_exponent(base + random_int(random, 0, width - 1)); });
    case sequence::bell:
      return fill_with([&](std::size_t) { return make.of_exponent(bell_exponent()); });
    case sequence::rectified_bell:
      return fill_with([&](std::size_t) {
        return random() % 2 == 0 ? maker::from_fields(random() % 64 == 0, 0, 0)
                                 : make.of_exponent(bell_exponent(), false);
      });
    case sequence::window_edges:
      return fill_with([&](std::size_t) {
        constexpr int offsets[] = {-1, 0, 0, 0, 1, 7, 8, 14, 15, 15, 15, 16};
        return make.of_exponent(base + offsets[random() % std::size(offsets)]);
      });
    case sequence::drift: {
      const auto pace = static_cast<std::size_t>(random_int(random, 1, 3000));
      return fill_with([&](std::size_t i) {
        const auto moved = static_cast<std::size_t>(base) + i / pace;
        return make.of_exponent(static_cast<int>(moved % (maker::top + 1)));
      });
    }
    case sequence::jump: {
      const auto pace = static_cast<std::size_t>(random_int(random, 1000, 10'000));
      return fill_with([&, far = random_int(random, 0, maker::top)](std::size_t i) {
        return make.of_exponent(i / pace % 2 == 0 ? base : far);
      });
    }
    case sequence::subnormal:
      return fill_with([&](std::size_t) { return make.of_exponent(0); });
    case sequence::special:
      return fill_with([&](std::size_t) { return make.special(); });
    case sequence::flipping_signs:
      return fill_with([&](std::size_t i) {
        return make.of_exponent(base, (i + 1) % block == 0 || i % block == 0);
      });
    case sequence::count:
      return;
  }
}

inline sequence random_sequence(generator& random) {
  return static_cast<sequence>(random() % static_cast<unsigned>(sequence::count));
}

/// Sequences of all kinds and many lengths, one after the other.
template <class T>
void fill_with_mixture(std::span<T> values, generator& random) {
  while (!values.empty()) {
    const auto length = std::size_t{1} << random_int(random, 0, 17);
    const auto n = std::min(values.size(), length + random() % length);
    fill(values.first(n), random_sequence(random), random);
    values = values.subspan(n);
  }
}

}  // namespace support

#endif
