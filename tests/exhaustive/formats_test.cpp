// Every float through a long format, and every seventh through three more, and in other modes too.

#include <algorithm>
#include <binpoint/convert.hpp>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;
using bp::format, bp::policy;

namespace {

constexpr std::uint32_t stride = BINPOINT_EXHAUSTIVE_STRIDE;
/// One float in so many is tested in all ways: a prime, so that all low bits come with all high
/// ones.
constexpr std::uint32_t all_ways_stride = 7 * stride;

/// More codes than a float has significands, a coarse one, a fine one for small numbers, and one of
/// whole numbers; all narrow enough that double holds every code.
constexpr format formats[] = {{32, 16}, {8, -3}, {16, 20}, {12, 0, false}};
constexpr policy policies[] = {
    {},
    {bp::rounding_mode::half_even, bp::overflow_mode::wrap, bp::underflow_mode::flush},
    {bp::rounding_mode::floor, bp::overflow_mode::saturate_symmetric}};
constexpr std::size_t pass_count = std::size(formats) * std::size(policies);

/// A finite float in steps. s = x * 2^F is exact in double: its exponent cannot leave the range.
/// From 2^53 on it is whole, and of such an s no more than its low bits and its sign matter.
struct scaled {
  double s;
  std::int64_t floor;
  double rest;  ///< s - floor: exact but for a tiny negative s, where it may round up to 1
};

constexpr double beyond = 0x1p62;

scaled decode(float x, double steps_per_unit) {
  const double s = static_cast<double>(x) * steps_per_unit;
  const double near = s < -beyond ? -beyond : s > beyond ? beyond : s;
  const auto cut = static_cast<std::int64_t>(near);
  const std::int64_t floor = cut - (static_cast<double>(cut) > near ? 1 : 0);
  return {s, floor, near - static_cast<double>(floor)};
}

std::int64_t round(const scaled& x, bp::rounding_mode rounding) {
  if (rounding == bp::rounding_mode::floor || x.rest == 0) return x.floor;
  if (x.rest != 0.5) return x.floor + (x.rest < 0.5 ? 0 : 1);
  if (rounding == bp::rounding_mode::half_away) return x.floor + (x.s < 0 ? 0 : 1);
  return x.floor + (x.floor & 1);
}

/// The low bits of a whole number. At 2^62 and beyond, the lowest 38 bits of a float are 0, as are
/// those of 2^62.
std::int64_t wrap(std::int64_t n, format f) {
  const int unused = 64 - f.word_length;
  const std::uint64_t top = static_cast<std::uint64_t>(n) << unused;
  return f.is_signed ? static_cast<std::int64_t>(top) >> unused
                     : static_cast<std::int64_t>(top >> unused);
}

bp::encoded plain_encode(const scaled& x, format f, policy how) {
  const bool flushed = how.underflow == bp::underflow_mode::flush && -1 < x.s && x.s < 1;
  const std::int64_t n = flushed ? 0 : round(x, how.rounding);
  const bool symmetric = how.overflow == bp::overflow_mode::saturate_symmetric && f.is_signed;
  const std::int64_t top = f.highest_code();
  const std::int64_t bottom = f.lowest_code() + (symmetric ? 1 : 0);
  if (n < bottom || top < n) {
    const std::int64_t end = n > top ? top : bottom;
    const bool wraps = how.overflow == bp::overflow_mode::wrap;
    return {.code = wraps ? wrap(n, f) : end, .overflowed = true};
  }
  const bool underflowed = x.s != 0 && n == 0;
  return {.code = n,
          .underflowed = underflowed,
          .rounded = static_cast<double>(n) != x.s && !underflowed};
}

/// Of each pass.
struct counts {
  std::uint64_t checked[pass_count] = {};
  std::uint64_t wrong[pass_count] = {};
};

// Flattened, so that the compiler knows format and modes in every step.
template <std::size_t Format, std::size_t... Policy>
[[gnu::flatten]] void check_value(float x, counts& found, std::index_sequence<Policy...>) {
  constexpr format f = formats[Format];
  constexpr double steps_per_unit = 1 / f.step();
  const scaled s = decode(x, steps_per_unit);
  const auto check = [&](std::size_t pass, policy how) {
    found.wrong[pass] += bp::encode(x, f, how) != plain_encode(s, f, how) ? 1U : 0U;
    ++found.checked[pass];
  };
  (check(Format * std::size(policies) + Policy, policies[Policy]), ...);
}

template <std::size_t... Format>
void check_range(std::uint64_t begin, std::uint64_t end, counts& result,
                 std::index_sequence<Format...>) {
  counts found;  // not shared with other threads, whose cache lines it would disturb
  for (std::uint64_t bits = begin; bits < end; bits += stride) {
    const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (!std::isfinite(x)) continue;
    if (bits % all_ways_stride == 0) {
      (check_value<Format>(x, found, std::make_index_sequence<std::size(policies)>{}), ...);
    } else {
      check_value<0>(x, found, std::index_sequence<0>{});
    }
  }
  result = found;
}

}  // namespace

TEST_CASE("format{32, 16}: every finite float, and every seventh in more formats and modes") {
  constexpr std::uint64_t patterns = ((std::uint64_t{1} << 32) - 1) / stride + 1;
  const std::uint64_t workers = std::max(1U, std::thread::hardware_concurrency());
  std::vector<counts> found(workers);
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < workers; ++i) {
    threads.emplace_back([&found, i, workers] {
      check_range(patterns * i / workers * stride, patterns * (i + 1) / workers * stride, found[i],
                  std::make_index_sequence<std::size(formats)>{});
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t pass = 0; pass < pass_count; ++pass) {
    CAPTURE(pass);
    std::uint64_t checked = 0;
    std::uint64_t wrong = 0;
    for (const counts& part : found) {
      checked += part.checked[pass];
      wrong += part.wrong[pass];
    }
    CHECK(wrong == 0);
    const std::uint64_t all = pass == 0 ? patterns : patterns / 7;
    CHECK(checked > all / 256 * 254);
    CHECK(checked < all);
  }
}
