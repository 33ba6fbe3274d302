#include <binpoint/device/half.hpp>
#include <binpoint/device/span.hpp>
#include <binpoint/fixed.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"

namespace bp = binpoint;
using number = bp::fixed<8, 3>;

/// The code of a 16-bit floating-point number, and of the number made of it again.
template <class Half>
BINPOINT_HOST_DEVICE std::uint16_t there_and_back(std::uint16_t pattern) {
  const number x{bp::detail::bit_cast<Half>(pattern)};
  const number again{static_cast<Half>(x)};
  return static_cast<std::uint16_t>(static_cast<std::uint8_t>(x.code()) << 8 |
                                    static_cast<std::uint8_t>(again.code()));
}

template <class Half>
__global__ void all_patterns(bp::device_span<std::uint16_t> results) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i < results.size()) results.data()[i] = there_and_back<Half>(static_cast<std::uint16_t>(i));
}

template <class Half>
int half_differences() {
  support::device_memory results{std::vector<std::uint16_t>(1 << 16)};
  support::launch(all_patterns<Half>, 256, 256, results.span());
  const std::vector<std::uint16_t> found = results.read();
  int count = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    count += found[i] != there_and_back<Half>(static_cast<std::uint16_t>(i)) ? 1 : 0;
  }
  return count;
}

TEST_CASE("device: every half and bfloat16 becomes the number that it becomes on the host") {
  CHECK(half_differences<__half>() == 0);
  CHECK(half_differences<__nv_bfloat16>() == 0);
}
