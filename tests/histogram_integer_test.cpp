// Histograms of integers and fixed-point numbers: those of the numbers that they stand for.

#include <algorithm>
#include <array>
#include <binpoint/fixed.hpp>
#include <binpoint/histogram.hpp>
#include <binpoint/histogram_algebra.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/reference_histogram.hpp"

namespace bp = binpoint;

namespace {

template <int SubBits, class T>
void check_against_reference(const std::vector<T>& codes, int fraction_length) {
  support::reference_histogram<SubBits> expected;
  for (const T x : codes) expected.add(std::ldexp(static_cast<double>(x), -fraction_length));
  INFO("fraction length " << fraction_length << ", " << codes.size() << " codes of "
                          << sizeof(T) * 8 << " bits");
  CHECK(support::difference(bp::count_octaves<SubBits>(codes, fraction_length), expected) == "");
}

/// Of every width, both signs where there are two, and the ends.
template <class T>
std::vector<T> some_codes(support::generator& random, std::size_t n, int widest) {
  std::vector<T> codes(n);
  for (T& x : codes) {
    const auto width = static_cast<unsigned>(support::random_int(random, 0, widest));
    const std::uint64_t size = width == 0 ? 0 : random() >> (64 - width);
    x = static_cast<T>(random() % 2 != 0 ? size : std::uint64_t{0} - size);
  }
  return codes;
}

constexpr int fraction_lengths[] = {0, 3, -5, 31, 92, 93, -92, -93, 149, 160, -200, 900, -900};

}  // namespace

TEMPLATE_TEST_CASE("integers: every 8-bit and 16-bit one, with fraction lengths near and far", "",
                   std::int8_t, std::uint8_t, std::int16_t, std::uint16_t) {
  std::vector<TestType> codes;
  for (int x = std::numeric_limits<TestType>::lowest(); x <= std::numeric_limits<TestType>::max();
       ++x) {
    codes.push_back(static_cast<TestType>(x));
  }
  for (const int fraction_length : fraction_lengths) {
    check_against_reference<0>(codes, fraction_length);
    check_against_reference<3>(codes, fraction_length);
    check_against_reference<6>(codes, fraction_length);
  }
}

TEMPLATE_TEST_CASE("integers: of 32 bits, and of 64 up to 2^53", "", std::int32_t, std::uint32_t,
                   std::int64_t, std::uint64_t) {
  constexpr bool is_long = sizeof(TestType) == 8;
  support::generator random(71);
  for (const std::size_t n : {1U, 2U, 63U, 1000U, 20000U}) {
    auto codes = some_codes<TestType>(random, n, is_long ? 53 : 32);
    if constexpr (std::is_same_v<TestType, std::uint64_t>) {
      for (auto& x : codes) x = x >> 63 != 0 ? std::uint64_t{0} - x : x;
    } else if constexpr (!is_long) {
      codes.push_back(std::numeric_limits<TestType>::max());
      codes.push_back(std::numeric_limits<TestType>::lowest());
    }
    for (const int fraction_length : fraction_lengths) {
      check_against_reference<0>(codes, fraction_length);
      check_against_reference<3>(codes, fraction_length);
      check_against_reference<5>(codes, fraction_length);
    }
  }
}

TEST_CASE("integers: what double cannot hold is counted exactly, its extremes lie outward") {
  constexpr std::int64_t odd = (std::int64_t{1} << 53) + 1;
  const auto h = bp::count_octaves<3>(std::vector<std::int64_t>{odd, -odd, 3}, 10);
  CHECK(h.positive(43, 0) == 1);
  CHECK(h.negative(43, 0) == 1);
  CHECK(h.max() == std::ldexp(static_cast<double>(odd + 1), -10));
  CHECK(h.min() == -h.max());
  CHECK_FALSE(h.extremes_exact());
  const auto alone = bp::count_msb(std::vector<std::int64_t>{odd});
  CHECK(alone.min() == 0x1p53);
  CHECK(alone.smallest_nonzero() == 0x1p53);
  CHECK(alone.max() == 0x1.0000000000001p53);
  CHECK(bp::count_msb(std::vector<std::int64_t>{odd - 1, 1}).extremes_exact());

  // Ones that are far below the next power of two, where rounding up would reach another bin.
  const std::vector<std::uint64_t> ends{~std::uint64_t{0}, (std::uint64_t{1} << 54) - 1};
  const auto high = bp::count_octaves<6>(ends);
  CHECK(high.positive(63, 63) == 1);
  CHECK(high.positive(53, 63) == 1);
  CHECK(high.max() == 0x1p64);
  CHECK(high.min() == 0x1.fffffffffffffp53);
  const std::int64_t lowest = std::numeric_limits<std::int64_t>::lowest();
  const auto low = bp::count_msb(std::vector{lowest, lowest + 1});
  CHECK(low.negative(63) == 1);
  CHECK(low.negative(62) == 1);
  CHECK(low.min() == -0x1p63);
  CHECK(low.max() == -0x1.fffffffffffffp62);
}

