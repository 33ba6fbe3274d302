// The table of all word lengths: each line is the choice of its own criterion.

#include <binpoint/criteria.hpp>
#include <binpoint/word_length_table.hpp>
#include <cstddef>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::choose_format, bp::format, bp::signedness;

TEST_CASE("word_length_table: each line is the choice of its word length") {
  support::generator random(724);
  const auto h = bp::count_octaves<3>(support::random_values(1, 1, 5000, random));
  const auto table = word_length_table(h);
  REQUIRE(table.size() == 15);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const int w = static_cast<int>(i) + 2;
    CAPTURE(w);
    CHECK(table[i].chosen.word_length == w);
    const auto alone = choose_format(h, bp::least_error{w});
    CHECK(table[i].chosen == alone.chosen);
    CHECK(table[i].sqnr_db == alone.sqnr_db);
    CHECK(table[i].expected_sqnr_db == alone.expected_sqnr_db);
    CHECK(table[i].overflows == alone.overflows);
    CHECK(table[i].underflows == alone.underflows);
    // One more bit is worth about 6 dB, and never harms.
    if (i > 0) CHECK(table[i].expected_sqnr_db > table[i - 1].expected_sqnr_db);
  }
  const bp::policy cut{.rounding = bp::rounding_mode::toward_zero};
  const auto others =
      word_length_table(h, bp::no_overflow{.sign = signedness::always}, cut, {4, 8});
  REQUIRE(others.size() == 2);
  CHECK(others[0].chosen == choose_format(h, bp::no_overflow{4}).chosen);
  CHECK(others[1].chosen.word_length == 8);
  CHECK(others[1].underflows == choose_format(h, bp::no_overflow{8}, cut).underflows);
  CHECK(others[1].underflows != choose_format(h, bp::no_overflow{8}).underflows);
  CHECK(word_length_table(bp::msb_histogram{}).at(6).chosen == format{8, 7});
  CHECK_THROWS_AS(word_length_table(h, bp::least_error{}, {}, {1, 2}), std::invalid_argument);
}
