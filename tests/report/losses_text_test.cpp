// The tables of losses: each number is the library's own.

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/report/losses_text.hpp>
#include <cstddef>
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

/// Cells with a bar between them, whatever their widths.
std::string cells(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "  ") != 0) {
      result += text[i];
      continue;
    }
    result += '|';
    while (i + 1 < text.size() && text[i + 1] == ' ') ++i;
  }
  return result;
}

std::string cell(double db) {
  const std::string text = bp::detail::decibels_text(db);
  return text.substr(0, text.size() - 3);
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + cells(text)).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("losses as text: counts, exact or between two, and SQNR with its bounds") {
  bp::plan formats;
  formats[conv] = bp::format{8, 3};
  formats[dense] = bp::format{4, 4, false};
  const std::string text = bp::losses_text(make_profile(), formats);
  INFO(text);
  CHECK(has_line(text, "site|min|max|format|overflow|underflow|SQNR|certain"));
  CHECK(has_line(text, "conv weight|-1|16.25|sfix8_En3|1|1|32.8 dB|32.7 to 32.8 dB"));
  CHECK(has_line(text, "dense bias|0.25|0.5|ufix4_En4|0|0|29.9 dB|25.1 dB to no error"));
  CHECK(text.ends_with("certain: its bounds\n"));
}

TEST_CASE("losses as text: a column of the caller's, floats and channels without losses") {
  bp::plan formats;
  formats[conv] = bp::tensor_format(bp::format{8, 3}, {3, 5});
  formats[dense] = bp::tensor_format(std::nullopt);
  const std::string text =
      bp::losses_text(make_profile(), formats, {.notes = {"(5,)", "(2,)"}, .notes_head = "shape"});
  INFO(text);
  CHECK(has_line(text, "site|shape|min|max|format|overflow|underflow|SQNR|certain"));
  CHECK(has_line(text, "conv weight|(5,)|-1|16.25|sfix8_En3..En5|-|-|-|-"));
  CHECK(has_line(text, "dense bias|(2,)|0.25|0.5|float|-|-|-|-"));
  CHECK_THROWS_AS(bp::losses_text(make_profile(), formats, {.notes = {"one"}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(bp::losses_text(make_profile(), bp::plan{}), std::invalid_argument);
}

TEST_CASE("SQNR of word lengths as text: that of the table of the library") {
  bp::profile seen = make_profile();
  seen[{"dead", bp::role::activation}].add(0.0F);
  const std::string text = bp::word_lengths_text(seen, {4, 8});
  INFO(text);
  CHECK(has_line(text, "site|4 bits|8"));
  CHECK(has_line(text, "dead activation|-|-"));
  for (const bp::site& where : {conv, dense}) {
    const auto table = bp::word_length_table(seen.at(where), bp::least_error{}, {}, {4, 8});
    CHECK(has_line(text, to_string(where) + "|" + cell(table[0].expected_sqnr_db) + "|" +
                             cell(table[1].expected_sqnr_db)));
  }
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
  INFO(text);
  const int coarse =
      std::min(split.at(conv).fraction_lengths[0], split.at(conv).fraction_lengths[1]);
  const int fine = std::max(split.at(conv).fraction_lengths[0], split.at(conv).fraction_lengths[1]);
  CHECK(fine > coarse + 4);
  CHECK(has_line(text, "conv weight|2|" + to_string(whole.at(conv).base) + "|sfix6_En" +
                           std::to_string(coarse) + "..En" + std::to_string(fine) + "|" +
                           cell(gain.per_tensor_db) + " dB|" + cell(gain.per_channel_db) + " dB|" +
                           cell(gain.gain_db()) + " dB"));
  const std::string losses = bp::losses_text(seen, split, {.channels = &channels});
  INFO(losses);
  CHECK(cells(losses).find("|0|0|" + cell(gain.per_channel_db) + " dB|-\n") != std::string::npos);
  CHECK(bp::channel_gains_text(channels, whole, whole) ==
        "no site gains by formats of its channels\n");
}
