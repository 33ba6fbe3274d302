#include <binpoint/device/half.hpp>
#include <binpoint/device/histogram.cuh>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"
#include "support/device_values.hpp"

namespace bp = binpoint;
using support::data_kind;

/// None, less than a load, some loads, and more than a turn of a block.
std::vector<std::size_t> some_sizes(support::generator& random) {
  return {0, 1, 15, 17, 1000, 17000 + random() % 16384};
}

/// Counts a part of the values that starts anywhere.
template <int SubBits, class T>
void check_against_host(data_kind kind, std::uint64_t seed, int fraction_length) {
  support::generator random{seed};
  for (const std::size_t size : some_sizes(random)) {
    const std::size_t offset = random() % 20;
    const auto values = support::random_values<T>(kind, offset + size, random);
    const support::device_memory<T> memory{values};
    INFO("kind " << static_cast<int>(kind) << ", seed " << seed << ", " << size << " values from "
                 << offset);
    const auto found = bp::count_octaves<SubBits>(
        bp::device_span<const T>{memory.span().data() + offset, size}, fraction_length);
    const auto expected =
        support::host_histogram<SubBits>(std::span(values).subspan(offset), fraction_length);
    CHECK(found == expected);
    CHECK(found.total() == size);
  }
}

template <class T>
void check_type(std::vector<int> fraction_lengths = {0}) {
  for (const data_kind kind : support::all_kinds) {
    check_against_host<3, T>(kind, 1, fraction_lengths.front());
    for (const int each : fraction_lengths) check_against_host<0, T>(kind, 2, each);
  }
}

TEST_CASE("device histogram: float, bit for bit as on the host") { check_type<float>(); }
TEST_CASE("device histogram: double, bit for bit as on the host") { check_type<double>(); }
TEST_CASE("device histogram: half, bit for bit as on the host") { check_type<__half>(); }
TEST_CASE("device histogram: bfloat16, bit for bit as on the host") { check_type<__nv_bfloat16>(); }
TEST_CASE("device histogram: 8-bit integers, bit for bit as on the host") {
  check_type<std::int8_t>({0, 7});
  check_type<std::uint8_t>({-125});
}
TEST_CASE("device histogram: 16-bit integers, bit for bit as on the host") {
  check_type<std::int16_t>({0, 153});
  check_type<std::uint16_t>({12});
}
TEST_CASE("device histogram: 32-bit integers, bit for bit as on the host") {
  check_type<std::int32_t>({0, -110});
  check_type<std::uint32_t>({3, 900, -900});
}

/// The same, or what a device says whose blocks have no room for so large a table.
template <int SubBits, class T>
void check_if_there_is_room(data_kind kind, int fraction_length) {
  bp::detail::device_limits limits;
  support::check(limits.read());
  using rows = bp::detail::rows_by_type<T, SubBits>;
  if (bp::detail::extreme_bytes + bp::detail::table_bytes<rows>(1) <=
      static_cast<std::size_t>(limits.shared_bytes)) {
    return check_against_host<SubBits, T>(kind, 3, fraction_length);
  }
  const support::device_memory<T> memory{std::vector<T>(10)};
  bp::device_histogram<SubBits> counts;
  CHECK(counts.add_async(memory.span(), fraction_length) == cudaErrorInvalidValue);
  CHECK(counts.read().total() == 0);
}

TEST_CASE("device histogram: sub-bits up to 6") {
  check_if_there_is_room<6, __half>(data_kind::any_bits, 0);
  check_if_there_is_room<6, __nv_bfloat16>(data_kind::any_bits, 0);
  check_if_there_is_room<4, float>(data_kind::subnormal, 0);
  check_if_there_is_room<6, std::int8_t>(data_kind::any_bits, 2);
  check_if_there_is_room<5, std::int32_t>(data_kind::any_bits, 2);
}

