/// @file
/// A network of two dense layers, and one step of its training with fake-quantized weights and
/// activations, as kernels on a stream: nothing waits, so a step can be captured in a CUDA graph.
#ifndef BINPOINT_EXAMPLES_GPU_NETWORK_CUH
#define BINPOINT_EXAMPLES_GPU_NETWORK_CUH

#include <cuda_runtime.h>

#include <binpoint/device/quantize.cuh>
#include <binpoint/format.hpp>
#include <cmath>
#include <cstddef>

namespace demo {

struct gpu_network_shape {
  std::size_t inputs = 784;
  std::size_t hidden = 64;
  std::size_t classes = 10;
  std::size_t batch = 50;
};

/// Formats that the step rounds to.
struct gpu_network_formats {
  binpoint::format weights_1{8, 7};
  binpoint::format weights_2{8, 7};
  binpoint::format activations{8, 4, false};
};

/// All in device memory, by rows: a row for each sample of a batch, for each unit of a layer.
struct gpu_network_tensors {
  const float* images = nullptr;
  const int* labels = nullptr;
  std::size_t image_count = 0;
  unsigned* step = nullptr;  ///< which batch is next

  float* x = nullptr;  ///< the batch
  int* y = nullptr;
  float* weights_1 = nullptr;
  float* bias_1 = nullptr;
  float* weights_2 = nullptr;
  float* bias_2 = nullptr;
  float* rounded_1 = nullptr;  ///< the weights as they are used
  float* rounded_2 = nullptr;
  float* activations = nullptr;
  float* rounded_activations = nullptr;
  float* scores = nullptr;
  float* losses = nullptr;  ///< one for each sample of the batch

  float* scores_gradient = nullptr;
  float* activations_gradient = nullptr;
  float* weights_1_gradient = nullptr;
  float* weights_2_gradient = nullptr;
};

// Kernels are templates, so that a header can hold them. Each thread computes one value.

[[nodiscard]] __device__ inline std::size_t thread_number() {
  return std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
}

template <class T>
__global__ void take_batch(gpu_network_shape shape, gpu_network_tensors t, T* x) {
  const std::size_t i = thread_number();
  if (i >= shape.batch * shape.inputs) return;
  const std::size_t sample = (*t.step * shape.batch + i / shape.inputs) % t.image_count;
  x[i] = t.images[sample * shape.inputs + i % shape.inputs];
  if (i % shape.inputs == 0) t.y[i / shape.inputs] = t.labels[sample];
}

template <class T>
__global__ void next_step(T* step) {
  if (thread_number() == 0) *step += 1;
}

/// One score of one sample. `rectify`: not below 0.
template <class T>
__global__ void dense(const T* x, const T* weights, const T* bias, T* y, std::size_t batch,
                      std::size_t inputs, std::size_t units, bool rectify) {
  const std::size_t i = thread_number();
  if (i >= batch * units) return;
  const T* const row = x + i / units * inputs;
  const T* const unit = weights + i % units * inputs;
  T sum = bias[i % units];
  for (std::size_t k = 0; k < inputs; ++k) sum += row[k] * unit[k];
  y[i] = rectify && sum < 0 ? T(0) : sum;
}

/// Softmax and cross-entropy of one sample: its loss, and the gradient of the batch's mean.
template <class T>
__global__ void cross_entropy(const T* scores, const int* labels, T* losses, T* gradient,
                              std::size_t batch, std::size_t classes) {
  const std::size_t sample = thread_number();
  if (sample >= batch) return;
  const T* const s = scores + sample * classes;
  T highest = s[0];
  for (std::size_t c = 1; c < classes; ++c) highest = s[c] > highest ? s[c] : highest;
  T sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += std::exp(s[c] - highest);
  const auto label = static_cast<std::size_t>(labels[sample]);
  losses[sample] = std::log(sum) - (s[label] - highest);
  for (std::size_t c = 0; c < classes; ++c) {
    const T share = std::exp(s[c] - highest) / sum;
    gradient[sample * classes + c] = (share - (c == label ? 1 : 0)) / static_cast<T>(batch);
  }
}

/// What the layer's inputs have to do with the loss; nothing where the rectifier gave 0.
template <class T>
__global__ void dense_input_gradient(const T* gradient, const T* weights, const T* x, T* result,
                                     std::size_t batch, std::size_t inputs, std::size_t units) {
  const std::size_t i = thread_number();
  if (i >= batch * inputs) return;
  T sum = 0;
  for (std::size_t u = 0; u < units; ++u) {
    sum += gradient[i / inputs * units + u] * weights[u * inputs + i % inputs];
  }
  result[i] = x[i] > 0 ? sum : T(0);
}

template <class T>
__global__ void dense_weight_gradient(const T* gradient, const T* x, T* result, std::size_t batch,
                                      std::size_t inputs, std::size_t units) {
  const std::size_t i = thread_number();
  if (i >= units * inputs) return;
  T sum = 0;
  for (std::size_t b = 0; b < batch; ++b) {
    sum += gradient[b * units + i / inputs] * x[b * inputs + i % inputs];
  }
  result[i] = sum;
}

template <class T>
__global__ void descend(T* weights, const T* gradient, T rate, std::size_t size) {
  const std::size_t i = thread_number();
  if (i < size) weights[i] -= rate * gradient[i];
}

/// The bias is the weight of an input that is always 1.
template <class T>
__global__ void descend_bias(T* bias, const T* gradient, T rate, std::size_t batch,
                             std::size_t units) {
  const std::size_t unit = thread_number();
  if (unit >= units) return;
  for (std::size_t b = 0; b < batch; ++b) bias[unit] -= rate * gradient[b * units + unit];
}

inline void check(cudaError_t error) { binpoint::detail::check_cuda("training step", error); }

/// A kernel with a thread for each of `size` values.
template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), std::size_t size, cudaStream_t stream,
            Arguments... arguments) {
  cudaLaunchConfig_t config{};
  config.blockDim = dim3{128};
  config.gridDim = dim3{static_cast<unsigned>((size + 127) / 128)};
  config.stream = stream;
  check(cudaLaunchKernelEx(&config, kernel, arguments...));
}

