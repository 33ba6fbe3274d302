#include <binpoint/integer/finish_block.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace bi = binpoint::integer;

namespace {

template <class Accumulator>
void check_random_finish_block(unsigned seed) {
  CAPTURE(seed, sizeof(Accumulator));
  support::generator random(seed);
  for (int i = 0; i < 4'000; ++i) {
    support::finish_case each(random, {16, 0, true}, 3, -2, 20);
    if (i % 2 == 0) each.how = {};  // half_away, which has a form of its own
    Accumulator sums[bi::block_length];
    for (Accumulator& sum : sums) {
      sum = static_cast<Accumulator>(static_cast<Accumulator>(random()) >>
                                     support::random_int(random, 0, 28));
      const int shift = each.shifts[1];
      const Accumulator unit = shift > 0 ? Accumulator{1} << (shift - 1) : 1;
      if (random() % 4 == 0) sum = sum / unit * unit;  // ties
      if (random() % 16 == 0) sum = std::numeric_limits<Accumulator>::lowest();
      if (random() % 16 == 0) sum = std::numeric_limits<Accumulator>::max();
    }
    const std::size_t count = support::random_size(random, 0, bi::block_length);
    std::int16_t codes[bi::block_length + 1];
    for (std::int16_t& code : codes) code = 77;
    bi::finish_block(sums, 1, each.finish(), count, codes);
    for (std::size_t k = 0; k < count; ++k) {
      CAPTURE(sums[k], each.shifts[1], static_cast<int>(each.how.rounding));
      REQUIRE(codes[k] == each.expected(sums[k], 1));
    }
    REQUIRE(codes[count] == 77);
  }
}

}  // namespace

TEST_CASE("integer::finish_block: each sum as requantization makes it, and no other place") {
  check_random_finish_block<std::int32_t>(1);
  check_random_finish_block<std::int64_t>(2);
}
