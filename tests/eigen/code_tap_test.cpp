#include <binpoint/eigen/code_tap.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;

TEST_CASE("eigen::code_tap: calls its function, or does nothing") {
  const std::vector<std::int32_t> codes{1, 2, 3, 4};
  std::string seen;
  const auto observe = [&](std::string_view layer, be::code_tap::codes shown, const bp::format& f) {
    seen = std::string(layer) + std::to_string(shown.size()) + std::to_string(f.word_length);
    CHECK(shown.layout().channels == 2);
  };
  const be::code_tap tap(observe);
  CHECK(static_cast<bool>(tap));
  tap("conv", {codes, {2, 2}}, {8, 3});
  CHECK(seen == "conv48");
  CHECK_FALSE(static_cast<bool>(be::code_tap{}));
  be::code_tap{}("conv", {codes}, {8, 3});
  CHECK(seen == "conv48");
}
