#include <binpoint/integer/shape.hpp>
#include <cstddef>

#include "support/catch.hpp"

namespace bi = binpoint::integer;

static_assert(bi::shape{3, 4, 5}.size() == 60 && bi::shape{3, 4, 5}.plane() == 20);

TEST_CASE("integer::window_count: as many as fit, by counting them") {
  for (std::size_t length = 0; length < 8; ++length) {
    for (std::size_t window = 0; window < 6; ++window) {
      for (std::size_t stride = 0; stride < 4; ++stride) {
        for (std::size_t padding = 0; padding < 3; ++padding) {
          std::size_t count = 0;
          if (window > 0 && stride > 0) {
            for (std::size_t at = 0; at + window <= length + 2 * padding; at += stride) ++count;
          }
          CAPTURE(length, window, stride, padding);
          REQUIRE(bi::window_count(length, window, stride, padding) == count);
        }
      }
    }
  }
}
