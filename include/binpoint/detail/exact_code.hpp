/// @file
/// Exact intermediate results of fixed-point operations, and their one rounding into the result.
///
/// The bounds of an intermediate are known from the operands' formats. They choose the smallest
/// integer that holds it: generated code is that of the same arithmetic on builtin integers.
#ifndef BINPOINT_DETAIL_EXACT_CODE_HPP
#define BINPOINT_DETAIL_EXACT_CODE_HPP

#include <cstdint>
#include <type_traits>

#include "../config.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "encode.hpp"
#include "integer.hpp"
#include "wide.hpp"

namespace binpoint::detail {

inline constexpr std::uint64_t unbounded = ~std::uint64_t{0};

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t add_bounded(std::uint64_t a,
                                                                       std::uint64_t b) noexcept {
  return a > unbounded - b ? unbounded : a + b;
}
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t multiply_bounded(
    std::uint64_t a, std::uint64_t b) noexcept {
  return multiply_magnitudes(a, b).high != 0 ? unbounded : a * b;
}
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t shift_bounded(std::uint64_t a,
                                                                         int shift) noexcept {
  return a != 0 && bit_width(a) + shift > 64 ? unbounded : a << (shift < 64 ? shift : 0);
}

/// -negative <= code <= positive, `unbounded` standing for anything higher, in less than `bits`
/// bits.
struct code_bounds {
  std::uint64_t negative = 0;
  std::uint64_t positive = 0;
  int bits = 0;  ///< of a two's-complement integer that holds the code
};

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_bounds bounds_of(format f) noexcept {
  const std::uint64_t highest = low_mask(f.magnitude_bits());
  return {f.is_signed ? highest + 1 : 0, highest, f.magnitude_bits() + 1};
}
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_bounds shifted(code_bounds a,
                                                                 int shift) noexcept {
  return {shift_bounded(a.negative, shift), shift_bounded(a.positive, shift), a.bits + shift};
}
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_bounds negated(code_bounds a) noexcept {
  return {a.positive, a.negative, a.bits + 1};
}
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_bounds sum(code_bounds a,
                                                             code_bounds b) noexcept {
  return {add_bounded(a.negative, b.negative), add_bounded(a.positive, b.positive),
          max(a.bits, b.bits) + 1};
}
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_bounds product(code_bounds a,
                                                                 code_bounds b) noexcept {
  return {max(multiply_bounded(a.negative, b.positive), multiply_bounded(a.positive, b.negative)),
          max(multiply_bounded(a.negative, b.negative), multiply_bounded(a.positive, b.positive)),
          a.bits + b.bits};
}

#if BINPOINT_HAS_INT128
using longest_integer = int128;
inline constexpr int longest_integer_bits = 126;
#else
using longest_integer = std::int64_t;
inline constexpr int longest_integer_bits = 63;
#endif

/// Bits of the smallest integer that holds all codes within bounds: 32, 64, 128, or 0 if none does.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int holder_bits(code_bounds a) noexcept {
  const std::uint64_t most = max(a.negative, a.positive);
  if (most <= low_mask(31)) return 32;
  if (most <= low_mask(63)) return 64;
  return a.bits <= longest_integer_bits ? 128 : 0;
}

template <int Bits>
using holder = std::conditional_t<Bits == 32, std::int32_t,
                                  std::conditional_t<Bits == 64, std::int64_t, longest_integer>>;

/// Room for what rounding adds before it shifts.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_bounds with_room(code_bounds a,
                                                                   int drop) noexcept {
  return drop <= 0 ? a : sum(a, {shift_bounded(1, drop), shift_bounded(1, drop), drop + 1});
}

/// x / 2^Drop, rounded to an integer. @pre  Drop > 0; x has room for half a unit
template <rounding_mode Rounding, int Drop, class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Integer shift_rounded(Integer x) noexcept {
  constexpr Integer half = static_cast<Integer>(Integer{1} << (Drop - 1));
  constexpr Integer rest = static_cast<Integer>((Integer{1} << Drop) - 1);
  const auto sign = static_cast<Integer>(x >> (sizeof(Integer) * 8 - 1));
  switch (Rounding) {
    case rounding_mode::half_away:
      return static_cast<Integer>((x + half + sign) >> Drop);
    case rounding_mode::half_even:
      return static_cast<Integer>((x + (half - 1) + ((x >> Drop) & 1)) >> Drop);
    case rounding_mode::half_up:
      return static_cast<Integer>((x + half) >> Drop);
    case rounding_mode::ceiling:
      return static_cast<Integer>((x + rest) >> Drop);
    case rounding_mode::toward_zero:
      return static_cast<Integer>((x + (sign & rest)) >> Drop);
    default:
      return static_cast<Integer>(x >> Drop);
  }
}

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool fits(code_bounds a, format to,
                                                       policy how) noexcept {
  return a.negative <= magnitude_limit(to, how.overflow, true) &&
         a.positive <= low_mask(to.magnitude_bits()) && a.positive != unbounded;
}

