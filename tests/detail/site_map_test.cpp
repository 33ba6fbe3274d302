#include <binpoint/detail/site_map.hpp>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using map_of_ints = bp::detail::site_map<int>;

TEST_CASE("site_map: every site is found again, in the order of the first visit") {
  support::generator random(1);
  map_of_ints found;
  std::vector<std::pair<bp::site, int>> expected;
  std::vector<const int*> places;
  for (int i = 0; i < 3000; ++i) {
    const bp::site where{std::to_string(random() % 400), static_cast<bp::role>(random() % 4)};
    std::size_t k = 0;
    while (k < expected.size() && expected[k].first != where) ++k;
    REQUIRE(found.contains(where) == (k < expected.size()));
    int& value = found[where];
    if (k == expected.size()) {
      expected.emplace_back(where, 0);
      places.push_back(&value);
    }
    REQUIRE(value == expected[k].second);
    REQUIRE(&value == places[k]);
    value = expected[k].second = i;
  }
  REQUIRE(found.size() == expected.size());
  std::size_t k = 0;
  for (const auto& entry : found) CHECK(entry == expected[k++]);
  map_of_ints copy = found;
  CHECK(copy == found);
  copy[{"new", bp::role::bias}] = 1;
  CHECK(copy.at({"new", bp::role::bias}) == 1);
  CHECK_FALSE(found.contains({"new", bp::role::bias}));
  const map_of_ints moved = std::move(copy);
  CHECK(moved.at(expected[7].first) == expected[7].second);
}

TEST_CASE("site_map: a layer's tensors are sites of their own, and names are any bytes") {
  map_of_ints found;
  CHECK(found.find("a", bp::role::bias) == nullptr);
  found.get("a", bp::role::bias) = 1;
  found.get("a", bp::role::weight) = 2;
  found.get(std::string("a\0b", 3), bp::role::bias) = 3;
  found.get("", bp::role::bias) = 4;
  CHECK(found.size() == 4);
  CHECK(found.at({"a", bp::role::bias}) == 1);
  CHECK(found.at({"a", bp::role::weight}) == 2);
  CHECK(*found.find("", bp::role::bias) == 4);
  CHECK(found.find("a", bp::role::input) == nullptr);
  CHECK_THROWS_WITH(found.at({"b", bp::role::bias}), "binpoint: at: there is no site 'b bias'");
}

TEST_CASE("site_map: hundreds of thousands of sites") {
  // Compared with each other, so many would take minutes.
  map_of_ints found;
  constexpr int count = 200'000;
  for (int i = 0; i < count; ++i) found[{"layers." + std::to_string(i), bp::role::weight}] = i;
  CHECK(found.size() == count);
  const map_of_ints& fixed = found;
  bool all = true;
  for (int i = count; i-- > 0;) {
    all = all && fixed.at({"layers." + std::to_string(i), bp::role::weight}) == i;
  }
  CHECK(all);
}