/// Scores of the batch in x, with rounded weights and activations.
inline void enqueue_forward(const gpu_network_shape& shape, const gpu_network_tensors& t,
                            const gpu_network_formats& f, cudaStream_t stream) {
  namespace bp = binpoint;
  const auto [inputs, hidden, classes, batch] = shape;
  const auto round = [&](float* from, float* to, std::size_t size, bp::format format) {
    check(bp::fake_quantize_async(bp::device_span{from, size}, bp::device_span{to, size}, format,
                                  {}, {}, stream));
  };
  round(t.weights_1, t.rounded_1, hidden * inputs, f.weights_1);
  launch(dense<float>, batch * hidden, stream, t.x, t.rounded_1, t.bias_1, t.activations, batch,
         inputs, hidden, true);
  round(t.activations, t.rounded_activations, batch * hidden, f.activations);
  round(t.weights_2, t.rounded_2, classes * hidden, f.weights_2);
  launch(dense<float>, batch * classes, stream, t.rounded_activations, t.rounded_2, t.bias_2,
         t.scores, batch, hidden, classes, false);
}

/// Descends along the gradient, which passes straight through the rounding but not beyond its
/// range.
inline void enqueue_backward(const gpu_network_shape& shape, const gpu_network_tensors& t,
                             const gpu_network_formats& f, float rate, cudaStream_t stream) {
  namespace bp = binpoint;
  const auto [inputs, hidden, classes, batch] = shape;
  const auto clip = [&](float* values, float* gradient, std::size_t size, bp::format format) {
    const bp::device_span through{gradient, size};
    check(bp::fake_quantize_gradient_async(bp::device_span{values, size}, through, through, format,
                                           {}, {}, stream));
  };
  launch(cross_entropy<float>, batch, stream, t.scores, t.y, t.losses, t.scores_gradient, batch,
         classes);
  launch(dense_weight_gradient<float>, classes * hidden, stream, t.scores_gradient,
         t.rounded_activations, t.weights_2_gradient, batch, hidden, classes);
  launch(dense_input_gradient<float>, batch * hidden, stream, t.scores_gradient, t.rounded_2,
         t.activations, t.activations_gradient, batch, hidden, classes);
  clip(t.activations, t.activations_gradient, batch * hidden, f.activations);
  launch(dense_weight_gradient<float>, hidden * inputs, stream, t.activations_gradient, t.x,
         t.weights_1_gradient, batch, inputs, hidden);
  clip(t.weights_1, t.weights_1_gradient, hidden * inputs, f.weights_1);
  clip(t.weights_2, t.weights_2_gradient, classes * hidden, f.weights_2);
  launch(descend<float>, hidden * inputs, stream, t.weights_1, t.weights_1_gradient, rate,
         hidden * inputs);
  launch(descend<float>, classes * hidden, stream, t.weights_2, t.weights_2_gradient, rate,
         classes * hidden);
  launch(descend_bias<float>, hidden, stream, t.bias_1, t.activations_gradient, rate, batch,
         hidden);
  launch(descend_bias<float>, classes, stream, t.bias_2, t.scores_gradient, rate, batch, classes);
}

/// One step on the next batch.
inline void enqueue_step(const gpu_network_shape& shape, const gpu_network_tensors& t,
                         const gpu_network_formats& f, float rate, cudaStream_t stream) {
  launch(take_batch<float>, shape.batch * shape.inputs, stream, shape, t, t.x);
  enqueue_forward(shape, t, f, stream);
  enqueue_backward(shape, t, f, rate, stream);
  launch(next_step<unsigned>, 1, stream, t.step);
}

}  // namespace demo

#endif