template <class Half>
void check_all_patterns() {
  std::vector<Half> values;
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    values.push_back(bp::detail::bit_cast<Half>(static_cast<std::uint16_t>(bits)));
  }
  const support::device_memory<Half> memory{values};
  CHECK(bp::count_msb(memory.span()) == support::host_histogram<0>(values));
  CHECK(bp::count_octaves<3>(memory.span()) == support::host_histogram<3>(values));
}

/// Alone, in the middle of ordinary values: each pattern meets the loop, not only the ends.
template <class Half>
void check_lone_patterns(unsigned step) {
  std::vector<Half> values(5000, support::make_value<Half>(1));
  bp::device_histogram<0> counts;
  bp::msb_histogram expected;
  for (unsigned bits = 0; bits < 0x10000; bits += step) {
    values[bits % values.size()] = bp::detail::bit_cast<Half>(static_cast<std::uint16_t>(bits));
    const support::device_memory<Half> memory{values};
    support::check(counts.add_async(memory.span()));
    expected.merge(support::host_histogram<0>(values));
    values[bits % values.size()] = support::make_value<Half>(1);
    CHECK(counts.read() == expected);
  }
}

TEST_CASE("device histogram: all patterns of half and bfloat16") {
  check_all_patterns<__half>();
  check_all_patterns<__nv_bfloat16>();
  check_lone_patterns<__half>(2047);
  check_lone_patterns<__nv_bfloat16>(2047);
}

/// One value of each class among ones, at every place of a thread's loads.
template <class T>
void check_one_among_ones(T special) {
  constexpr std::size_t size = 512 * 8 * 16 / sizeof(T);
  for (std::size_t place = 0; place < size; place += 2749) {
    std::vector<T> values(size, T{1});
    values[place] = special;
    const support::device_memory<T> memory{values};
    INFO("place " << place);
    CHECK(bp::count_msb(memory.span()) == support::host_histogram<0>(values));
  }
}

TEST_CASE("device histogram: a special value is found wherever it is") {
  check_one_among_ones(0x1p-149f);
  check_one_among_ones(-0x1.fffffcp-127f);
  check_one_among_ones(-INFINITY);
  check_one_among_ones(-0.0f);
  check_one_among_ones(-0x1p-150);
  check_one_among_ones(0x1p128);
}

/// As on a device whose blocks have little shared memory.
TEST_CASE("device histogram: a table without a column for each lane counts the same") {
  using rows = bp::detail::rows_by_type<float, 0>;
  support::generator random{7};
  const auto values = support::random_values<float>(data_kind::any_bits, 50000, random);
  const support::device_memory<float> memory{values};
  bp::device_histogram<> counts;
  const bp::device_tensor<float> tensor{memory.span().data(), values.size(), counts.words()};
  bp::detail::tensor_batch<float, 1> batch;
  const unsigned blocks = bp::detail::fill_batch(batch, &tensor, 1, {.multiprocessors = 1});
  const std::size_t bytes = bp::detail::extreme_bytes + bp::detail::table_bytes<rows>(1);
  const auto count_with = [&](int shared_bytes) {
    return bp::detail::launch_with_table(bp::detail::histogram_kernel<rows, 1, 1>, blocks,
                                         {bytes, bytes}, {.shared_bytes = shared_bytes}, nullptr,
                                         batch, 0);
  };
  CHECK(count_with(static_cast<int>(bytes) - 1) == cudaErrorInvalidValue);
  CHECK(cudaGetLastError() == cudaSuccess);  // CUDA was not asked.
  support::check(count_with(static_cast<int>(bytes)));
  CHECK(counts.read() == support::host_histogram<0>(values));
}

