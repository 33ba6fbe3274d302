// Names of tensors in a network.

#include <binpoint/site.hpp>
#include <string>

#include "support/catch.hpp"

using binpoint::role;
using binpoint::site;
using binpoint::to_string;

TEST_CASE("site: is an activation unless told otherwise, and has a name of two words") {
  CHECK(site{"conv1"}.kind == role::activation);
  CHECK(to_string(site{"conv1", role::weight}) == "conv1 weight");
  CHECK(to_string(site{"conv1", role::bias}) == "conv1 bias");
  CHECK(to_string(site{"conv1"}) == "conv1 activation");
  CHECK(to_string(site{"image", role::input}) == "image input");
  CHECK(to_string(site{"block 1/conv", role::weight}) == "block 1/conv weight");
}

TEST_CASE("site: equal are those of one layer and one role, layers order before roles") {
  CHECK(site{"a", role::weight} == site{"a", role::weight});
  CHECK(site{"a", role::weight} != site{"a", role::bias});
  CHECK(site{"a", role::weight} != site{"b", role::weight});
  CHECK(site{"a", role::input} < site{"b", role::weight});
  CHECK(site{"a", role::weight} < site{"a", role::bias});
}
