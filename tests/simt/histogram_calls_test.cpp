/// @file
/// What the executor alone can show of histograms on a device: what they do not do, and grids of
/// any size.
#include <binpoint/device/histogram.cuh>
#include <binpoint/device/profile.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"
#include "support/device_values.hpp"
#include "support/simt/simt.hpp"

namespace bp = binpoint;
using support::device_memory;

TEST_CASE("simt: adding to a histogram neither allocates nor waits", "[simt]") {
  const device_memory<float> values{std::vector<float>(1000, 1.0F)};
  bp::device_histogram<> counts;
  simt::call_counts wanted = simt::calls();
  CHECK(counts.add_async(values.span()) == cudaSuccess);
  ++wanted.kernels;
  CHECK(simt::calls() == wanted);
  CHECK(counts.add_async(bp::device_span<const float>{}) == cudaSuccess);
  CHECK(simt::calls() == wanted);
  CHECK(counts.reset_async() == cudaSuccess);
  ++wanted.fills;
  CHECK(simt::calls() == wanted);
  CHECK(counts.read().total() == 0);
  ++wanted.copies;
  CHECK(simt::calls().copies == wanted.copies);
  CHECK(simt::calls().allocations == wanted.allocations);
}

TEST_CASE("simt: a profile has one allocation, one copy, a kernel for 128 tensors", "[simt]") {
  const device_memory<std::int8_t> values{std::vector<std::int8_t>(10, 1)};
  const int allocations = simt::calls().allocations;
  bp::basic_device_profile<0> sites{std::vector<bp::site>{{"a"}, {"b"}, {"c"}}};
  CHECK(simt::calls().allocations == allocations + 1);

  const std::vector<bp::site_values<std::int8_t>> many(129, {1, values.span()});
  const simt::call_counts before = simt::calls();
  CHECK(sites.add_async(std::span<const bp::site_values<std::int8_t>>(many)) == cudaSuccess);
  CHECK(simt::calls().kernels == before.kernels + 2);
  CHECK(sites.add_channels_async(0, bp::device_span<const std::int8_t>{values.span().data(), 9},
                                 {.channels = 3}) == cudaSuccess);
  CHECK(simt::calls().kernels == before.kernels + 3);
  const auto seen = sites.read();
  CHECK(simt::calls().copies == before.copies + 1);
  CHECK(seen.at({"b"}).total() == 1293);
  CHECK(seen.at({"c"}).total() == 3);
}

/// Threads share what a kernel is allowed, and graphs keep it.
TEST_CASE("simt: no call takes back shared memory that a kernel was allowed", "[simt]") {
  simt::reset();
  {
    using rows = bp::detail::rows_by_type<float, 0>;
    const device_memory<float> values{std::vector<float>(320, 1.0F)};
    const device_memory<std::uint64_t> words{
        std::vector<std::uint64_t>(32 * bp::device_histogram_words<0>)};
    for (const std::size_t channels : {32U, 22U, 3U}) {
      CHECK(bp::bare::count_channels<0>(values.span().data(), 10 * channels, {channels, 1},
                                        words.span().data(), 0, nullptr) == cudaSuccess);
      int blocks = 0;
      CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
                &blocks, bp::detail::channels_kernel<rows>, 512,
                32 * bp::detail::channel_bytes<rows>) == cudaSuccess);
      INFO(channels << " channels");
      CHECK(blocks > 0);
    }
  }
  simt::reset();
}

TEST_CASE("simt: a histogram is the same for any grid", "[simt]") {
  support::generator random{8};
  const auto values = support::random_values<float>(support::data_kind::any_bits, 90000, random);
  const device_memory<float> memory{values};
  const auto expected = support::host_histogram<0>(values);
  for (const int multiprocessors : {1, 2, 3, 50}) {
    simt::set_multiprocessors(multiprocessors);
    INFO(multiprocessors << " multiprocessors");
    CHECK(bp::count_msb(memory.span()) == expected);
  }
  simt::set_multiprocessors(2);
}

#if defined(BINPOINT_SIMT_HAS_HOOKS)  // Else nobody sees the access.
TEST_CASE("simt: an error that stays is reported by every layer of histograms", "[simt]") {
  simt::reset();
  {
    const device_memory<float> values{std::vector<float>(100, 1.0F)};
    bp::device_histogram<> counts;
    // More values than there is memory: the bare layer cannot know, the kernel is stopped.
    CHECK(bp::bare::count<0>(values.span().data(), 4096, counts.words(), 0, nullptr) ==
          cudaSuccess);
    CHECK_THROWS_AS(counts.read(), bp::cuda_error);
    CHECK(counts.add_async(values.span()) == cudaErrorIllegalAddress);
    CHECK(counts.reset_async() == cudaErrorIllegalAddress);
    CHECK_THROWS_AS(bp::device_histogram<>{}, bp::cuda_error);
    CHECK_THROWS_AS(bp::count_msb(values.span()), bp::cuda_error);
  }
  simt::reset();
}
#endif

TEST_CASE("simt: values of another device are refused by the throwing layer", "[simt]") {
  simt::reset();
  {
    const device_memory<float> values{std::vector<float>(4, 1.0F)};
    REQUIRE(cudaSetDevice(1) == cudaSuccess);
    CHECK_THROWS_WITH(
        bp::count_msb(values.span()),
        "binpoint: count_octaves: memory of device 0, while device 1 is the current one");
    REQUIRE(cudaSetDevice(0) == cudaSuccess);
    CHECK(bp::count_msb(values.span()).count(0) == 4);
  }
  simt::reset();
}

TEST_CASE("simt: a histogram that is moved keeps its words, and frees them once", "[simt]") {
  simt::reset();
  {
    const device_memory<float> values{std::vector<float>(4, 2.0F)};
    bp::device_histogram<> first;
    REQUIRE(first.add_async(values.span()) == cudaSuccess);
    bp::device_histogram<> second = std::move(first);
    CHECK(second.read().count(1) == 4);
    bp::device_histogram<> third;
    third = std::move(second);
    CHECK(third.read().count(1) == 4);

    cudaStream_t stream = nullptr;
    cudaGraph_t graph = nullptr;
    REQUIRE(cudaStreamCreate(&stream) == cudaSuccess);
    REQUIRE(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal) == cudaSuccess);
    { const bp::device_histogram<> empty = std::move(first); }   // It was empty already.
    CHECK(cudaStreamEndCapture(stream, &graph) == cudaSuccess);  // Nothing was freed meanwhile.
    REQUIRE(cudaGraphDestroy(graph) == cudaSuccess);
    REQUIRE(cudaStreamDestroy(stream) == cudaSuccess);
  }
  CHECK(simt::calls().releases == simt::calls().allocations);
  simt::reset();
}
