// The one .cu file of a user: it makes the kernels that main.cpp calls.
#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdint>

static_assert(__cplusplus >= 202002L);

template cudaError_t binpoint::bare::quantize<float, std::int8_t>(const float*, std::int8_t*,
                                                                  std::size_t, binpoint::format,
                                                                  binpoint::policy,
                                                                  const binpoint::quantize_options&,
                                                                  cudaStream_t);