/// A code of To from an integer in its steps: saturated or wrapped.
template <format To, policy How, code_bounds Bounds, class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t fit_code(Integer n) noexcept {
  if constexpr (fits(Bounds, To, How)) {
    return static_cast<std::int64_t>(n);
  } else if constexpr (How.overflow == overflow_mode::wrap) {
    return wrap_to_word(static_cast<std::uint64_t>(n), To.word_length, To.is_signed);
  } else {
    constexpr int integer_bits = static_cast<int>(sizeof(Integer)) * 8 - 1;
    constexpr std::uint64_t lower_limit = magnitude_limit(To, How.overflow, true);
    // Two assignments: g++ makes minimum and maximum of them, of std::clamp it does not.
    if constexpr (To.magnitude_bits() < integer_bits) {
      constexpr auto highest = static_cast<Integer>(low_mask(To.magnitude_bits()));
      n = n > highest ? highest : n;
    }
    if constexpr (lower_limit <= low_mask(min(integer_bits, 64))) {
      constexpr auto lowest = static_cast<Integer>(-static_cast<Integer>(lower_limit));
      n = n < lowest ? lowest : n;
    }
    return static_cast<std::int64_t>(n);
  }
}

/// Bounds after a division by 2^drop.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_bounds reduced(code_bounds a, int drop) noexcept {
  const auto reduce = [drop](std::uint64_t x) {
    return x == unbounded ? unbounded : x == 0 ? 0 : (drop >= 64 ? 0 : x >> drop) + 1;
  };
  return {reduce(a.negative), reduce(a.positive), a.bits};
}

template <class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr double_word wide_magnitude(Integer x) noexcept {
  if constexpr (sizeof(Integer) <= 8) {
    return {0, magnitude(x)};
  } else {
    const auto bits =
        x < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(x) : static_cast<std::uint64_t>(x);
    const auto upper = static_cast<std::uint64_t>(x >> 64);
    return {x < 0 ? ~upper + (bits == 0 ? 1 : 0) : upper, bits};
  }
}

/// The code of To for the exact number x * 2^-FractionLength: rounded once.
template <format To, policy How, code_bounds Bounds, int FractionLength, class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t round_code(Integer x) noexcept {
  constexpr int drop = FractionLength - To.fraction_length;
  constexpr int room = static_cast<int>(sizeof(Integer)) * 8 - 2;
  if constexpr (drop == 0) {
    return fit_code<To, How, Bounds>(x);
  } else if constexpr (drop > 0 && drop <= room) {
    if constexpr (How.underflow == underflow_mode::flush) {
      constexpr auto step = static_cast<Integer>(Integer{1} << drop);
      if (x < step && -x < step) return 0;
    }
    return fit_code<To, How, reduced(Bounds, drop)>(shift_rounded<How.rounding, drop>(x));
  } else if constexpr (drop < 0 && holder_bits(shifted(Bounds, -drop)) != 0) {
    using wider = holder<holder_bits(shifted(Bounds, -drop))>;
    constexpr auto factor = static_cast<wider>(wider{1} << -drop);
    return fit_code<To, How, shifted(Bounds, -drop)>(
        static_cast<wider>(static_cast<wider>(x) * factor));
  } else {
    exact_sum<3, FractionLength> sum;
    sum.add(x < 0, wide_magnitude(x), -FractionLength);
    return encode_scaled(sum.scaled(To.fraction_length), To, How).code;
  }
}

/// The word in which sums and products are taken where only the low bits count.
template <format To>
using modular_word = std::conditional_t<(To.word_length <= 32), std::uint32_t, std::uint64_t>;

template <class Word>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Word shift_left(Word x, int shift) noexcept {
  return shift >= static_cast<int>(sizeof(Word)) * 8 ? Word{0} : static_cast<Word>(x << shift);
}

/// An addend of an exact sum: a number, negated or not.
template <class Fixed, bool Negated = false>
struct code_addend {
  static constexpr format own_format{Fixed::word_length, Fixed::fraction_length, Fixed::is_signed};
  static constexpr code_bounds bounds =
      Negated ? negated(bounds_of(own_format)) : bounds_of(own_format);
  static constexpr int fraction_length = Fixed::fraction_length;
  Fixed x;

