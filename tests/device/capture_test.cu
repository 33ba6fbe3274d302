/// @file
/// The asynchronous layer in a CUDA graph, on two streams at once, and on streams that do not wait
/// for the default one.
#include <binpoint/device/histogram.cuh>
#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"

namespace bp = binpoint;
using support::check;
using support::device_memory;

namespace {

struct stream_owner {
  cudaStream_t stream = nullptr;
  explicit stream_owner(unsigned flags = cudaStreamDefault) {
    check(cudaStreamCreateWithFlags(&stream, flags));
  }
  stream_owner(const stream_owner&) = delete;
  stream_owner& operator=(const stream_owner&) = delete;
  ~stream_owner() { cudaStreamDestroy(stream); }
};

}  // namespace

TEST_CASE("device: quantize and back, captured once and replayed on new values", "[capture]") {
  constexpr bp::format f{8, 3};
  const device_memory<float> values{std::vector<float>(5000, 2.1F)};
  const device_memory<std::int8_t> codes{std::vector<std::int8_t>(5000)};
  const device_memory<float> decoded{std::vector<float>(5000)};
  const bp::device_report report;
  const stream_owner owner;
  const cudaStream_t stream = owner.stream;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  check(bp::quantize_async(values.span(), codes.span(), f, {}, {}, stream));
  check(bp::dequantize_async(codes.span(), decoded.span(), f, {}, stream));
  check(bp::fake_quantize_async(values.span(), values.span(), f, {}, {.report = report.state()},
                                stream));
  check(cudaStreamEndCapture(stream, &graph));
  check(cudaGraphInstantiate(&exec, graph, 0));
  check(cudaGraphDestroy(graph));

  check(cudaGraphLaunch(exec, stream));
  check(cudaGraphLaunch(exec, stream));  // The first has changed the values.
  const bp::error_report lost = report.read(stream);
  CHECK(lost.total == 10000);
  CHECK(lost.precision_losses == 5000);
  CHECK(codes.read() == std::vector<std::int8_t>(5000, 17));
  CHECK(decoded.read() == std::vector<float>(5000, 2.125F));
  check(cudaGraphExecDestroy(exec));
}

TEST_CASE("device: two streams at once do not disturb each other", "[capture]") {
  const device_memory<float> values{std::vector<float>(9000, 1.0F)};
  const device_memory<std::int8_t> first{std::vector<std::int8_t>(9000)};
  const device_memory<std::int8_t> second{std::vector<std::int8_t>(9000)};
  const bp::device_report report;
  const stream_owner a;
  const stream_owner b;
  for (int i = 0; i < 3; ++i) {
    check(bp::quantize_async(values.span(), first.span(), {8, 3}, {}, {.report = report.state()},
                             a.stream));
    check(bp::quantize_async(values.span(), second.span(), {8, 5}, {}, {.report = report.state()},
                             b.stream));
  }
  check(cudaStreamSynchronize(a.stream));
  check(cudaStreamSynchronize(b.stream));
  CHECK(first.read() == std::vector<std::int8_t>(9000, 8));
  CHECK(second.read() == std::vector<std::int8_t>(9000, 32));
  CHECK(report.read().total == 54000);
  CHECK(report.read().signal_energy == 54000);
}

TEST_CASE("device: new counters are empty for a stream that waits for no other", "[capture]") {
  const device_memory<float> values{std::vector<float>(5000, 2.1F)};
  const device_memory<std::int8_t> codes{std::vector<std::int8_t>(5000)};
  check(cudaDeviceSynchronize());  // A copy from pageable memory can end after its call.
  const stream_owner own{cudaStreamNonBlocking};
  for (int i = 0; i < 10; ++i) {
    bp::device_histogram<3> counts;
    check(counts.add_async(values.span(), own.stream));
    CHECK(counts.read(own.stream).count(1) == 5000);
    CHECK(bp::count_msb(values.span(), own.stream).total() == 5000);
    const bp::error_report lost =
        bp::quantize_and_report(values.span(), codes.span(), {8, 3}, {}, {}, own.stream);
    CHECK(lost.total == 5000);
    CHECK(lost.precision_losses == 5000);
  }
}

TEST_CASE("device: a graph of a count by channel is not disturbed by counts of fewer",
          "[capture]") {
  constexpr std::size_t each = bp::device_histogram_words<0>;
  const device_memory<float> values{std::vector<float>(3200, 1.0F)};
  const device_memory<std::uint64_t> words{std::vector<std::uint64_t>(32 * each)};
  const auto count = [&](std::size_t channels, cudaStream_t stream) {
    check(bp::bare::count_channels<0>(values.span().data(), 100 * channels, {channels, 1},
                                      words.span().data(), 0, stream));
  };
  const stream_owner own;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  check(cudaStreamBeginCapture(own.stream, cudaStreamCaptureModeGlobal));
  count(32, own.stream);
  check(cudaStreamEndCapture(own.stream, &graph));
  count(22, own.stream);  // Takes less shared memory, but more than every kernel has.
  check(cudaGraphInstantiate(&exec, graph, 0));
  check(cudaGraphLaunch(exec, own.stream));
  check(cudaStreamSynchronize(own.stream));
  const std::vector<std::uint64_t> found = words.read();
  for (std::size_t channel = 0; channel < 32; ++channel) {
    const auto counts =
        bp::detail::histogram_of_words<0>(std::span(found).subspan(channel * each, each));
    CHECK(counts.count(0) == (channel < 22 ? 200 : 100));
  }
  check(cudaGraphExecDestroy(exec));
  check(cudaGraphDestroy(graph));
}
