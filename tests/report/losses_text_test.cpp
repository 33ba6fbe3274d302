// The tables of losses: each number is the library's own.

#include <binpoint/binpoint.hpp>
#include <binpoint/report/losses_text.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

const bp::site conv{"conv", bp::role::weight};
const bp::site dense{"dense", bp::role::bias};

bp::profile make_profile() {
  bp::profile seen;
  seen[conv].add(std::vector<float>{0.03125F, 2.1F, 16.25F, -1.0F, 0.0F});
  seen[dense].add(std::vector<float>{0.5F, 0.25F});
  return seen;
}

}  // namespace

TEST_CASE("losses as text: counts, exact or between two, and SQNR with its bounds") {
  bp::plan formats;
  formats[conv] = bp::format{8, 3};
  formats[dense] = bp::format{4, 4, false};
  CHECK(bp::losses_text(make_profile(), formats) ==
        "site         min    max  format     overflow  underflow      SQNR           certain\n"
        "conv weight   -1  16.25  sfix8_En3         1          1   32.8 dB  17.3 to 33.8 dB\n"
        "dense bias     0    0.5  ufix4_En4         0          0  no error          no error\n"
        "overflow, underflow: numbers of values; one number is exact, of two the truth lies "
        "between them\nSQNR: an estimate, values taken as spread evenly within each bin; certain: "
        "its bounds\n");
}

TEST_CASE("losses as text: a column of the caller's, floats and channels without losses") {
  bp::plan formats;
  formats[conv] = bp::tensor_format(bp::format{8, 3}, {3, 5});
  formats[dense] = bp::tensor_format(std::nullopt);
  const std::string text =
      bp::losses_text(make_profile(), formats, {.notes_head = "shape", .notes = {"(5,)", "(2,)"}});
  CHECK(text.find("site         shape") == 0);
  CHECK(text.find("\nconv weight  (5,)      -1  16.25  sfix8_En3..En5         -          -     -"
                  "        -\n") != std::string::npos);
  CHECK(text.find("\ndense bias   (2,)    0.25    0.5  float ") != std::string::npos);
  CHECK_THROWS_AS(bp::losses_text(make_profile(), formats, {.notes = {"one"}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(bp::losses_text(make_profile(), bp::plan{}), std::invalid_argument);
}

TEST_CASE("SQNR of word lengths as text: that of the table of the library") {
  bp::profile seen = make_profile();
  seen[{"dead", bp::role::activation}].add(0.0F);
  const std::string text = bp::word_lengths_text(seen, {4, 8});
  CHECK(text.find("site             4 bits") == 0);
  CHECK(text.find("\ndense bias        exact  exact\n") != std::string::npos);
  CHECK(text.find("\ndead activation       -      -\n") != std::string::npos);
  const auto table = bp::word_length_table(seen.at(conv), bp::least_error{}, {}, {4, 8});
  const std::string expected = bp::detail::decibels_text(table[1].expected_sqnr_db);
  CHECK(text.find(expected.substr(0, expected.size() - 3) + "\n") != std::string::npos);
}

TEST_CASE("gains by channel as text: both SQNR and their difference") {
  bp::channel_profile channels;
  const std::vector<float> values{1.3F, 1.7F, -1.1F, 0.013F, 0.017F, -0.011F};
  channels.add(conv, bp::tensor_view<const float>(values, {2, 3}));
  bp::profile seen;
  seen[conv].add(values);
  const bp::plan whole = bp::choose_formats(seen, bp::least_error{6});
  const bp::plan split = bp::choose_formats(seen, channels, bp::least_error{6});
  const auto gain = bp::expected_channel_gains(channels, split, whole).at(conv);
  const std::string text = bp::channel_gains_text(channels, split, whole);
  CHECK(text.find("\nconv weight         2  " + to_string(whole.at(conv).base)) !=
        std::string::npos);
  CHECK(text.find(bp::detail::decibels_text(gain.per_tensor_db) + "     " +
                  bp::detail::decibels_text(gain.per_channel_db)) != std::string::npos);
  CHECK(bp::channel_gains_text(channels, whole, whole) ==
        "no site gains by formats of its channels\n");
}
