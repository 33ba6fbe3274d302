// A .cu file of a user, as C++20, through the installed package.
#include <binpoint/device/quantize.cuh>
#include <cstdint>

static_assert(__cplusplus >= 202002L);

int main() {
  const cudaError_t error = binpoint::quantize_async(binpoint::device_span<const float>{},
                                                     binpoint::device_span<std::int8_t>{},
                                                     binpoint::format{8, 3}, {}, {},
                                                     cudaStream_t{});
  return error == cudaSuccess ? 0 : 1;
}
