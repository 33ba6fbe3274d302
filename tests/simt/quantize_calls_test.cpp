/// @file
/// What the executor alone can show of quantize on a device: what it does not do, and far indices.
#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"
#include "support/simt/simt.hpp"

namespace bp = binpoint;
using support::device_memory;

TEST_CASE("simt: the asynchronous layer neither allocates nor waits", "[simt]") {
  const device_memory<float> values{std::vector<float>(100, 1.0F)};
  const device_memory<std::int32_t> codes{std::vector<std::int32_t>(100)};
  const device_memory<std::int8_t> small{std::vector<std::int8_t>(100)};
  const bp::device_report report;
  const simt::call_counts before = simt::calls();
  CHECK(bp::quantize_async(values.span(), codes.span(), {8, 3}) == cudaSuccess);
  CHECK(bp::quantize_async(values.span(), codes.span(), {8, 3}, {}, {.report = report.state()}) ==
        cudaSuccess);
  CHECK(bp::fake_quantize_async(values.span(), values.span(), {8, 3}) == cudaSuccess);
  CHECK(bp::fake_quantize_gradient_async(values.span(), values.span(), values.span(), {8, 3}) ==
        cudaSuccess);
  CHECK(bp::dequantize_async(codes.span(), values.span(), {8, 3}) == cudaSuccess);
  CHECK(bp::requantize_async(codes.span(), small.span(), 2) == cudaSuccess);
  simt::call_counts wanted = before;
  wanted.kernels += 6;
  CHECK(simt::calls() == wanted);
  CHECK(bp::quantize_async(bp::device_span<float>{}, bp::device_span<std::int8_t>{}, {8, 3}) ==
        cudaSuccess);
  CHECK(simt::calls() == wanted);  // An empty tensor launches nothing.
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
}

TEST_CASE("simt: a failed launch and an error that stays are reported by every layer", "[simt]") {
  simt::reset();
  const device_memory<float> values{std::vector<float>(100, 1.0F)};
  const device_memory<std::int8_t> codes{std::vector<std::int8_t>(100)};
  // One value beyond the memory: the bare layer cannot know, the kernel is stopped.
  CHECK(bp::bare::quantize(values.span().data(), codes.span().data(), 101, {8, 3}, {}, {},
                           nullptr) == cudaSuccess);
  CHECK(cudaDeviceSynchronize() == cudaErrorIllegalAddress);
  CHECK(bp::quantize_async(values.span(), codes.span(), {8, 3}) == cudaErrorIllegalAddress);
  CHECK_THROWS_AS(bp::quantize(values.span(), codes.span(), {8, 3}), bp::cuda_error);
  simt::reset();
}

TEST_CASE("simt: memory of another device is refused by the throwing layer", "[simt]") {
  simt::reset();
  const device_memory<float> values{std::vector<float>(4, 1.0F)};
  const device_memory<std::int8_t> codes{std::vector<std::int8_t>(4)};
  REQUIRE(cudaSetDevice(1) == cudaSuccess);
  CHECK_THROWS_WITH(bp::quantize(values.span(), codes.span(), {8, 3}),
                    "binpoint: quantize: memory of device 0, while device 1 is the current one");
  REQUIRE(cudaSetDevice(0) == cudaSuccess);
  CHECK_NOTHROW(bp::quantize(values.span(), codes.span(), {8, 3}));
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
}

TEST_CASE("simt: indices beyond 2^32 are those of the values", "[simt]") {
  using namespace bp::detail;
  constexpr std::size_t size = (std::size_t{1} << 33) + 9;
  constexpr map_shape shape{3, (size - 3) / 4, size};
  // The packs follow the head without a gap, and the tail the packs.
  CHECK(pack_index<4>(shape, 0) == 3);
  CHECK(pack_index<4>(shape, (std::size_t{1} << 31) - 1) == (std::size_t{1} << 33) - 1);
  CHECK(pack_index<4>(shape, shape.packs - 1) + 4 == single_index<4>(shape, 3));
  CHECK(single_index<4>(shape, 2) == 2);
  CHECK(single_index<4>(shape, size - 4 * shape.packs - 1) == size - 1);
  CHECK(map_blocks(shape) == (std::size_t{1} << 21) + 1);
  CHECK(map_blocks({0, std::size_t{1} << 60, std::size_t{1} << 62}) == 0x7fffffff);
  CHECK(map_blocks({0, 1, 4}) == 1);
  CHECK(map_blocks({3, 0, 3}) == 1);

  constexpr bp::channel_layout layout{1000, 1001};
  constexpr int any = 0;
  const number_source source = source_of({{&any, 1000}, layout}, 0);
  for (const std::size_t i : {std::size_t{0}, std::size_t{1001} * 1000 * 5 - 1,
                              (std::size_t{1} << 32) - 1, std::size_t{1} << 32, size}) {
    const channel_cursor cursor = source.at(i);
    CHECK(cursor.channel == layout.channel(i));
    CHECK(cursor.offset == i % 1001);
  }
}
