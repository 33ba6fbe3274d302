#include <binpoint/integer/bias.hpp>
#include <cstdint>

#include "support/catch.hpp"

namespace bi = binpoint::integer;

// A bias of zeros may have any format: at compile time a shift beyond the word is an error.
constexpr std::int8_t zero[] = {0};
static_assert(bi::aligned_bias<std::int8_t>{zero, 40}.aligned<std::int32_t>(0) == 0);

TEST_CASE("integer::aligned_bias: shifted left, by one shift or by one for each channel") {
  const std::int8_t codes[] = {-128, 127, 1};
  const bi::aligned_bias<std::int8_t> whole{codes, 20};
  CHECK(whole.aligned<std::int32_t>(0) == -128 * (1 << 20));
  CHECK(whole.aligned<std::int32_t>(1) == 127 * (1 << 20));
  const int shifts[] = {0, 3, 40};
  const bi::aligned_bias<std::int8_t> each{codes, 5, shifts};
  CHECK(each.aligned<std::int64_t>(0) == -128);
  CHECK(each.aligned<std::int64_t>(1) == 1016);
  CHECK(each.aligned<std::int64_t>(2) == std::int64_t{1} << 40);
  CHECK(bi::aligned_bias<std::int8_t>{}.aligned<std::int32_t>(2) == 0);
}