  template <class Integer>
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr Integer value() const noexcept {
    const auto code = static_cast<Integer>(x.code());
    return Negated ? static_cast<Integer>(-code) : code;
  }
  template <class Word>
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr Word low() const noexcept {
    const auto code = static_cast<Word>(x.code());
    return Negated ? static_cast<Word>(Word{0} - code) : code;
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_negative() const noexcept {
    return (x.code() < 0) != Negated;
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr double_word magnitude() const noexcept {
    return {0, detail::magnitude(x.code())};
  }
};

/// An addend of an exact sum: a product.
template <class A, class B>
struct product_addend {
  static constexpr code_bounds bounds = product(code_addend<A>::bounds, code_addend<B>::bounds);
  static constexpr int fraction_length = A::fraction_length + B::fraction_length;
  A a;
  B b;

  template <class Integer>
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr Integer value() const noexcept {
    return static_cast<Integer>(static_cast<Integer>(a.code()) * static_cast<Integer>(b.code()));
  }
  template <class Word>
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr Word low() const noexcept {
    return static_cast<Word>(static_cast<Word>(a.code()) * static_cast<Word>(b.code()));
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_negative() const noexcept {
    return detail::is_negative(a.code()) != detail::is_negative(b.code());
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr double_word magnitude() const noexcept {
    return multiply_magnitudes(detail::magnitude(a.code()), detail::magnitude(b.code()));
  }
};

/// The code of To for one addend: a product, rounded once.
template <format To, policy How, class Addend>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t round_addend(Addend a) noexcept {
  constexpr int drop = Addend::fraction_length - To.fraction_length;
  if constexpr (How.overflow == overflow_mode::wrap && drop == 0) {
    return wrap_to_word(a.template low<modular_word<To>>(), To.word_length, To.is_signed);
  } else if constexpr (holder_bits(with_room(Addend::bounds, drop)) != 0) {
    using integer = holder<holder_bits(with_room(Addend::bounds, drop))>;
    return round_code<To, How, Addend::bounds, Addend::fraction_length>(
        a.template value<integer>());
  } else {
    exact_sum<Addend::bounds.bits / 64 + 1, Addend::fraction_length> sum;
    sum.add(a.is_negative(), a.magnitude(), -Addend::fraction_length);
    return encode_scaled(sum.scaled(To.fraction_length), To, How).code;
  }
}

/// The code of To for the exact sum of two addends, rounded once.
template <format To, policy How, class First, class Second>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t round_sum(First a, Second b) noexcept {
  constexpr int fraction = max(First::fraction_length, Second::fraction_length);
  constexpr int shift_a = fraction - First::fraction_length;
  constexpr int shift_b = fraction - Second::fraction_length;
  constexpr code_bounds bounds =
      sum(shifted(First::bounds, shift_a), shifted(Second::bounds, shift_b));
  constexpr int drop = fraction - To.fraction_length;
  if constexpr (How.overflow == overflow_mode::wrap && drop == 0) {
    using word = modular_word<To>;
    const word total = static_cast<word>(shift_left(a.template low<word>(), shift_a) +
                                         shift_left(b.template low<word>(), shift_b));
    return wrap_to_word(total, To.word_length, To.is_signed);
  } else if constexpr (holder_bits(with_room(bounds, drop)) != 0) {
    using integer = holder<holder_bits(with_room(bounds, drop))>;
    const auto total = static_cast<integer>(a.template value<integer>() * (integer{1} << shift_a) +
                                            b.template value<integer>() * (integer{1} << shift_b));
    return round_code<To, How, bounds, fraction>(total);
  } else {
    exact_sum<bounds.bits / 64 + 1, fraction> total;
    total.add(a.is_negative(), a.magnitude(), -First::fraction_length);
    total.add(b.is_negative(), b.magnitude(), -Second::fraction_length);
    return encode_scaled(total.scaled(To.fraction_length), To, How).code;
  }
}

/// The code of To for the quotient a / b, correctly rounded. Division by zero saturates by sign; 0
/// / 0 is 0.
template <format To, policy How, class A, class B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t round_quotient(A a, B b) noexcept {
  const bool negative = is_negative(a.code()) != is_negative(b.code());
  const std::uint64_t n = magnitude(a.code());
  const std::uint64_t d = magnitude(b.code());
  if (d == 0) {
    const std::uint64_t limit = magnitude_limit(To, How.overflow, is_negative(a.code()));
    return n == 0 ? 0 : signed_code(is_negative(a.code()), limit);
  }
  // The quotient's bits down to a position below the step; what is left makes the bit after them.
  constexpr int shift = To.fraction_length - A::fraction_length + B::fraction_length;
  constexpr int extra = max(0, shift) + 1;
  scaled_number q;
  if constexpr (A::word_length + extra <= 63) {
    const std::uint64_t wide = n << extra;
    const std::uint64_t bits = wide / d;
    q = scale({negative, bits << 1 | (bits * d != wide ? 1U : 0U), 0}, shift - extra - 1);
  } else {
    q = long_quotient(negative, n, d, shift);
  }
  return encode_scaled(q, To, How).code;
}

}  // namespace binpoint::detail

#endif
