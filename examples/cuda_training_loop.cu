/// @file
/// Quantization-aware training on the GPU: each step rounds weights and activations to 8 bits,
/// every tenth observes them within its CUDA graph, and after each pass the formats follow what was
/// seen.
#include <binpoint/binpoint.hpp>
#include <binpoint/device/histogram.cuh>
#include <binpoint/device/profile.hpp>
#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "support/gpu.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/trained_network.cuh"

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
void train_pass(demo::trained_network& net, bp::device_profile& seen,
                const demo::gpu_network_formats& formats, cudaStream_t stream) {
  const auto enqueue = [&] { demo::enqueue_step(shape, net.tensors(), formats, rate, stream); };
  const demo::captured step(stream, enqueue);
  const demo::captured observed_step(stream, [&] {
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
  demo::trained_network net(shape, images, data.labels, training_images);
  bp::device_profile seen = make_profile();
  demo::gpu_network_formats formats;
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
