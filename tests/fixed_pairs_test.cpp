// Every operation on all pairs of codes of one small format, in all modes, by an exact model.

#include <binpoint/fixed.hpp>
#include <cstddef>
#include <utility>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/operations.hpp"

namespace bp = binpoint;
using bp::fixed;

namespace {

constexpr std::size_t mode_count = 36;

constexpr bp::policy closed_policy(std::size_t i) {
  return {static_cast<bp::rounding_mode>(i % 6), static_cast<bp::overflow_mode>(i / 6 % 3),
          static_cast<bp::underflow_mode>(i / 18), bp::growth_mode::closed};
}
static_assert(closed_policy(5).rounding == bp::rounding_mode::toward_zero);
static_assert(closed_policy(mode_count - 1).overflow == bp::overflow_mode::wrap);
static_assert(closed_policy(mode_count - 1).underflow == bp::underflow_mode::flush);

/// The default modes, and two that share none of them.
constexpr bp::policy three_policies[] = {
    {},
    {bp::rounding_mode::half_even, bp::overflow_mode::wrap, bp::underflow_mode::flush},
    {bp::rounding_mode::floor, bp::overflow_mode::saturate_symmetric}};

template <class T>
void check_all_pairs(support::findings& found) {
  const auto numbers = support::all_numbers<T>();
  support::check_pairs<T>(numbers, numbers, numbers, found);
  for (const T a : numbers) {
    for (const T b : numbers) {
      support::check_assignments(a, b, found);
      if constexpr (T::rules.growth == bp::growth_mode::closed) {
        support::check_closed_operators(a, b, found);
      }
    }
  }
}

template <class T>
void check_all_triples(support::findings& found) {
  const auto numbers = support::all_numbers<T>();
  for (const T a : numbers) {
    for (const T b : numbers) {
      for (const T c : numbers) support::check_multiply_add<T>(a, b, c, found);
    }
  }
}

template <int W, int F, bool S, std::size_t... I>
void check_all_modes(support::findings& found, std::index_sequence<I...>) {
  (check_all_pairs<fixed<W, F, S, closed_policy(I)>>(found), ...);
  (check_all_triples<fixed<W, F, S, closed_policy(I)>>(found), ...);
}

template <int W, bool S>
void check_three_modes(support::findings& found) {
  (check_all_pairs<fixed<W, W / 2, S, three_policies[0]>>(found));
  (check_all_pairs<fixed<W, W / 2, S, three_policies[1]>>(found));
  (check_all_pairs<fixed<W, W / 2, S, three_policies[2]>>(found));
  (check_all_pairs<fixed<W, -2, S, three_policies[0]>>(found));
  (check_all_pairs<fixed<W, W + 1, S, three_policies[1]>>(found));
}

}  // namespace

TEMPLATE_TEST_CASE_SIG("fixed: all pairs of 1 and of 4 bits, all modes, every operation", "",
                       ((int W, bool S), W, S), (1, true), (4, true), (1, false), (4, false)) {
  support::findings found;
  check_all_modes<W, (W + 1) / 2, S>(found, std::make_index_sequence<mode_count>{});
  CHECK(found.first == "");
  CHECK(found.wrong == 0);
  const std::uint64_t pairs = std::uint64_t{1} << (2 * W);
  CHECK(found.checked == mode_count * (14 * pairs + (pairs << W)));
}

TEMPLATE_TEST_CASE_SIG("fixed: all pairs of 2 to 6 bits, three modes, every operation", "",
                       ((int W, bool S), W, S), (2, true), (3, true), (5, true), (6, true),
                       (2, false), (3, false), (5, false), (6, false)) {
  support::findings found;
  check_three_modes<W, S>(found);
  CHECK(found.first == "");
  CHECK(found.wrong == 0);
  CHECK(found.checked == 5 * (9U << (2 * W)));
}
