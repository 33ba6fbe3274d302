// Exact sums, differences, products and comparisons of numbers of any two formats.

#include <algorithm>
#include <binpoint/fixed.hpp>
#include <binpoint/fixed_text.hpp>
#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/random.hpp"
#include "support/reference.hpp"

namespace bp = binpoint;
using bp::fixed;
using support::all_numbers, support::int128, support::some_numbers;
using support::wrapping;

// Growth: one integer bit more than the larger and the larger F; W1 + W2 and F1 + F2.
static_assert(std::same_as<decltype(fixed<8, 3>{} + fixed<8, 3>{}), fixed<9, 3>>);
static_assert(std::same_as<decltype(fixed<8, 3>{} + fixed<8, 5>{}), fixed<11, 5>>);
static_assert(std::same_as<decltype(fixed<8, 3>{} + fixed<4, -6>{}), fixed<14, 3>>);
static_assert(std::same_as<decltype(fixed<4, 10>{} + fixed<4, 8>{}), fixed<7, 10>>);
static_assert(
    std::same_as<decltype(fixed<8, 3, false>{} + fixed<8, 3, false>{}), fixed<9, 3, false>>);
static_assert(std::same_as<decltype(fixed<8, 3, false>{} + fixed<8, 3>{}), fixed<10, 3>>);
static_assert(std::same_as<decltype(fixed<8, 3, false>{} - fixed<8, 3, false>{}), fixed<9, 3>>);
static_assert(std::same_as<decltype(fixed<8, 3>{} - fixed<8, 3, false>{}), fixed<10, 3>>);
static_assert(std::same_as<decltype(-fixed<8, 3>{}), fixed<9, 3>>);
static_assert(std::same_as<decltype(-fixed<8, 3, false>{}), fixed<9, 3>>);
static_assert(std::same_as<decltype(fixed<8, 3>{} * fixed<8, 5>{}), fixed<16, 8>>);
static_assert(std::same_as<decltype(fixed<8, -3>{} * fixed<4, 1, false>{}), fixed<12, -2>>);
static_assert(
    std::same_as<decltype(fixed<8, 3, false>{} * fixed<8, 3, false>{}), fixed<16, 6, false>>);

// A result carries the policy of the left operand.
static_assert(std::same_as<decltype(fixed<8, 3, true, wrapping>{} * fixed<8, 5>{}),
                           fixed<16, 8, true, wrapping>>);
static_assert(std::same_as<decltype(fixed<8, 3>{} + fixed<8, 3, true, wrapping>{}), fixed<9, 3>>);
static_assert(std::same_as<decltype(-fixed<8, 3, true, wrapping>{}), fixed<9, 3, true, wrapping>>);

constexpr auto product = fixed<8, 3>{2.1} * fixed<8, 5>{0.5};
static_assert(product.code() == 17 * 16 && product.value() == 1.0625);
static_assert(fixed<8, 3>{product}.value() == 1.125);
static_assert((fixed<8, 3>{-16} * fixed<8, 3>{-16}).value() == 256);
static_assert((-fixed<8, 3>{-16}).value() == 16);
static_assert(fixed<8, 3>{-1} < fixed<8, 3, false>{31.5});

namespace {

std::string describe(bp::format f, std::uint64_t code) {
  const auto signed_code = static_cast<std::int64_t>(code);
  return to_string(f) + " code " +
         (f.is_signed ? std::to_string(signed_code) : std::to_string(code));
}
template <class A, class B>
std::string describe(A a, B b) {
  return describe(bp::format_of<A>, static_cast<std::uint64_t>(a.code())) + " and " +
         describe(bp::format_of<B>, static_cast<std::uint64_t>(b.code()));
}

/// Of sums and differences, where the result fits 64 bits.
template <class A, class B>
bool has_exact_sums(A a, B b) {
  constexpr bp::format f = bp::format_of<A>;
  constexpr bp::format g = bp::format_of<B>;
  if constexpr (bp::detail::sum_format(f, g).is_valid() &&
                bp::detail::difference_format(f, g).is_valid()) {
    constexpr int fraction = std::max(A::fraction_length, B::fraction_length);
    const int128 wide_a = int128{a.code()} << (fraction - A::fraction_length);
    const int128 wide_b = int128{b.code()} << (fraction - B::fraction_length);
    const auto sum = a + b;
    const auto difference = a - b;
    static_assert(sum.fraction_length == fraction && difference.fraction_length == fraction);
    return sum.code() == wide_a + wide_b && difference.code() == wide_a - wide_b;
  }
  return true;
}

template <class A, class B>
bool has_exact_product(A a, B b) {
  if constexpr (bp::detail::product_format(bp::format_of<A>, bp::format_of<B>).is_valid()) {
    const auto exact = a * b;
    static_assert(exact.fraction_length == A::fraction_length + B::fraction_length);
    return exact.code() == int128{a.code()} * int128{b.code()};
  }
  return true;
}

/// a - b by its sign, exactly: beyond 64 places apart, the one further left decides unless it is 0.
template <class A, class B>
int exact_order(A a, B b) {
  constexpr int fraction = std::max(A::fraction_length, B::fraction_length);
  constexpr int shift_a = std::min(fraction - A::fraction_length, 64);
  constexpr int shift_b = std::min(fraction - B::fraction_length, 64);
  const bool negative_a = a.code() < 0;
  const bool negative_b = b.code() < 0;
  if (negative_a != negative_b) return negative_a ? -1 : 1;
  const auto magnitude = [](auto code, int shift) {
    const auto bits = static_cast<std::uint64_t>(code);
    return support::uint128{code < 0 ? 0 - bits : bits} << shift;
  };
  const support::uint128 wide_a = magnitude(a.code(), shift_a);
  const support::uint128 wide_b = magnitude(b.code(), shift_b);
  if (wide_a == wide_b) return 0;
  return (wide_a < wide_b) != negative_a ? -1 : 1;
}

template <class A, class B>
bool has_exact_order(A a, B b) {
  const int order = exact_order(a, b);
  return (a == b) == (order == 0) && (a != b) == (order != 0) && (a < b) == (order < 0) &&
         (a > b) == (order > 0) && (a <= b) == (order <= 0) && (a >= b) == (order >= 0) &&
         (a <=> b) == (order <=> 0);
}

/// Names the first pair with a wrong result; "" if there is none.
template <class A, class B>
std::string wrong_pair(const std::vector<A>& left, const std::vector<B>& right) {
  for (const A a : left) {
    for (const B b : right) {
      if (!has_exact_sums(a, b) || !has_exact_product(a, b) || !has_exact_order(a, b)) {
        return describe(a, b);
      }
    }
  }
  return "";
}

template <class... Fixed>
struct list {};

template <class Check, class... Fixed>
void for_each_pair(Check check, list<Fixed...>) {
  const auto with = [&]<class A>(std::type_identity<A> a) {
    (check(a, std::type_identity<Fixed>{}), ...);
  };
  (with(std::type_identity<Fixed>{}), ...);
}

}  // namespace

