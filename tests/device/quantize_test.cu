#include <binpoint/binpoint.hpp>
#include <binpoint/convert.hpp>
#include <binpoint/device/quantize.cuh>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"

namespace bp = binpoint;

/// Bit patterns spread over all floats: both signs, subnormals, infinities, NaNs.
std::vector<float> floats_of_every_kind() {
  std::vector<float> values{0.03125f, 2.1f, 16.25f, -16.25f, 0.0625f, -0.0625f};
  for (std::uint64_t bits = 0; bits <= 0xFFFFFFFF; bits += 65521) {
    values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  values.push_back(std::bit_cast<float>(0x7F800000u));
  values.push_back(std::bit_cast<float>(0xFF800000u));
  return values;
}

template <class Code>
int differences_from_encode(bp::format target, bp::policy how) {
  const std::vector<float> values = floats_of_every_kind();
  const support::device_memory<float> input{values};
  support::device_memory<Code> output{std::vector<Code>(values.size())};
  support::check(bp::quantize_async(input.span(), output.span(), target, how));
  const std::vector<Code> codes = output.read();
  int differences = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    differences += codes[i] != static_cast<Code>(bp::encode(values[i], target, how).code);
  }
  return differences;
}

TEST_CASE("device: quantize equals encode in every mode") {
  const auto rounding = GENERATE(bp::rounding_mode::half_away, bp::rounding_mode::half_even,
                                 bp::rounding_mode::half_up, bp::rounding_mode::floor,
                                 bp::rounding_mode::ceiling, bp::rounding_mode::toward_zero);
  const auto overflow = GENERATE(bp::overflow_mode::saturate, bp::overflow_mode::saturate_symmetric,
                                 bp::overflow_mode::wrap);
  const auto underflow = GENERATE(bp::underflow_mode::gradual, bp::underflow_mode::flush);
  const bp::policy how{rounding, overflow, underflow};
  CHECK(differences_from_encode<std::int8_t>({8, 3}, how) == 0);
  CHECK(differences_from_encode<std::uint8_t>({8, 12, false}, how) == 0);
  CHECK(differences_from_encode<std::int32_t>({32, -5}, how) == 0);
}

TEST_CASE("device: quantize refuses what it cannot do, and launches nothing") {
  const support::device_memory input{std::vector<float>(4, 1.0f)};
  const support::device_memory output{std::vector<std::int8_t>(4, 77)};
  const support::device_memory small{std::vector<std::int8_t>(3, 77)};
  const auto quantize = [&](auto codes, bp::format target, bp::policy how = {}) {
    return bp::quantize_async(input.span(), codes, target, how);
  };
  CHECK(quantize(output.span(), {0, 3}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {9, 3}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {8, 3, false}) == cudaErrorInvalidValue);
  CHECK(quantize(small.span(), {8, 3}) == cudaErrorInvalidValue);
  CHECK(quantize(output.span(), {8, 3}, {bp::rounding_mode::stochastic}) == cudaErrorInvalidValue);
  CHECK(output.read() == std::vector<std::int8_t>(4, 77));
  CHECK(quantize(output.span(), {8, 3}) == cudaSuccess);
  CHECK(output.read() == std::vector<std::int8_t>(4, 8));
}
