// The limits against the rule for one value, near the limits and anywhere.

#include <algorithm>
#include <binpoint/detail/gradient_limits.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::detail::gradient_limits, bp::detail::gradient_passes;

namespace {

template <class T>
void compare(support::generator& random, int rounds) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  for (int round = 0; round < rounds; ++round) {
    const bp::format f{support::random_int(random, 1, 64), support::random_int(random, -70, 140),
                       random() % 2 == 0};
    const bp::policy how = support::random_policy(random);
    const gradient_limits<T> limits(f, how);
    int wrong = 0;
    const auto check = [&](T x) { wrong += limits.pass(x) != gradient_passes(x, f, how); };
    for (const double end : {f.lowest(), f.highest()}) {
      T x = static_cast<T>(end);
      for (int i = 0; i < 40; ++i) check(x = std::nextafter(x, infinity));
      for (int i = 0; i < 80; ++i) check(x = std::nextafter(x, -infinity));
      for (const double steps : {-1.0, -0.5, 0.5, 1.0}) {
        const T edge = static_cast<T>(end + steps * std::ldexp(1.0, -f.fraction_length));
        for (const T towards : {-infinity, infinity}) check(std::nextafter(edge, towards));
        check(edge);
      }
    }
    for (int i = 0; i < 50; ++i) check(support::random_pattern<T>(random));
    for (const T x : {T{0}, -T{0}, infinity, -infinity, std::numeric_limits<T>::quiet_NaN(),
                      std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max()}) {
      check(x);
    }
    CAPTURE(round, f.word_length, f.fraction_length, f.is_signed, static_cast<int>(how.rounding));
    REQUIRE(wrong == 0);
  }
}

}  // namespace

TEST_CASE("gradient_limits: the rule for one value, for every format and policy") {
  support::generator random(17);
  compare<float>(random, 1500);
  compare<double>(random, 500);
}

TEST_CASE("gradient_limits: 16-bit patterns, all of them") {
  for (const bp::format f : {bp::format{8, 3}, bp::format{4, 6, false}, bp::format{16, 10}}) {
    const gradient_limits<bp::half_bits> limits(f, {});
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
      const bp::half_bits x{static_cast<std::uint16_t>(bits)};
      if (limits.pass(x) != gradient_passes(x, f, {})) FAIL("pattern " << bits);
    }
  }
}
