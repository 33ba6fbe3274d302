/// @file
/// The results of a validation as values.
#include <binpoint/validation.hpp>

#include "support/catch.hpp"

namespace bp = binpoint;

TEST_CASE("a pair of answers that did not occur counts as none", "[validation]") {
  bp::confusion_matrix confusion{.classes = 3, .counts = {{{0, 0}, 5}, {{0, 2}, 1}, {{2, 1}, 7}}};
  CHECK(confusion.count(0, 0) == 5);
  CHECK(confusion.count(0, 2) == 1);
  CHECK(confusion.count(2, 0) == 0);
  CHECK(confusion.count(2, 1) == 7);
  const bp::confusion_matrix same = confusion;
  ++confusion.counts[{1, 1}];
  CHECK_FALSE(confusion == same);
}

TEST_CASE("bytes add up, each kind by itself", "[validation]") {
  bp::byte_counts sum{1, 2, 3, 4};
  sum += {10, 20, 30, 40};
  CHECK(sum == bp::byte_counts{11, 22, 33, 44});
}
