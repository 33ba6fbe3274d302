/// @file
/// Quantization-aware training on the GPU: each step rounds weights and activations to 8 bits,
/// every tenth observes them within its CUDA graph, and after each pass the formats follow what was
/// seen.
#include <thrust/device_vector.h>

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/device/histogram.cuh>
#include <binpoint/device/profile.hpp>
#include <binpoint/device/quantize.cuh>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "support/gpu.hpp"
#include "support/gpu_network.cuh"
#include "support/images.hpp"
#include "support/options.hpp"

namespace bp = binpoint;

namespace {

constexpr demo::gpu_network_shape shape{};
constexpr std::size_t training_images = 1600;  // The others tell how well it does.
constexpr std::size_t observe_every = 10;
constexpr int passes = 30;
constexpr float rate = 0.1F;

const bp::site weights_1{"dense1", bp::role::weight};
const bp::site weights_2{"dense2", bp::role::weight};
const bp::site activations{"dense1", bp::role::activation};

void check(cudaError_t error) { bp::detail::check_cuda("cuda_training_loop", error); }

template <class T>
T* raw(thrust::device_vector<T>& values) {
  return thrust::raw_pointer_cast(values.data());
}

/// Owner of everything that the steps work on.
class trained_network {
 public:
  trained_network(const std::vector<float>& images, const std::vector<int>& labels)
      : shown_(labels), images_(images), labels_(labels), y_(shape.batch), step_(1) {
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
  }

  [[nodiscard]] const demo::gpu_network_tensors& tensors() const { return tensors_; }

  /// Share of the images that the training has not seen whose highest score is at their label.
  [[nodiscard]] double accuracy(const demo::gpu_network_formats& formats, cudaStream_t stream) {
    std::size_t right = 0;
    demo::gpu_network_tensors t = tensors_;
    for (std::size_t first = training_images; first < shown_.size(); first += shape.batch) {
      t.x = raw(images_) + first * shape.inputs;
      demo::enqueue_forward(shape, t, formats, stream);
      std::vector<float> scores(shape.batch * shape.classes);
      check(cudaMemcpyAsync(scores.data(), t.scores, scores.size() * sizeof(float),
                            cudaMemcpyDeviceToHost, stream));
      check(cudaStreamSynchronize(stream));
      for (std::size_t i = 0; i < shape.batch; ++i) {
        const auto row = scores.begin() + static_cast<std::ptrdiff_t>(i * shape.classes);
        const auto best = std::max_element(row, row + shape.classes) - row;
        right += best == shown_[first + i] ? 1U : 0U;
      }
    }
    return static_cast<double>(right) / static_cast<double>(shown_.size() - training_images);
  }

 private:
  float* add(const std::vector<float>& values) { return raw(floats_.emplace_back(values)); }
  float* zeros(std::size_t size) { return add(std::vector<float>(size)); }
  /// Of variance 2 / inputs, so that a rectified layer keeps the size of signals.
  float* weights(std::size_t units, std::size_t inputs, std::mt19937& random) {
    std::normal_distribution<float> normal(0, std::sqrt(2.0F / static_cast<float>(inputs)));
    std::vector<float> values(units * inputs);
    for (float& w : values) w = normal(random);
    return add(values);
  }

  std::vector<int> shown_;  ///< the labels, for the host
  thrust::device_vector<float> images_;
  thrust::device_vector<int> labels_;
  thrust::device_vector<int> y_;
  thrust::device_vector<unsigned> step_;
  /// A vector would copy them to other places as it grows: their moves may throw.
  std::deque<thrust::device_vector<float>> floats_;
  demo::gpu_network_tensors tensors_;
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

/// The numbers of the sites are their places in this list.
bp::device_profile make_profile() {
  return bp::device_profile{{weights_1, weights_2, activations}};
}

void enqueue_observation(bp::device_profile& seen, const demo::gpu_network_tensors& t,
                         cudaStream_t stream) {
  check(seen.add_async(0, {t.weights_1, shape.hidden * shape.inputs}, stream));
  check(seen.add_async(1, {t.weights_2, shape.classes * shape.hidden}, stream));
  check(seen.add_async(2, {t.activations, shape.batch * shape.hidden}, stream));
}

/// One pass over the training images. A change of formats is a change of kernels' arguments, and so
/// of the graphs.
void train_pass(trained_network& net, bp::device_profile& seen,
                const demo::gpu_network_formats& formats, cudaStream_t stream) {
  const auto enqueue = [&] { demo::enqueue_step(shape, net.tensors(), formats, rate, stream); };
  const captured step(stream, enqueue);
  const captured observed_step(stream, [&] {
    enqueue();
    enqueue_observation(seen, net.tensors(), stream);
  });
  for (std::size_t i = 0; i < training_images / shape.batch; ++i) {
    (i % observe_every == 0 ? observed_step : step).run(stream);
  }
  check(cudaStreamSynchronize(stream));
}

/// The formats of the least squared error, for all that was seen since the last choice.
demo::gpu_network_formats choose(bp::device_profile& seen, cudaStream_t stream) {
  const bp::plan plan = bp::choose_formats(seen.read(stream), bp::least_error{.word_length = 8});
  check(seen.reset_async(stream));
  return {plan.at(weights_1).base, plan.at(weights_2).base, plan.at(activations).base};
}

int run() {
  if (demo::gpus("cuda_training_loop") == 0) return 0;
  const demo::labelled_images data = demo::load_labelled_images(BINPOINT_EXAMPLE_DATA, "test");
  std::vector<float> images;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::vector<float> image = demo::to_input(data.images, i);
    images.insert(images.end(), image.begin(), image.end());
  }
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  trained_network net(images, data.labels);
  bp::device_profile seen = make_profile();
  demo::gpu_network_formats formats;
  check(cudaDeviceSynchronize());  // The data came on another stream.
  for (int pass = 1; pass <= passes; ++pass) {
    train_pass(net, seen, formats, stream);
    formats = choose(seen, stream);
    if (pass % 5 == 0) {
      std::printf("pass %2d  accuracy %.4f with weights %s and %s, activations %s\n", pass,
                  net.accuracy(formats, stream), bp::to_string(formats.weights_1).c_str(),
                  bp::to_string(formats.weights_2).c_str(),
                  bp::to_string(formats.activations).c_str());
    }
  }
  check(cudaStreamDestroy(stream));
  return 0;
}

}  // namespace

int main() { return demo::run_program("cuda_training_loop", run); }
