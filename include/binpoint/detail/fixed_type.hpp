/// @file
/// The fixed-point number type itself; its arithmetic and limits follow in headers of their own.
#ifndef BINPOINT_DETAIL_FIXED_TYPE_HPP
#define BINPOINT_DETAIL_FIXED_TYPE_HPP

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "../config.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "encode.hpp"
#include "exact_code.hpp"
#include "fixed_rules.hpp"

namespace binpoint {

/// code * 2^-FractionLength, the code being a two's-complement integer of WordLength bits.
///
/// Holds the smallest builtin integer; trivially copyable; every operation is constexpr, defined
/// for all operands, and runs on devices. Values enter by explicit construction, rounded and
/// saturated as Policy says; a format all of whose values fit converts implicitly.
template <int WordLength, int FractionLength, bool IsSigned = true, policy Policy = policy{}>
class fixed {
  static_assert(format{WordLength, FractionLength, IsSigned}.is_valid(),
                "binpoint: a word length is 1..64, a fraction length -32767..32767");

 public:
  using storage_type = detail::smallest_integer<WordLength, IsSigned>;
  static constexpr int word_length = WordLength;
  static constexpr int fraction_length = FractionLength;
  static constexpr bool is_signed = IsSigned;
  static constexpr policy rules = Policy;

  /// Indeterminate like a builtin number; `fixed<8, 3>{}` is zero.
  fixed() = default;

  /// Rounded and saturated. NaN becomes 0.
  template <floating T>
  BINPOINT_HOST_DEVICE explicit constexpr fixed(T x) noexcept
      : code_(static_cast<storage_type>(
            detail::encode_float(x, own_format(), deterministic()).code)) {}

  template <std::integral T>
  BINPOINT_HOST_DEVICE explicit constexpr fixed(T x) noexcept
      : code_(static_cast<storage_type>(
            detail::encode_dyadic(detail::integer_to_dyadic(x), own_format(),
                                  FractionLength >= 0 ? Policy : deterministic())
                .code)) {}

  /// Rounded with the caller's 32 random bits, as stochastic rounding demands.
  template <floating T>
  BINPOINT_HOST_DEVICE constexpr fixed(T x, std::uint32_t random) noexcept
      : code_(
            static_cast<storage_type>(detail::encode_float(x, own_format(), Policy, random).code)) {
  }
  template <int W, int F, bool S, policy P>
  BINPOINT_HOST_DEVICE constexpr fixed(fixed<W, F, S, P> x, std::uint32_t random) noexcept
      : code_(static_cast<storage_type>(
            detail::encode_dyadic(x.exact(), own_format(), Policy, random).code)) {}

  /// From another format: implicit where all its values fit, else explicit, rounded and saturated.
  template <int W, int F, bool S, policy P>
  BINPOINT_HOST_DEVICE explicit(
      !detail::all_values_fit({W, F, S}, P, {WordLength, FractionLength, IsSigned},
                              Policy)) constexpr fixed(fixed<W, F, S, P> x) noexcept
      : code_(convert(x)) {}

  /// The number with that code, reduced modulo 2^WordLength.
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr fixed from_code(storage_type code) noexcept {
    return of_code(detail::wrap_to_word(static_cast<std::uint64_t>(code), WordLength, IsSigned));
  }

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr storage_type code() const noexcept { return code_; }

  /// Exact where double can hold it, else rounded once.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr double value() const noexcept {
    return static_cast<double>(*this);
  }

  /// Rounded once, to nearest even.
  template <floating T>
  [[nodiscard]] BINPOINT_HOST_DEVICE explicit constexpr operator T() const noexcept {
    // Converted and multiplied by a power of two, far from the ends of T's range: rounded once.
    constexpr int reach = float_layout<T>::bias - 64;
    if constexpr (std::floating_point<T> && -reach < FractionLength && FractionLength < reach) {
      return static_cast<T>(code_) * detail::to_float<T>({false, 1, -FractionLength});
    } else {
      return detail::to_float<T>(exact());
    }
  }

  template <int W, int F, bool S, policy P>
  BINPOINT_HOST_DEVICE constexpr fixed& operator+=(fixed<W, F, S, P> b) noexcept;
  template <int W, int F, bool S, policy P>
  BINPOINT_HOST_DEVICE constexpr fixed& operator-=(fixed<W, F, S, P> b) noexcept;
  template <int W, int F, bool S, policy P>
  BINPOINT_HOST_DEVICE constexpr fixed& operator*=(fixed<W, F, S, P> b) noexcept;
  template <int W, int F, bool S, policy P>
  BINPOINT_HOST_DEVICE constexpr fixed& operator/=(fixed<W, F, S, P> b) noexcept;

 private:
  template <int, int, bool, policy>
  friend class fixed;
  friend struct detail::fixed_access;

  /// @pre  the code is one of this format
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr fixed of_code(std::int64_t code) noexcept {
    fixed x{};
    x.code_ = static_cast<storage_type>(code);
    return x;
  }

  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr format own_format() noexcept {
    return {WordLength, FractionLength, IsSigned};
  }

  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr policy deterministic() noexcept {
    static_assert(Policy.rounding != rounding_mode::stochastic,
                  "binpoint: stochastic rounding needs random bits: use fixed(x, bits)");
    return Policy;
  }

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr detail::dyadic exact() const noexcept {
    return detail::integer_to_dyadic(code_, -FractionLength);
  }

  template <int W, int F, bool S, policy P>
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr storage_type convert(
      fixed<W, F, S, P> x) noexcept {
    constexpr policy how = F <= FractionLength ? Policy : deterministic();
    return static_cast<storage_type>(
        detail::round_addend<format{WordLength, FractionLength, IsSigned}, how>(
            detail::code_addend<fixed<W, F, S, P>>{x}));
  }

  storage_type code_;
};

/// From a format known at compile time to the type.
template <format Format, policy Policy = policy{}>
using fixed_of = fixed<Format.word_length, Format.fraction_length, Format.is_signed, Policy>;

/// From the type to its format.
template <class T>
inline constexpr format format_of = {};
template <int W, int F, bool S, policy P>
inline constexpr format format_of<fixed<W, F, S, P>> = {W, F, S};

template <class T>
inline constexpr bool is_fixed = false;
template <int W, int F, bool S, policy P>
inline constexpr bool is_fixed<fixed<W, F, S, P>> = true;

/// A number of type fixed<...>.
template <class T>
concept fixed_point = is_fixed<T>;

}  // namespace binpoint

#endif
