// Every operation between different formats, up to 64 bits and far apart, by an exact model.

#include <binpoint/fixed.hpp>
#include <cstddef>
#include <utility>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/operations.hpp"

namespace bp = binpoint;
using bp::format;
using bp::overflow_mode::saturate, bp::overflow_mode::saturate_symmetric, bp::overflow_mode::wrap;
using bp::rounding_mode::ceiling, bp::rounding_mode::half_even, bp::rounding_mode::half_up,
    bp::rounding_mode::toward_zero;
using support::wrapping;

namespace {

/// Two operands' formats, the result's format and its policy.
struct row {
  format a, b, result;
  bp::policy how = {};
};

constexpr bp::policy even_wrap_flush{half_even, wrap, bp::underflow_mode::flush};
constexpr bp::policy floor_symmetric{bp::rounding_mode::floor, saturate_symmetric};
constexpr bp::policy up_flush{half_up, saturate, bp::underflow_mode::flush};
constexpr bp::policy ceiling_wrap{ceiling, wrap};
constexpr bp::policy cut{toward_zero};

/// All pairs of codes are taken: 40 pairs of formats.
constexpr row small_rows[] = {
    {{4, 2}, {4, 2, false}, {4, 1}},
    {{4, 2, false}, {4, 2}, {4, 1, false}, even_wrap_flush},
    {{5, -3}, {3, 4}, {6, 0}, floor_symmetric},
    {{6, 9, false}, {5, 6}, {6, 6}, up_flush},
    {{1, 0}, {6, 3}, {5, 2}, ceiling_wrap},
    {{6, 3}, {1, 0, false}, {4, 3}, cut},
    {{6, 6}, {6, 0}, {8, 3}},
    {{6, 0}, {6, 6}, {8, 3, false}, even_wrap_flush},
    {{5, 2}, {5, 3, false}, {4, 0}, floor_symmetric},
    {{5, 2, false}, {5, 7}, {7, 4}, up_flush},
    {{6, -2}, {4, -5, false}, {7, -4}, ceiling_wrap},
    {{4, 10}, {4, 8}, {6, 9}, cut},
    {{2, 1}, {7, 3}, {3, 1}},
    {{7, 3, false}, {2, 0}, {6, 1, false}, floor_symmetric},
    {{3, 20}, {3, 0}, {4, 4}, even_wrap_flush},
    {{3, 0}, {3, 20}, {4, 19}, up_flush},
    {{6, 4}, {6, 4, false}, {12, 8}, ceiling_wrap},
    {{6, 4}, {5, 4}, {20, 30}, wrapping},
    {{6, 5}, {3, 1}, {8, -2}},
    {{5, 5, false}, {5, -5, false}, {10, 0, false}, floor_symmetric},
    {{6, 1}, {6, 2}, {1, 0}},
    {{6, 1}, {6, 2}, {1, 1, false}, even_wrap_flush},
    {{4, 3}, {6, 3}, {1, 2}, floor_symmetric},
    {{6, 3, false}, {6, 4, false}, {2, 2}, up_flush},
    {{5, 0}, {6, 1}, {32, 16}},
    {{5, 0}, {6, 1, false}, {64, 50}, ceiling_wrap},
    {{4, 1}, {5, 1}, {64, 64, false}, cut},
    {{6, 2}, {4, 3}, {63, 61}, floor_symmetric},
    {{5, 40}, {5, 38}, {8, 36}, wrapping},
    {{5, -40}, {5, -38, false}, {8, -37}},
    {{5, 90}, {5, -90}, {9, 2}, floor_symmetric},
    {{5, -90, false}, {5, 90}, {9, -85}, up_flush},
    {{3, 70}, {3, 0}, {16, 8}, ceiling_wrap},
    {{3, 0}, {3, 70, false}, {16, 8, false}, cut},
    {{4, 2}, {4, 0}, {8, 200}},
    {{4, 2}, {4, 0}, {8, -200}, ceiling_wrap},
    {{6, 3}, {6, 2}, {5, 3}, {half_even, saturate_symmetric}},
    {{6, 3}, {6, 2}, {5, 3}, {half_up, wrap}},
    {{6, 3, false}, {5, 2}, {5, 3}, {ceiling, saturate_symmetric, bp::underflow_mode::flush}},
    {{5, 3}, {6, 2, false}, {6, 2}, {toward_zero, wrap, bp::underflow_mode::flush}},
};
static_assert(std::size(small_rows) == 40);

/// Edge and random codes are taken.
constexpr row large_rows[] = {
    {{64, 0}, {64, 0}, {64, 0}},
    {{64, 32}, {64, 32}, {64, 32}},
    {{64, 32}, {64, 32}, {64, 32}, even_wrap_flush},
    {{64, 63}, {64, 63}, {64, 63}, floor_symmetric},
    {{64, 64, false}, {64, 64, false}, {64, 64, false}, up_flush},
    {{64, 64, false}, {64, 60, false}, {64, 61, false}, cut},
    {{64, 0, false}, {64, 63}, {64, 10, false}, ceiling_wrap},
    {{64, 63}, {64, 0, false}, {64, 20}},
    {{64, 0, false}, {64, 0, false}, {64, 0}, wrapping},
    {{32, 16}, {32, 16}, {32, 16}},
    {{32, 16}, {32, 16}, {32, 16}, even_wrap_flush},
    {{32, 16, false}, {32, 31}, {32, 16}, floor_symmetric},
    {{32, 0, false}, {32, 0, false}, {32, 0, false}, wrapping},
    {{31, 8}, {33, 9}, {40, 12}, up_flush},
    {{33, -9}, {31, 20, false}, {34, 2, false}, ceiling_wrap},
    {{48, 40}, {17, 3}, {16, 8}, cut},
    {{63, 31}, {62, 30, false}, {64, 31}},
    {{63, 0}, {63, 0}, {1, 0}, even_wrap_flush},
    {{40, 20, false}, {24, 22}, {63, 50}, floor_symmetric},
    {{64, 10}, {8, 3}, {8, 3}},
    {{8, 3}, {64, 10}, {64, 40}, wrapping},
    {{16, 15}, {16, 15}, {16, 15}, {half_up}},
    {{32, 31}, {32, 31}, {32, 31}, {half_up}},
    {{53, 20}, {53, 21}, {53, 22}, {half_even}},
    {{64, 500}, {64, -450}, {64, 20}, floor_symmetric},
    {{64, -450}, {64, 500, false}, {64, -440}, up_flush},
    {{64, 960}, {64, 0}, {64, 30}},
    {{64, 0, false}, {64, 960}, {64, 0}, ceiling_wrap},
    {{64, 480}, {64, 480}, {64, 960}, even_wrap_flush},
    {{64, -480}, {64, -480}, {64, -960, false}, floor_symmetric},
    {{8, 500}, {8, 420}, {8, 450}},
    {{8, -500}, {8, -420, false}, {8, -480}, up_flush},
};

template <class A, class B>
constexpr bool may_be_added = A::fraction_length - B::fraction_length <= 960 &&
                              B::fraction_length - A::fraction_length <= 960;

template <const auto& Rows, std::size_t I, class Numbers>
void check_row(Numbers numbers, support::findings& found) {
  constexpr row r = Rows[I];
  using left = bp::fixed_of<r.a, r.how>;
  using right = bp::fixed_of<r.b>;
  using result = bp::fixed_of<r.result, r.how>;
  const auto a = numbers(std::type_identity<left>{});
  const auto b = numbers(std::type_identity<right>{});
  support::check_conversions<result>(b, found);
  for (const left x : a) {
    for (const right y : b) {
      if constexpr (may_be_added<left, right>) {
        support::check_named_functions<result>(x, y, found);
        support::check_assignments(x, y, found);
      }
    }
  }
  constexpr int product_fraction = r.a.fraction_length + r.b.fraction_length;
  if constexpr (product_fraction - r.a.fraction_length <= 890 &&
                product_fraction - r.a.fraction_length >= -890) {
    std::size_t next = 0;
    for (const left x : a) {
      for (const right y : b) {
        support::check_multiply_add<result>(x, y, a[next++ % a.size()], found);
      }
    }
  }
}

template <const auto& Rows, class Numbers, std::size_t... I>
void check_rows(Numbers numbers, support::findings& found, std::index_sequence<I...>) {
  (check_row<Rows, I>(numbers, found), ...);
}

}  // namespace

TEST_CASE("fixed: all pairs of codes of 40 pairs of formats, every operation") {
  support::findings found;
  const auto all = []<class T>(std::type_identity<T>) { return support::all_numbers<T>(); };
  check_rows<small_rows>(all, found, std::make_index_sequence<std::size(small_rows)>{});
  CHECK(found.first == "");
  CHECK(found.wrong == 0);
  CHECK(found.checked > 300'000);
}

TEST_CASE("fixed: edge and random codes of up to 64 bits and of points far apart") {
  support::generator random(51);
  INFO("seed 51");
  support::findings found;
  const auto some = [&]<class T>(std::type_identity<T>) {
    return support::some_numbers<T>(random, 50);
  };
  check_rows<large_rows>(some, found, std::make_index_sequence<std::size(large_rows)>{});
  CHECK(found.first == "");
  CHECK(found.wrong == 0);
  CHECK(found.checked > 500'000);
}
