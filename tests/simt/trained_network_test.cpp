/// @file
/// The owner of the GPU example's network, and its captured steps, on the executor.
#include "../../examples/support/trained_network.cuh"

#include <binpoint/device/histogram.cuh>
#include <cstddef>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/simt/simt.hpp"

namespace {

constexpr demo::gpu_network_shape small{.inputs = 6, .hidden = 8, .classes = 3, .batch = 9};

/// Noise around a place for each of the three classes.
struct labelled_points {
  std::vector<float> values;
  std::vector<int> labels;

  explicit labelled_points(int count) {
    support::generator random(5);
    for (int i = 0; i < count; ++i) {
      labels.push_back(i % 3);
      for (std::size_t k = 0; k < small.inputs; ++k) {
        const double centre = static_cast<int>(k) / 2 == i % 3 ? 1.5 : 0;
        values.push_back(static_cast<float>(centre + 0.3 * support::random_normal(random)));
      }
    }
  }
};

}  // namespace

TEST_CASE("simt: captured steps of the training example learn and observe", "[example]") {
  simt::reset();
  {
    const labelled_points data(117);
    demo::trained_network net(small, data.values, data.labels, 90);
    const demo::gpu_network_formats formats{{8, 5}, {8, 5}, {8, 4, false}};
    binpoint::device_histogram<3> seen;
    cudaStream_t stream = nullptr;
    REQUIRE(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking) == cudaSuccess);
    const std::size_t activations = small.batch * small.hidden;
    const double before = net.accuracy(formats, stream);
    {
      const demo::captured step(stream, [&] {
        demo::enqueue_step(small, net.tensors(), formats, 0.2F, stream);
        demo::check(seen.add_async(
            binpoint::device_span<const float>{net.tensors().activations, activations}, stream));
      });
      const simt::call_counts counts = simt::calls();
      for (int i = 0; i < 60; ++i) step.run(stream);
      CHECK(simt::calls() == counts);  // A replay asks for nothing.
    }
    CHECK(seen.read(stream).total() == 60 * activations);
    CHECK(seen.read(stream).max() > 0);
    CHECK(net.accuracy(formats, stream) > 0.9);
    CHECK(before < 0.7);
    REQUIRE(cudaStreamDestroy(stream) == cudaSuccess);
  }
  CHECK(simt::calls().releases == simt::calls().allocations);
  simt::reset();
}
