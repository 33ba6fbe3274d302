// Names of formats.

#include <binpoint/format_text.hpp>
#include <optional>
#include <string>

#include "support/catch.hpp"

using binpoint::format;
using binpoint::parse_format;
using binpoint::to_string;

static_assert(parse_format("sfix8_En3") == format{8, 3});
static_assert(!parse_format("sfix8_En"));

TEST_CASE("to_string: sign, word length, and the exponent of the step") {
  CHECK(to_string(format{8, 3}) == "sfix8_En3");
  CHECK(to_string(format{8, 3, false}) == "ufix8_En3");
  CHECK(to_string(format{8, -2}) == "sfix8_E2");
  CHECK(to_string(format{8, 0}) == "sfix8");
  CHECK(to_string(format{1, 0, false}) == "ufix1");
  CHECK(to_string(format{16, 31}) == "sfix16_En31");
  CHECK(to_string(format{64, -32767}) == "sfix64_E32767");
  CHECK(to_string(format{64, 32767, false}) == "ufix64_En32767");
}

TEST_CASE("parse_format: reads back every name") {
  int differences = 0;
  for (int w = 1; w <= binpoint::max_word_length; ++w) {
    for (const bool is_signed : {false, true}) {
      for (int f = -200; f <= 200; ++f) {
        const format written{w, f, is_signed};
        differences += parse_format(to_string(written)) != written;
      }
    }
  }
  for (int f = -binpoint::max_fraction_length; f <= binpoint::max_fraction_length; ++f) {
    differences += parse_format(to_string(format{8, f})) != format{8, f};
  }
  CHECK(differences == 0);
}

TEST_CASE("parse_format: what no format is called is none") {
  for (const char* name : {
           "",
           "s",
           "sfix",
           "fix8",
           "sfix_En3",
           "sfix0",
           "sfix65",
           "sfix08",
           "sfix8_",
           "sfix8_E",
           "sfix8_En",
           "sfix8_E0",
           "sfix8_En0",
           "sfix8_En03",
           "sfix8_E+3",
           "sfix8_E-3",
           "sfix8_En32768",
           "sfix8_E32768",
           "sfix8_e3",
           "Sfix8_En3",
           " sfix8_En3",
           "sfix8_En3 ",
           "sfix8_En3_En3",
           "sfix8_En3.0",
           "sfix8En3",
           "sfix-8_En3",
           "sfix+8",
           "sfix8_nE3",
           "sfix99999999999",
           "ufix8_En99999999999",
       }) {
    CAPTURE(name);
    CHECK_FALSE(parse_format(name).has_value());
  }
}

TEST_CASE("parse_format: one character more, less or other makes another name or none") {
  const std::string name = to_string(format{16, 12, false});
  for (std::size_t i = 0; i <= name.size(); ++i) {
    for (int c = 0; c < 256; ++c) {
      std::string longer = name;
      longer.insert(i, 1, static_cast<char>(c));
      const std::optional<format> read = parse_format(longer);
      if (read) CHECK(to_string(*read) == longer);
      if (i == name.size()) continue;
      std::string other = name;
      other[i] = static_cast<char>(c);
      const std::optional<format> read_other = parse_format(other);
      if (read_other) CHECK(to_string(*read_other) == other);
    }
  }
}
