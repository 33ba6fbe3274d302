// Histograms merge and coarsen exactly: the same bytes for any order and split.

#include <algorithm>
#include <array>
#include <binpoint/histogram.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

using binpoint::count_msb, binpoint::count_octaves, binpoint::msb_histogram,
    binpoint::octave_histogram;

namespace {

template <int S>
bool same_bytes(const octave_histogram<S>& a, const octave_histogram<S>& b) {
  return a == b && std::ranges::equal(a.sums(), b.sums()) &&
         std::ranges::equal(a.extremes(), b.extremes());
}

}  // namespace

TEMPLATE_TEST_CASE("octave_histogram: merging equals the concatenation, in any split and order", "",
                   float, double) {
  for (std::uint64_t seed = 61; seed < 66; ++seed) {
    support::generator random(seed);
    INFO("seed " << seed);
    auto values = support::mixed_values<TestType>(random, 300);
    const auto whole = count_octaves<3>(values);
    std::ranges::shuffle(values, random);
    std::vector<octave_histogram<3>> pieces(1);
    for (std::size_t from = 0; from < values.size();) {
      const std::size_t n = std::min<std::size_t>(values.size() - from, random() % 200);
      pieces.push_back(count_octaves<3>(std::span(values).subspan(from, n)));
      from += n;
    }
    // As a tree: any two become one, until one is left.
    while (pieces.size() > 1) {
      std::ranges::shuffle(pieces, random);
      const auto last = pieces.back();
      pieces.pop_back();
      pieces.front() += last;
    }
    CHECK(same_bytes(pieces.front(), whole));
    octave_histogram<3> one_by_one;
    for (const TestType x : values) one_by_one.add(x);
    CHECK(same_bytes(one_by_one, whole));
  }
}

TEST_CASE("octave_histogram: coarsening is exact") {
  support::generator random(71);
  INFO("seed 71");
  const auto values = support::mixed_values<double>(random, 2000);
  const auto finest = count_octaves<6>(values);
  const octave_histogram<3> coarser = finest;
  const msb_histogram coarsest = coarser;
  CHECK(same_bytes(coarser, count_octaves<3>(values)));
  CHECK(same_bytes(coarsest, count_msb(values)));
  CHECK(same_bytes(msb_histogram(finest), coarsest));
  STATIC_REQUIRE_FALSE(std::is_convertible_v<msb_histogram, octave_histogram<3>>);
}

TEST_CASE("octave_histogram: counts go beyond 32 bits") {
  auto h = count_msb(std::array{1.0F, -2.0F, 0.0F});
  for (int i = 0; i < 40; ++i) h.merge(msb_histogram(h));
  constexpr std::uint64_t n = std::uint64_t{1} << 40;
  CHECK(h.count(0) == n);
  CHECK(h.negative(1) == n);
  CHECK(h.zeros() == n);
  CHECK(h.total() == 3 * n);
}

TEST_CASE("octave_histogram: the state has the documented layout and merges by sum and maximum") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> kinds{0, std::nan(""), infinity, -infinity, 1e-60, -1e-60, 1e60, -1e60};
  octave_histogram<3> h;
  CHECK(h.sums().size() == 8 + 2 * 277 * 8);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    h.add(kinds[i]);
    CHECK(h.sums()[i] == 1);
  }
  h.add(0x1p-149);
  h.add(-0x1.2p-149);
  CHECK(h.sums()[8] == 1);
  CHECK(h.sums()[8 + 277 * 8 + 1] == 1);
  const auto other = count_octaves<3>(std::array{-1e200, 1e-200});
  auto merged = h;
  merged.merge(other);
  CHECK(std::ranges::all_of(octave_histogram<3>{}.extremes(), [](auto word) { return word == 0; }));
  for (std::size_t i = 0; i < h.extremes().size(); ++i) {
    CHECK(merged.extremes()[i] == std::max(h.extremes()[i], other.extremes()[i]));
  }
  CHECK(merged.sums()[7] == h.sums()[7] + other.sums()[7]);
}