TEST_CASE("device histogram: any split and any order of streams gives the same words") {
  support::generator random{4};
  const auto values = support::random_values<float>(data_kind::any_bits, 40000, random);
  const support::device_memory<float> memory{values};
  const auto whole = bp::count_octaves<3>(memory.span());
  CHECK(whole == support::host_histogram<3>(values));

  cudaStream_t streams[2];
  for (cudaStream_t& s : streams) support::check(cudaStreamCreate(&s));
  bp::device_histogram<3> parts;
  for (std::size_t begin = 0; begin < values.size();) {
    const std::size_t size = std::min<std::size_t>(random() % 9000, values.size() - begin);
    const bp::device_span<const float> part{memory.span().data() + begin, size};
    support::check(parts.add_async(part, streams[random() % 2]));
    begin += size;
  }
  for (cudaStream_t s : streams) support::check(cudaStreamSynchronize(s));
  CHECK(parts.read(streams[0]) == whole);
  for (cudaStream_t s : streams) support::check(cudaStreamDestroy(s));
}

TEST_CASE("device histogram: a graph counts at every replay") {
  support::generator random{5};
  const auto values = support::random_values<__half>(data_kind::normal, 30001, random);
  const support::device_memory<__half> memory{values};
  bp::device_histogram<> counts;

  cudaStream_t stream;
  cudaGraph_t graph;
  cudaGraphExec_t executable;
  support::check(cudaStreamCreate(&stream));
  support::check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  support::check(counts.add_async(memory.span(), stream));
  support::check(counts.add_async(memory.span(), stream));
  support::check(cudaStreamEndCapture(stream, &graph));
  support::check(cudaGraphInstantiate(&executable, graph, 0));
  CHECK(counts.read(stream).total() == 0);
  auto expected = support::host_histogram<0>(values);
  expected += expected;
  for (int replay = 0; replay < 3; ++replay) {
    support::check(counts.reset_async(stream));
    support::check(cudaGraphLaunch(executable, stream));
    CHECK(counts.read(stream) == expected);
  }
  support::check(cudaGraphExecDestroy(executable));
  support::check(cudaGraphDestroy(graph));
  support::check(cudaStreamDestroy(stream));
}

TEST_CASE("device histogram: the words are those of the host's state, zero bytes the empty one") {
  bp::device_histogram<2> counts;
  CHECK(counts.read() == bp::octave_histogram<2>{});
  const bp::octave_histogram<2> host;
  STATIC_REQUIRE(bp::device_histogram_sums<2> == 8 + 2 * 277 * 4);
  CHECK(host.sums().size() == bp::device_histogram_sums<2>);
  CHECK(host.sums().size() + host.extremes().size() == bp::device_histogram_words<2>);
}

TEST_CASE("device histogram: what cannot be counted is refused, and nothing is counted") {
  const support::device_memory<std::int16_t> memory{std::vector<std::int16_t>(100, 3)};
  const support::device_memory<float> floats{std::vector<float>(100, 3)};
  bp::device_histogram<> counts;
  const std::int16_t* const none = nullptr;
  CHECK(counts.add_async(bp::device_span{none, 5}) == cudaErrorInvalidValue);
  CHECK(counts.add_async(memory.span(), 901) == cudaErrorInvalidValue);
  CHECK(counts.add_async(memory.span(), -901) == cudaErrorInvalidValue);
  CHECK(counts.add_async(floats.span(), 1) == cudaErrorInvalidValue);
  CHECK(bp::bare::count<0>(memory.span().data(), 5, nullptr, 0, nullptr) == cudaErrorInvalidValue);
  CHECK(counts.read().total() == 0);
  CHECK(counts.add_async(bp::device_span{none, 0}) == cudaSuccess);
  CHECK(cudaGetLastError() == cudaSuccess);

  std::vector<float> on_host(4);
  CHECK_THROWS_AS(bp::count_msb(bp::device_span{on_host.data(), on_host.size()}), bp::cuda_error);
  CHECK_THROWS_AS(bp::count_msb(bp::device_span{none, 5}), bp::cuda_error);
  CHECK(bp::count_msb(bp::device_span{none, 0}).total() == 0);
}
