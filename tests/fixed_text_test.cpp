// Names of formats.

#include <binpoint/fixed_text.hpp>

#include "support/catch.hpp"

using binpoint::format;
using binpoint::to_string;

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
