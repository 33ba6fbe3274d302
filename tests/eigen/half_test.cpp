// Eigen's 16-bit types count, and convert, as the floats that they convert to.

#include <Eigen/Core>
#include <binpoint/convert.hpp>
#include <binpoint/eigen/half.hpp>
#include <binpoint/histogram.hpp>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

template <class T>
T from_bits(unsigned bits) {
  return Eigen::numext::bit_cast<T>(static_cast<std::uint16_t>(bits));
}

}  // namespace

TEMPLATE_TEST_CASE("eigen: every half and bfloat16 is the number that it is as a float", "",
                   Eigen::half, Eigen::bfloat16) {
  std::vector<TestType> values;
  std::vector<float> floats;
  int wrong = 0;
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    values.push_back(from_bits<TestType>(bits));
    floats.push_back(static_cast<float>(values.back()));
    const auto e = bp::encode(values.back(), bp::format{8, 3});
    const auto expected = bp::encode(floats.back(), bp::format{8, 3});
    if (e.code != expected.code || e.rounded != expected.rounded) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(bp::count_octaves<3>(values) == bp::count_octaves<3>(floats));
}
