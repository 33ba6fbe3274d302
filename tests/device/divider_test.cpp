#include <binpoint/device/detail/divider.hpp>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::detail::divider;
using bp::detail::make_divider;

namespace {

constexpr std::uint32_t highest_number = 0xffffffff;

bool divides_exactly(const divider& d, std::uint32_t n, std::uint32_t divisor) {
  const std::uint32_t quotient = d.quotient(n);
  return quotient == n / divisor && d.rest(n, quotient) == n % divisor;
}

/// Numbers for which a quotient that is a little wrong shows: both sides of multiples.
bool divides_exactly_near_edges(std::uint32_t divisor) {
  const divider d = make_divider(divisor);
  const std::uint64_t most = highest_number / divisor;
  bool exact = d.divisor == divisor;
  const auto check = [&](std::uint64_t multiple) {
    for (int step = -2; step <= 2; ++step) {
      const std::uint64_t n = multiple * divisor + static_cast<std::uint64_t>(step);
      if (n <= highest_number) exact &= divides_exactly(d, static_cast<std::uint32_t>(n), divisor);
    }
  };
  for (std::uint64_t i = 0; i <= 40; ++i) {
    if (i <= most) check(i);
    if (i <= most) check(most - i);
    check(i * most / 40);
  }
  for (int bit = 0; bit < 32; ++bit) {
    for (std::uint32_t n : {std::uint32_t{1} << bit, (std::uint32_t{1} << bit) - 1}) {
      exact &= divides_exactly(d, n, divisor) && divides_exactly(d, highest_number - n, divisor);
    }
  }
  return exact;
}

}  // namespace

TEST_CASE("device: a divider is exact for every divisor of 16 bits, near edges") {
  int wrong = 0;
  for (std::uint32_t divisor = 1; divisor < 0x10000; ++divisor) {
    wrong += divides_exactly_near_edges(divisor) ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("device: a divider is exact for divisors of up to 32 bits, near edges") {
  for (int bit = 0; bit < 32; ++bit) {
    const std::uint32_t power = std::uint32_t{1} << bit;
    for (std::uint32_t offset = 0; offset < 70; ++offset) {
      INFO("2^" << bit << " and " << offset);
      CHECK(divides_exactly_near_edges(power + offset > 0 ? power + offset : 1));
      CHECK(divides_exactly_near_edges(power > offset ? power - offset : highest_number - offset));
    }
  }
  support::generator random(3);
  for (int i = 0; i < 20000; ++i) {
    const auto divisor = static_cast<std::uint32_t>(random() >> support::random_int(random, 0, 31));
    if (divisor == 0) continue;
    INFO("divisor " << divisor);
    REQUIRE(divides_exactly_near_edges(divisor));
  }
}

TEST_CASE("device: a divider is exact for many numbers, one after the other") {
  for (const std::uint32_t divisor : {1U, 2U, 3U, 7U, 10U, 641U, 0x7fffffffU, 0x80000000U,
                                      0x80000001U, highest_number - 1, highest_number}) {
    const divider d = make_divider(divisor);
    int wrong = 0;
    for (std::uint64_t n = 0; n < (std::uint64_t{1} << 22); ++n) {
      const auto low = static_cast<std::uint32_t>(n);
      const auto spread = static_cast<std::uint32_t>(n * 2654435761U);
      for (const std::uint32_t x : {low, highest_number - low, spread}) {
        wrong += divides_exactly(d, x, divisor) ? 0 : 1;
      }
    }
    INFO("divisor " << divisor);
    CHECK(wrong == 0);
  }
}
