#include <binpoint/device/span.hpp>
#include <binpoint/fixed_math.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"

namespace bp = binpoint;

constexpr std::size_t functions = 12;

template <class Number>
BINPOINT_HOST_DEVICE Number apply(std::size_t function, Number x) {
  using namespace bp;
  switch (function) {
    case 0:
      return abs(x);
    case 1:
      return floor(x);
    case 2:
      return ceil(x);
    case 3:
      return round(x);
    case 4:
      return trunc(x);
    case 5:
      return sqrt(x);
    case 6:
      return exp2(x);
    case 7:
      return log2(x);
    case 8:
      return sin(x);
    case 9:
      return cos(x);
    case 10:
      return tanh(x);
    default:
      return sigmoid(x);
  }
}

/// 65536 codes from the lowest to the highest of the word.
template <class Number>
BINPOINT_HOST_DEVICE Number argument_at(std::size_t i) {
  using code = typename Number::storage_type;
  return Number::from_code(static_cast<code>(
      (static_cast<std::uint64_t>(i) * 0x0001'0001'0001'0001U) >> (64 - Number::word_length)));
}

template <class Number>
__global__ void apply_all(bp::device_span<Number> results) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i < results.size()) results.data()[i] = apply(i >> 16, argument_at<Number>(i & 0xffff));
}

template <class Number>
int function_differences() {
  support::device_memory results{std::vector<Number>(functions << 16)};
  support::launch(apply_all<Number>, functions << 8, 256, results.span());
  const std::vector<Number> found = results.read();
  int count = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    count += found[i].code() != apply(i >> 16, argument_at<Number>(i & 0xffff)).code();
  }
  return count;
}

TEST_CASE("device: the functions of fixed-point numbers give what they give on the host") {
  CHECK(function_differences<bp::fixed<16, 8>>() == 0);
  CHECK(function_differences<bp::fixed<16, 17, false>>() == 0);
  CHECK(function_differences<bp::fixed<32, 24>>() == 0);
  CHECK(function_differences<bp::fixed<64, 40, false>>() == 0);
  CHECK(function_differences<bp::fixed<12, -2>>() == 0);
}