TEST_CASE("fixed: + - * and comparisons of all pairs of codes of small formats") {
  using small = list<fixed<1, 0>, fixed<1, 0, false>, fixed<3, 1>, fixed<4, -2>, fixed<4, 2, false>,
                     fixed<3, 5>, fixed<5, -3, false>, fixed<6, 9, false>, fixed<6, 6>, fixed<8, 3>,
                     fixed<7, 7, false>>;
  std::string wrong;
  for_each_pair(
      [&]<class A, class B>(std::type_identity<A>, std::type_identity<B>) {
        wrong += wrong_pair(all_numbers<A>(), all_numbers<B>());
      },
      small{});
  CHECK(wrong == "");
}

TEST_CASE("fixed: negation of every code of small formats and of the ends of long ones") {
  INFO("seed 41");
  const auto check = []<class Fixed>(const std::vector<Fixed>& numbers) {
    CHECK(std::ranges::all_of(numbers, [](Fixed x) { return (-x).code() == -int128{x.code()}; }));
  };
  support::generator random(41);
  check(all_numbers<fixed<1, 0>>());
  check(all_numbers<fixed<8, 3>>());
  check(all_numbers<fixed<8, -3, false>>());
  check(some_numbers<fixed<31, 7>>(random, 500));
  check(some_numbers<fixed<32, 7, false>>(random, 500));
  check(some_numbers<fixed<63, 7>>(random, 500));
  check(some_numbers<fixed<63, 7, false>>(random, 500));
}

TEST_CASE("fixed: sums, differences and products up to 64 bits") {
  support::generator random(42);
  INFO("seed 42");
  std::string wrong;
  const auto check = [&]<class A, class B>(std::type_identity<A>, std::type_identity<B>) {
    const auto left = some_numbers<A>(random, 300);
    const auto right = some_numbers<B>(random, 300);
    wrong += wrong_pair(left, right);
    wrong += wrong_pair(right, left);
  };
  for_each_pair(check, list<fixed<32, 16>, fixed<32, 20, false>, fixed<31, -4>, fixed<24, 40>,
                            fixed<16, 16, false>>{});
  check(std::type_identity<fixed<63, 10>>{}, std::type_identity<fixed<63, 10>>{});
  check(std::type_identity<fixed<63, 10>>{}, std::type_identity<fixed<62, 10, false>>{});
  check(std::type_identity<fixed<63, 10, false>>{}, std::type_identity<fixed<63, 10, false>>{});
  check(std::type_identity<fixed<40, 0>>{}, std::type_identity<fixed<24, 9, false>>{});
  check(std::type_identity<fixed<16, -20>>{}, std::type_identity<fixed<16, 22, false>>{});
  check(std::type_identity<fixed<63, 3>>{}, std::type_identity<fixed<1, 3>>{});
  CHECK(wrong == "");
}

TEST_CASE("fixed: comparisons of 64-bit words and of points far apart") {
  support::generator random(43);
  INFO("seed 43");
  using formats =
      list<fixed<64, 0>, fixed<64, 0, false>, fixed<64, 63>, fixed<64, 64, false>, fixed<8, 3>,
           fixed<8, -60>, fixed<8, 70, false>, fixed<64, -32767>, fixed<64, 32767, false>>;
  std::string wrong;
  for_each_pair(
      [&]<class A, class B>(std::type_identity<A>, std::type_identity<B>) {
        wrong += wrong_pair(some_numbers<A>(random, 60), some_numbers<B>(random, 60));
      },
      formats{});
  CHECK(wrong == "");
}