TEST_CASE("integers: any split merges to the same words, whether or not double holds the values") {
  support::generator random(72);
  for (int round = 0; round < 200; ++round) {
    const auto codes = some_codes<std::int64_t>(random, 40, 64);
    const auto whole = bp::count_octaves<2>(codes, 7);
    bp::octave_histogram<2> merged;
    for (const std::int64_t x : codes) {
      bp::octave_histogram<2> one;
      one.add(x, 7);
      merged = merged.total() % 2 == 0 ? one += merged : merged += one;
    }
    INFO("round " << round);
    CHECK(merged == whole);
  }
}

TEST_CASE("fixed-point numbers are counted by their values") {
  std::vector<bp::fixed<12, 15>> numbers;
  std::vector<double> values;
  for (int code = -2048; code < 2048; ++code) {
    numbers.push_back(bp::fixed<12, 15>::from_code(static_cast<std::int16_t>(code)));
    values.push_back(numbers.back().value());
  }
  CHECK(bp::count_octaves<4>(numbers) == bp::count_octaves<4>(values));
  bp::msb_histogram one;
  one.add(bp::fixed<8, 3, false>{2.5});
  CHECK(one == bp::count_msb(std::array{2.5}));
}

TEST_CASE("integers: at compile time, one by one, shifted") {
  constexpr std::array codes{3, -4, 0};
  constexpr auto h = bp::count_octaves<1>(codes, 2);
  STATIC_REQUIRE(h.positive(-1, 1) == 1);
  STATIC_REQUIRE(h.negative(0, 0) == 1);
  STATIC_REQUIRE(h.zeros() == 1 && h.min() == -1 && h.max() == 0.75);
  bp::octave_histogram<1> added;
  for (const int x : codes) added.add(x, 2);
  CHECK(added == h);
  CHECK(bp::scaled_by_power(bp::count_octaves<1>(codes), -2) == h);
}

TEST_CASE("integers: a fraction length beyond 900 is refused, and nothing is counted") {
  bp::msb_histogram h;
  CHECK_THROWS_WITH(h.add(1, 901),
                    "binpoint: octave_histogram: a fraction length of 901 is not within -900..900");
  CHECK_THROWS_AS(h.add(1, -901), std::invalid_argument);
  CHECK(h == bp::msb_histogram{});
}

TEST_CASE("bit patterns of 16 bits are counted as the numbers they are") {
  std::vector<bp::bfloat16_bits> brain;
  std::vector<float> as_float;
  for (unsigned i = 0; i < 0x10000; ++i) {
    brain.push_back({static_cast<std::uint16_t>(i)});
    as_float.push_back(std::bit_cast<float>(i << 16));
  }
  CHECK(bp::count_octaves<3>(brain) == bp::count_octaves<3>(as_float));
  const std::vector<bp::half_bits> half{{0x3C00}, {0x0001}, {0x7C00}, {0xFC00}, {0x7E00}, {0x8000}};
  const auto h = bp::count_msb(half);
  CHECK(h.positive(0) == 1);
  CHECK(h.positive(-24) == 1);
  CHECK(h.positive_infinities() == 1);
  CHECK(h.negative_infinities() == 1);
  CHECK(h.nans() == 1);
  CHECK(h.zeros() == 1);
}
