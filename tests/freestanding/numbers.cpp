// What a target without a standard library and without 128-bit integers uses of fixed.hpp.

#include <binpoint/fixed.hpp>

namespace bp = binpoint;

using small = bp::fixed<8, 3>;
using medium = bp::fixed<16, 12, true, bp::policy{.rounding = bp::rounding_mode::half_even}>;
using large = bp::fixed<32, 16>;
using natural =
    bp::fixed<32, 0, false, bp::policy{bp::rounding_mode::floor, bp::overflow_mode::wrap}>;

#define ARITHMETIC(T)                                                        \
  T add_##T(T a, T b) { return bp::add<T>(a, b); }                           \
  T subtract_##T(T a, T b) { return bp::subtract<T>(a, b); }                 \
  T multiply_##T(T a, T b) { return bp::multiply<T>(a, b); }                 \
  T divide_##T(T a, T b) { return a / b; }                                   \
  T multiply_add_##T(T a, T b, T c) { return bp::multiply_add<T>(a, b, c); } \
  bool less_##T(T a, T b) { return a < b; }                                  \
  T from_code_##T(int code) { return T::from_code(static_cast<T::storage_type>(code)); }

ARITHMETIC(small)
ARITHMETIC(medium)
ARITHMETIC(large)
ARITHMETIC(natural)

large convert(medium x) { return large(x); }
medium convert_back(large x) { return medium(x); }
large from_float(float x) { return large(x); }
large from_double(double x) { return large(x); }
large from_integer(int x) { return large(x); }
float to_float(large x) { return static_cast<float>(x); }
auto exact_product(large a, large b) { return a * b; }
large stochastic(float x, unsigned bits) {
  return large(bp::fixed<32, 16, true, bp::policy{bp::rounding_mode::stochastic}>(x, bits));
}
