// Shapes from files: products that cannot overflow, and their text.

#include <binpoint/io/shape.hpp>
#include <cstddef>
#include <limits>
#include <vector>

#include "support/catch.hpp"

namespace io = binpoint::io;
using shape = std::vector<std::size_t>;

TEST_CASE("has_product: exactly that many values, however large the dimensions") {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK(io::has_product(shape{}, 1));
  CHECK_FALSE(io::has_product(shape{}, 0));
  CHECK(io::has_product(shape{3, 4}, 12));
  CHECK_FALSE(io::has_product(shape{3, 4}, 11));
  CHECK_FALSE(io::has_product(shape{3, 4}, 13));
  CHECK(io::has_product(shape{most}, most));
  CHECK(io::has_product(shape{most, 1}, most));
  // 2^32 * 2^32 is 0 modulo 2^64, and 3 * x is 1 for some x.
  CHECK_FALSE(io::has_product(shape{std::size_t{1} << 32, std::size_t{1} << 32}, 0));
  CHECK_FALSE(io::has_product(shape{3, most / 3 * 2 + 1}, 1));
  CHECK(io::has_product(shape{most, 0, most}, 0));
  CHECK_FALSE(io::has_product(shape{0}, 1));
}

TEST_CASE("shape_text: as Python writes a tuple") {
  CHECK(io::shape_text(shape{}) == "()");
  CHECK(io::shape_text(shape{3}) == "(3,)");
  CHECK(io::shape_text(shape{3, 4, 0}) == "(3, 4, 0)");
}
