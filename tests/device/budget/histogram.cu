// The hot kernels of histograms, whose machine code is held to budget.txt.
#include <binpoint/device/half.hpp>
#include <binpoint/device/histogram.cuh>
#include <cstddef>
#include <cstdint>

namespace bp = binpoint;

template <class T>
using count_function = cudaError_t(const T*, std::size_t, std::uint64_t*, int, cudaStream_t);

template count_function<float> bp::bare::count<0, float>;
template count_function<double> bp::bare::count<0, double>;
template count_function<__half> bp::bare::count<0, __half>;
template count_function<__nv_bfloat16> bp::bare::count<0, __nv_bfloat16>;
template count_function<std::int8_t> bp::bare::count<0, std::int8_t>;
template count_function<std::int16_t> bp::bare::count<0, std::int16_t>;
template count_function<std::int32_t> bp::bare::count<0, std::int32_t>;
template count_function<float> bp::bare::count<3, float>;
template count_function<__nv_bfloat16> bp::bare::count<3, __nv_bfloat16>;
template cudaError_t bp::bare::count_channels<0, float>(const float*, std::size_t,
                                                        bp::channel_layout, std::uint64_t*, int,
                                                        cudaStream_t);
