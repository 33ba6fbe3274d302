#include <binpoint/device/span.hpp>
#include <binpoint/fixed.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"

namespace bp = binpoint;
using number = bp::fixed<8, 3>;

/// a * b - a, rounded and saturated into a's format, plus 1 step where a < b.
BINPOINT_HOST_DEVICE number some_arithmetic(number a, number b) {
  const number result{a * b - a};
  return a < b ? number{result + number::from_code(1)} : result;
}

template <class Number>
__global__ void all_pairs(bp::device_span<Number> results) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i >= results.size()) return;
  const auto a = Number::from_code(static_cast<std::int8_t>(i >> 8));
  const auto b = Number::from_code(static_cast<std::int8_t>(i));
  results.data()[i] = some_arithmetic(a, b);
}

template <class Number>
__global__ void from_float(bp::device_span<const float> values, bp::device_span<Number> results) {
  const std::size_t i = threadIdx.x;
  if (i < values.size()) results.data()[i] = Number{values.data()[i]};
}

TEST_CASE("device: fixed<8, 3> computes what it computes on the host, for all pairs of codes") {
  support::device_memory results{std::vector<number>(1 << 16)};
  support::launch(all_pairs<number>, 256, 256, results.span());
  const std::vector<number> codes = results.read();
  int differences = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const number a = number::from_code(static_cast<std::int8_t>(i >> 8));
    const number b = number::from_code(static_cast<std::int8_t>(i));
    differences += codes[i].code() != some_arithmetic(a, b).code();
  }
  CHECK(differences == 0);
}

TEST_CASE("device: fixed<8, 3> is rounded and saturated from float") {
  const support::device_memory values{
      std::vector<float>{0.03125f, 2.1f, 16.25f, -16.0f, -16.25f, 0.0625f, -0.0625f}};
  support::device_memory results{std::vector<number>(values.span().size())};
  support::launch(from_float<number>, 1, 32, bp::device_span<const float>{values.span()}, results.span());
  std::vector<double> found;
  for (const number x : results.read()) found.push_back(x.value());
  CHECK(found == std::vector<double>{0, 2.125, 15.875, -16, -16, 0.125, -0.125});
}
