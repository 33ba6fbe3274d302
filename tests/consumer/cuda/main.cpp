// A .cpp file of a user, for the host compiler, through the installed package. Nothing here gets as
// far as a GPU, so that it also runs where there is none.
#include <binpoint/device/quantize.hpp>
#include <cstdint>
#include <cstdio>

int main() {
  const binpoint::device_span<const float> values;
  const binpoint::device_span<std::int8_t> codes;
  const bool nothing_to_do =
      binpoint::quantize_async(values, codes, binpoint::format{8, 3}) == cudaSuccess;
  const bool refused =
      binpoint::quantize_async(values, codes, binpoint::format{9, 3}) == cudaErrorInvalidValue;
  const bool bare = binpoint::bare::quantize<float, std::int8_t>(
                        nullptr, nullptr, 4, {8, 3}, {}, {}, nullptr) == cudaErrorInvalidValue;
  try {
    binpoint::quantize(values, codes, binpoint::format{0, 3});
  } catch (const std::invalid_argument& error) {
    std::puts(error.what());
    return nothing_to_do && refused && bare ? 0 : 1;
  }
  return 1;
}
