// Encoding and arithmetic beside SystemC's fixed-point numbers, in the modes that both have.

#define SC_INCLUDE_FX
#include <binpoint/convert.hpp>
#include <binpoint/fixed.hpp>
#include <cmath>
#include <cstdint>
#include <systemc>
#include <utility>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/random.hpp"

// The library's start-up code asks for it; no simulation runs here.
extern "C" int sc_main(int, char**) { return 0; }

namespace bp = binpoint;
using bp::format, bp::policy, bp::overflow_mode, bp::rounding_mode;
using sc_dt::sc_fxval;

namespace {

constexpr rounding_mode roundings[] = {rounding_mode::half_away, rounding_mode::half_even,
                                       rounding_mode::half_up, rounding_mode::floor,
                                       rounding_mode::toward_zero};
constexpr overflow_mode overflows[] = {overflow_mode::saturate, overflow_mode::saturate_symmetric,
                                       overflow_mode::wrap};

sc_dt::sc_q_mode systemc_mode(rounding_mode rounding) {
  if (rounding == rounding_mode::half_away) return sc_dt::SC_RND_INF;
  if (rounding == rounding_mode::half_even) return sc_dt::SC_RND_CONV;
  if (rounding == rounding_mode::half_up) return sc_dt::SC_RND;
  return rounding == rounding_mode::floor ? sc_dt::SC_TRN : sc_dt::SC_TRN_ZERO;
}

sc_dt::sc_o_mode systemc_mode(overflow_mode overflow) {
  if (overflow == overflow_mode::saturate) return sc_dt::SC_SAT;
  return overflow == overflow_mode::wrap ? sc_dt::SC_WRAP : sc_dt::SC_SAT_SYM;
}

template <class Fixed>
sc_fxval systemc_value(Fixed x) {
  return sc_fxval(x.code()) << -Fixed::fraction_length;
}

/// By way of double, which holds these codes; SystemC's own to_int64() makes 0 of -2^41.
template <class Number>
std::int64_t code_of(const Number& x, int fraction_length) {
  return static_cast<std::int64_t>(std::ldexp(x.to_double(), fraction_length));
}

/// The code that SystemC gives an exact value.
/// @pre  word length <= 53
std::int64_t systemc_code(const sc_fxval& x, format f, policy how) {
  const sc_dt::sc_q_mode rounding = systemc_mode(how.rounding);
  const sc_dt::sc_o_mode overflow = systemc_mode(how.overflow);
  const int w = f.word_length;
  const int integer_bits = w - f.fraction_length;
  if (f.is_signed) {
    return code_of(sc_dt::sc_fix(x, w, integer_bits, rounding, overflow), f.fraction_length);
  }
  return code_of(sc_dt::sc_ufix(x, w, integer_bits, rounding, overflow), f.fraction_length);
}

struct row {
  format a, b, result;
};

/// SystemC keeps 64 bits of a quotient and cuts off the rest: enough to round these, none of which
/// needs more than 50.
constexpr row rows[] = {{{8, 3}, {8, 5}, {8, 3}},
                        {{16, 12}, {16, 8, false}, {16, 10}},
                        {{24, 30}, {12, -3}, {20, 9, false}},
                        {{24, -2, false}, {20, 20}, {24, 4}}};
constexpr std::size_t modes = std::size(roundings) * std::size(overflows);
constexpr int cases_of_each = 17'000;
static_assert(std::size(rows) * modes * cases_of_each >= 1'000'000);

struct disagreements {
  std::uint64_t sums = 0, differences = 0, products = 0, quotients = 0, checked = 0;
};

template <std::size_t I>
void compare_operations(support::generator& random, disagreements& found) {
  static constexpr policy how{roundings[I % std::size(roundings)], overflows[I / 5 % 3]};
  static constexpr row r = rows[I / modes];
  using left = bp::fixed_of<r.a>;
  using right = bp::fixed_of<r.b>;
  using result = bp::fixed_of<r.result, how>;
  const auto same = [](result x, const sc_fxval& y) {
    return static_cast<std::int64_t>(x.code()) == systemc_code(y, r.result, how);
  };
  for (int i = 0; i < cases_of_each; ++i) {
    const auto a = support::number_of<left>(random() >> support::random_int(random, 0, 63));
    const auto b = support::number_of<right>(random() >> support::random_int(random, 0, 63));
    const sc_fxval x = systemc_value(a);
    const sc_fxval y = systemc_value(b);
    if (!same(bp::add<result>(a, b), x + y)) ++found.sums;
    if (!same(bp::subtract<result>(a, b), x - y)) ++found.differences;
    if (!same(bp::multiply<result>(a, b), x * y)) ++found.products;
    if (b.code() != 0 && !same(bp::divide<result>(a, b), x / y)) ++found.quotients;
    ++found.checked;
  }
}

template <std::size_t... I>
void compare_all(support::generator& random, disagreements& found, std::index_sequence<I...>) {
  (compare_operations<I>(random, found), ...);
}

}  // namespace

TEST_CASE("SystemC: a million values into random formats") {
  support::generator random(61);
  INFO("seed 61");
  std::uint64_t wrong = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const int w = support::random_int(random, 1, 53);
    const format f{w, support::random_int(random, -20, 70), random() % 2 == 0};
    double x = std::ldexp(support::random_normal(random),
                          support::random_int(random, -4, w + 2) - f.fraction_length);
    if (i % 4 == 0) {
      x = std::ldexp(support::random_int(random, -200, 200), -1 - f.fraction_length);  // ties
    }
    const policy how{roundings[random() % 5], overflows[random() % 3]};
    if (bp::encode(x, f, how).code != systemc_code(sc_fxval(x), f, how)) {
      if (wrong++ == 0) {
        UNSCOPED_INFO(x << " into " << w << ", " << f.fraction_length << ", " << f.is_signed
                        << ", modes " << static_cast<int>(how.rounding) << ", "
                        << static_cast<int>(how.overflow));
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("SystemC: a million sums, differences, products and quotients") {
  support::generator random(62);
  INFO("seed 62");
  disagreements found;
  compare_all(random, found, std::make_index_sequence<std::size(rows) * modes>{});
  CHECK(found.checked >= 1'000'000);
  CHECK(found.sums == 0);
  CHECK(found.differences == 0);
  CHECK(found.products == 0);
  CHECK(found.quotients == 0);
}
