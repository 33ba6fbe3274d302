// The hot kernels of quantize, whose machine code is held to budget.txt.
#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdint>

namespace bp = binpoint;
using bp::format;
using bp::policy;

template <class T, class Code>
using quantize_function = cudaError_t(const T*, Code*, std::size_t, format, policy,
                                      const bp::quantize_options&, cudaStream_t);

template quantize_function<float, std::int8_t> bp::bare::quantize<float, std::int8_t>;
template quantize_function<__half, std::int8_t> bp::bare::quantize<__half, std::int8_t>;
template quantize_function<__nv_bfloat16, std::int8_t>
    bp::bare::quantize<__nv_bfloat16, std::int8_t>;
template quantize_function<float, float> bp::bare::fake_quantize<float>;
template cudaError_t bp::bare::fake_quantize_gradient<float>(const float*, const float*, float*,
                                                             std::size_t, format, policy,
                                                             const bp::channel_numbers&,
                                                             cudaStream_t);
template cudaError_t bp::bare::dequantize<std::int8_t, float>(const std::int8_t*, float*,
                                                              std::size_t, format,
                                                              const bp::channel_numbers&,
                                                              cudaStream_t);
template cudaError_t bp::bare::requantize<std::int32_t, std::int8_t>(const std::int32_t*,
                                                                     std::int8_t*, std::size_t, int,
                                                                     policy,
                                                                     const bp::channel_numbers&,
                                                                     cudaStream_t);
