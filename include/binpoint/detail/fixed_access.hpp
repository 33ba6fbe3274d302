/// @file
/// The result types of the operators, and the one way from an exact result into them.
#ifndef BINPOINT_DETAIL_FIXED_ACCESS_HPP
#define BINPOINT_DETAIL_FIXED_ACCESS_HPP

#include <concepts>
#include <type_traits>

#include "../config.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "encode.hpp"
#include "exact_code.hpp"
#include "fixed_rules.hpp"
#include "fixed_type.hpp"

namespace binpoint::detail {

/// What an impossible exact format is replaced by, so that the compiler says no more than the
/// assertion.
[[nodiscard]] constexpr format valid_or_longest(format exact) {
  return exact.is_valid() ? exact : format{max_word_length, 0, true};
}

template <class A, class B>
inline constexpr bool is_closed = std::same_as<A, B>&& A::rules.growth == growth_mode::closed;

template <class A, class B>
struct sum_of {
  static constexpr format exact = sum_format(format_of<A>, format_of<B>);
  static_assert(is_closed<A, B> || exact.is_valid(),
                "binpoint: the exact sum of these formats needs more than 64 bits: "
                "use add<Result>(a, b)");
  static constexpr format used = valid_or_longest(exact);
  using type =
      std::conditional_t<is_closed<A, B>, A,
                         fixed<used.word_length, used.fraction_length, used.is_signed, A::rules>>;
};

template <class A, class B>
struct difference_of {
  static constexpr format exact = difference_format(format_of<A>, format_of<B>);
  static_assert(is_closed<A, B> || exact.is_valid(),
                "binpoint: the exact difference of these formats needs more than 64 bits: "
                "use subtract<Result>(a, b)");
  static constexpr format used = valid_or_longest(exact);
  using type =
      std::conditional_t<is_closed<A, B>, A,
                         fixed<used.word_length, used.fraction_length, used.is_signed, A::rules>>;
};

template <class A, class B>
struct product_of {
  static constexpr format exact = product_format(format_of<A>, format_of<B>);
  static_assert(is_closed<A, B> || exact.is_valid(),
                "binpoint: the exact product of these formats needs more than 64 bits: "
                "use multiply<Result>(a, b)");
  static constexpr format used = valid_or_longest(exact);
  using type =
      std::conditional_t<is_closed<A, B>, A,
                         fixed<used.word_length, used.fraction_length, used.is_signed, A::rules>>;
};

template <class A>
struct negation_of {
  static constexpr format exact{A::word_length + 1, A::fraction_length, true};
  static_assert(is_closed<A, A> || exact.is_valid(),
                "binpoint: the exact negation of this format needs more than 64 bits: "
                "use subtract<Result>(zero, a)");
  static constexpr format used = valid_or_longest(exact);
  using type =
      std::conditional_t<is_closed<A, A>, A,
                         fixed<used.word_length, used.fraction_length, used.is_signed, A::rules>>;
};

template <class A, class B>
using sum_result = typename sum_of<A, B>::type;
template <class A, class B>
using difference_result = typename difference_of<A, B>::type;
template <class A, class B>
using product_result = typename product_of<A, B>::type;
template <class A>
using negation_result = typename negation_of<A>::type;

struct fixed_access {
  static constexpr int longest_span = 1024;

  template <class Result, class First, class Second>
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr Result sum(First a, Second b) noexcept {
    constexpr int fraction = max(First::fraction_length, Second::fraction_length);
    constexpr int top = max(First::bounds.bits - First::fraction_length,
                            Second::bounds.bits - Second::fraction_length);
    static_assert(top + fraction <= longest_span + 64,
                  "binpoint: the operands' bit positions span more than 1,024");
    check_rounding<Result, (fraction > Result::fraction_length)>();
    return Result::of_code(round_sum<format_of<Result>, Result::rules>(a, b));
  }

  template <class Result, class A, class B>
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr Result product(A a, B b) noexcept {
    check_rounding<Result, (A::fraction_length + B::fraction_length > Result::fraction_length)>();
    return Result::of_code(
        round_addend<format_of<Result>, Result::rules>(product_addend<A, B>{a, b}));
  }

  template <class Result, class A, class B>
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr Result quotient(A a, B b) noexcept {
    constexpr int shift = Result::fraction_length - A::fraction_length + B::fraction_length;
    static_assert(-longest_span <= shift && shift <= longest_span,
                  "binpoint: the operands' bit positions span more than 1,024");
    check_rounding<Result, true>();
    return Result::of_code(round_quotient<format_of<Result>, Result::rules>(a, b));
  }

 private:
  template <class Result, bool MayRound>
  BINPOINT_HOST_DEVICE static constexpr void check_rounding() noexcept {
    static_assert(!MayRound || Result::rules.rounding != rounding_mode::stochastic,
                  "binpoint: stochastic rounding needs random bits: construct the result from an "
                  "exact one, Result(x, bits)");
  }
};

template <class T>
concept comparable_with_fixed = fixed_point<T> || std::integral<T>;

/// Exact order: negative, 0 or positive.
template <class A, class B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int compare_numbers(A a, B b) noexcept {
  if constexpr (std::integral<B>) {
    return compare(integer_to_dyadic(a.code(), -A::fraction_length), integer_to_dyadic(b));
  } else if constexpr (A::fraction_length == B::fraction_length && A::is_signed == B::is_signed) {
    return a.code() < b.code() ? -1 : a.code() > b.code() ? 1 : 0;
  } else {
    return compare(integer_to_dyadic(a.code(), -A::fraction_length),
                   integer_to_dyadic(b.code(), -B::fraction_length));
  }
}

}  // namespace binpoint::detail

#endif
