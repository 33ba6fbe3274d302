/// @file
/// A network in training on the GPU: owner of what its steps work on, and of steps that were
/// captured in CUDA graphs.
#ifndef BINPOINT_EXAMPLES_TRAINED_NETWORK_CUH
#define BINPOINT_EXAMPLES_TRAINED_NETWORK_CUH

#include <cuda_runtime.h>
#include <thrust/device_vector.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <random>
#include <vector>

#include "gpu_network.cuh"

namespace demo {

/// The images after the first `training_images` tell how well it does: whole batches of them.
class trained_network {
 public:
  trained_network(const gpu_network_shape& shape, const std::vector<float>& images,
                  const std::vector<int>& labels, std::size_t training_images)
      : shape_(shape), shown_(labels), images_(images), labels_(labels), y_(shape.batch), step_(1) {
    std::mt19937 random(1);
    tensors_ = {.images = raw(images_),
                .labels = raw(labels_),
                .image_count = training_images,
                .step = raw(step_),
                .x = zeros(shape.batch * shape.inputs),
                .y = raw(y_),
                .weights_1 = weights(shape.hidden, shape.inputs, random),
                .bias_1 = zeros(shape.hidden),
                .weights_2 = weights(shape.classes, shape.hidden, random),
                .bias_2 = zeros(shape.classes),
                .rounded_1 = zeros(shape.hidden * shape.inputs),
                .rounded_2 = zeros(shape.classes * shape.hidden),
                .activations = zeros(shape.batch * shape.hidden),
                .rounded_activations = zeros(shape.batch * shape.hidden),
                .scores = zeros(shape.batch * shape.classes),
                .losses = zeros(shape.batch),
                .scores_gradient = zeros(shape.batch * shape.classes),
                .activations_gradient = zeros(shape.batch * shape.hidden),
                .weights_1_gradient = zeros(shape.hidden * shape.inputs),
                .weights_2_gradient = zeros(shape.classes * shape.hidden)};
    check(cudaDeviceSynchronize());  // For streams that do not wait for the default one.
  }

  [[nodiscard]] const gpu_network_tensors& tensors() const { return tensors_; }

  /// Share of the images that the training has not seen whose highest score is at their label.
  [[nodiscard]] double accuracy(const gpu_network_formats& formats, cudaStream_t stream) {
    const std::size_t begin = tensors_.image_count;
    std::size_t right = 0;
    gpu_network_tensors t = tensors_;
    for (std::size_t first = begin; first < shown_.size(); first += shape_.batch) {
      t.x = raw(images_) + first * shape_.inputs;
      enqueue_forward(shape_, t, formats, stream);
      std::vector<float> scores(shape_.batch * shape_.classes);
      check(cudaMemcpyAsync(scores.data(), t.scores, scores.size() * sizeof(float),
                            cudaMemcpyDeviceToHost, stream));
      check(cudaStreamSynchronize(stream));
      for (std::size_t i = 0; i < shape_.batch; ++i) {
        const auto row = scores.begin() + static_cast<std::ptrdiff_t>(i * shape_.classes);
        const auto best =
            std::max_element(row, row + static_cast<std::ptrdiff_t>(shape_.classes)) - row;
        right += best == shown_[first + i] ? 1U : 0U;
      }
    }
    return static_cast<double>(right) / static_cast<double>(shown_.size() - begin);
  }

 private:
  template <class T>
  static T* raw(thrust::device_vector<T>& values) {
    return thrust::raw_pointer_cast(values.data());
  }
  float* add(const std::vector<float>& values) { return raw(floats_.emplace_back(values)); }
  float* zeros(std::size_t size) { return add(std::vector<float>(size)); }
  /// Of variance 2 / inputs, so that a rectified layer keeps the size of signals.
  float* weights(std::size_t units, std::size_t inputs, std::mt19937& random) {
    std::normal_distribution<float> normal(0, std::sqrt(2.0F / static_cast<float>(inputs)));
    std::vector<float> values(units * inputs);
    for (float& w : values) w = normal(random);
    return add(values);
  }

  gpu_network_shape shape_;
  std::vector<int> shown_;  ///< the labels, for the host
  thrust::device_vector<float> images_;
  thrust::device_vector<int> labels_;
  thrust::device_vector<int> y_;
  thrust::device_vector<unsigned> step_;
  /// A vector would copy them to other places as it grows: their moves may throw.
  std::deque<thrust::device_vector<float>> floats_;
  gpu_network_tensors tensors_;
};

/// Work that was captured on a stream, to be done as often as one likes.
class captured {
 public:
  template <class Work>
  captured(cudaStream_t stream, const Work& enqueue) {
    cudaGraph_t graph = nullptr;
    check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
    enqueue();
    check(cudaStreamEndCapture(stream, &graph));
    check(cudaGraphInstantiate(&exec_, graph, 0));
    check(cudaGraphDestroy(graph));
  }
  captured(const captured&) = delete;
  captured& operator=(const captured&) = delete;
  ~captured() { cudaGraphExecDestroy(exec_); }

  void run(cudaStream_t stream) const { check(cudaGraphLaunch(exec_, stream)); }

 private:
  cudaGraphExec_t exec_ = nullptr;
};

}  // namespace demo

#endif
