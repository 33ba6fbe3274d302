#include <binpoint/device/half.hpp>
#include <binpoint/device/histogram.cuh>
#include <binpoint/device/profile.hpp>
#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"
#include "support/device_values.hpp"

namespace bp = binpoint;
using support::data_kind;

template <int SubBits>
std::vector<bp::octave_histogram<SubBits>> histograms_of(const std::vector<std::uint64_t>& words) {
  std::vector<bp::octave_histogram<SubBits>> result;
  constexpr std::size_t each = bp::device_histogram_words<SubBits>;
  for (std::size_t i = 0; i < words.size(); i += each) {
    result.push_back(bp::detail::histogram_of_words<SubBits>(std::span(words).subspan(i, each)));
  }
  return result;
}

/// 300 tensors, some empty, some large, on the host and on the device.
template <class T>
struct many_tensors {
  std::vector<std::vector<T>> host;
  std::list<support::device_memory<T>> device;

  explicit many_tensors(std::uint64_t seed, std::size_t count) {
    support::generator random{seed};
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t size = i % 50 == 7 ? 20000 + i : random() % 40;
      host.push_back(support::random_values<T>(i % 2 == 0 ? data_kind::normal : data_kind::any_bits,
                                               size, random));
      device.emplace_back(host.back());
    }
  }
};

TEST_CASE("device histogram: many tensors, each to its own words") {
  const many_tensors<__half> tensors{1, 300};
  support::device_memory words{
      std::vector<std::uint64_t>(tensors.host.size() * bp::device_histogram_words<0>)};
  std::vector<bp::device_tensor<__half>> list;
  for (const auto& memory : tensors.device) {
    list.push_back({memory.span().data(), memory.span().size(),
                    words.span().data() + list.size() * bp::device_histogram_words<0>});
  }
  support::check(bp::bare::count<0>(list.data(), list.size(), 0, nullptr));
  const auto found = histograms_of<0>(words.read());
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO("tensor " << i);
    CHECK(found[i] == support::host_histogram<0>(tensors.host[i]));
  }
}

TEST_CASE("device histogram: a list with one bad tensor counts nothing") {
  const support::device_memory<float> memory{std::vector<float>(10, 1.0f)};
  bp::device_histogram<> counts;
  const bp::device_tensor<float> list[]{{memory.span().data(), 10, counts.words()},
                                        {nullptr, 1, counts.words()}};
  CHECK(bp::bare::count<0>(list, 2, 0, nullptr) == cudaErrorInvalidValue);
  CHECK(bp::bare::count<0, float>(nullptr, 2, 0, nullptr) == cudaErrorInvalidValue);
  CHECK(counts.read().total() == 0);
  CHECK(bp::bare::count<0>(list, 1, 0, nullptr) == cudaSuccess);
  CHECK(counts.read().total() == 10);
}

/// Every channel of a tensor against the host's loop over all its values.
template <int SubBits, class T>
void check_profile_channels(bp::channel_layout layout, std::size_t outer, std::size_t offset,
                            data_kind kind = data_kind::any_bits) {
  support::generator random{layout.channels + layout.inner};
  const std::size_t size = outer * layout.channels * layout.inner;
  const auto values = support::random_values<T>(kind, offset + size, random);
  const support::device_memory<T> memory{values};
  support::device_memory words{
      std::vector<std::uint64_t>(layout.channels * bp::device_histogram_words<SubBits>)};
  support::check(bp::bare::count_channels<SubBits>(memory.span().data() + offset, size, layout,
                                                   words.span().data(), 0, nullptr));

  std::vector<std::vector<T>> channels(layout.channels);
  for (std::size_t i = 0; i < size; ++i) channels[layout.channel(i)].push_back(values[offset + i]);
  const auto found = histograms_of<SubBits>(words.read());
  INFO(outer << " times " << layout.channels << " channels of " << layout.inner);
  for (std::size_t c = 0; c < layout.channels; ++c) {
    INFO("channel " << c);
    CHECK(found[c] == support::host_histogram<SubBits>(channels[c]));
  }
}

TEST_CASE("device histogram: channels that lie side by side") {
  check_profile_channels<0, float>({64, 1}, 100, 0);
  check_profile_channels<0, float>({33, 1}, 3000, 1);
  check_profile_channels<0, __half>({3, 1}, 5000, 3);
  check_profile_channels<0, std::int8_t>({100, 1}, 200, 5);
  check_profile_channels<3, float>({9, 1}, 500, 2);
  check_profile_channels<0, float>({40, 9}, 20, 0);
  check_profile_channels<0, double>({5, 31}, 11, 1);
}

TEST_CASE("device histogram: channels in runs") {
  check_profile_channels<0, float>({16, 72}, 1, 0);
  check_profile_channels<0, float>({70, 49}, 3, 1);
  check_profile_channels<0, __nv_bfloat16>({4, 9000}, 2, 3);
  check_profile_channels<0, std::int16_t>({2, 5000}, 1, 0);
  check_profile_channels<3, float>({10, 333}, 2, 3);
  check_profile_channels<3, double>({2, 32}, 2, 1);
  check_profile_channels<0, float>({1, 40000}, 1, 0, data_kind::relu);
  check_profile_channels<0, float>({1, 1}, 1, 0);
}

TEST_CASE("device histogram: a layout that cannot be is refused") {
  const support::device_memory<float> memory{std::vector<float>(12)};
  bp::device_histogram<> counts;
  const auto count = [&](std::size_t size, bp::channel_layout layout) {
    return bp::bare::count_channels<0>(memory.span().data(), size, layout, counts.words(), 0,
                                       nullptr);
  };
  CHECK(count(12, {5, 1}) == cudaErrorInvalidValue);
  CHECK(count(12, {1, 8}) == cudaErrorInvalidValue);
  CHECK(count(12, {0, 1}) == cudaErrorInvalidValue);
  CHECK(count(12, {1, 0}) == cudaErrorInvalidValue);
  CHECK(counts.read().total() == 0);
  CHECK(count(0, {5, 1}) == cudaSuccess);
}

/// Halves each value and counts what it has computed.
template <class T>
__global__ void halve(bp::device_span<const T> in, bp::device_span<T> out,
                      bp::device_histogram_view<3> counts) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i >= in.size()) return;
  const T half = static_cast<T>(in.data()[i] / 2);
  out.data()[i] = half;
  counts.add(half);
}

template <class T>
void check_view(data_kind kind) {
  support::generator random{6};
  const auto values = support::random_values<T>(kind, 3000, random);
  const support::device_memory<T> in{values};
  support::device_memory<T> out{std::vector<T>(values.size())};
  bp::device_histogram<3> counts;
  support::launch(halve<T>, 12, 256, bp::device_span<const T>{in.span()}, out.span(),
                  counts.view());
  CHECK(counts.read() == support::host_histogram<3>(out.read()));
}

TEST_CASE("device histogram: a kernel of one's own counts what it computes") {
  check_view<float>(data_kind::any_bits);
  check_view<float>(data_kind::subnormal);
  check_view<double>(data_kind::any_bits);
  check_view<std::int8_t>(data_kind::normal);
  check_view<std::int32_t>(data_kind::any_bits);
}

bp::profile host_profile(const std::vector<bp::site>& sites,
                         const std::vector<std::vector<float>>& values) {
  bp::profile result;
  for (std::size_t i = 0; i < sites.size(); ++i) result[sites[i]].add(values[i]);
  return result;
}

TEST_CASE("device profile: all sites in one allocation, read as the host's profile") {
  const many_tensors<float> tensors{2, 150};
  std::vector<bp::site> names;
  for (std::size_t i = 0; i < tensors.host.size(); ++i) {
    names.push_back({"layer" + std::to_string(i), bp::role::activation});
  }
  bp::device_profile sites{names};
  CHECK(sites.size() == names.size());
  CHECK(sites.sites() == names);
  std::size_t i = 0;
  for (const auto& memory : tensors.device) {
    support::check(sites.add_async(i, {memory.span().data(), memory.span().size()}, nullptr));
    ++i;
  }
  const bp::profile expected = host_profile(names, tensors.host);
  CHECK(sites.read() == expected);

  support::check(sites.reset_async());
  std::vector<bp::site_values<float>> list;
  for (const auto& memory : tensors.device) list.push_back({list.size(), memory.span()});
  support::check(sites.add_async(std::span<const bp::site_values<float>>(list)));
  CHECK(sites.read() == expected);

  list.back().site = names.size();
  CHECK(sites.add_async(std::span<const bp::site_values<float>>(list)) == cudaErrorInvalidValue);
  CHECK(sites.add_async(names.size(), {nullptr, 0}) == cudaErrorInvalidValue);
  CHECK(sites.read() == expected);
}

TEST_CASE("device profile: integers have the scale that they are given") {
  const support::device_memory<std::int8_t> codes{std::vector<std::int8_t>{-16, 3, 0, 127}};
  bp::basic_device_profile<0> sites{{{"conv", bp::role::weight}}};
  support::check(sites.add_async(0, codes.span(), 3));
  const auto seen = sites.read().at({"conv", bp::role::weight});
  CHECK(seen.negative(1) == 1);
  CHECK(seen.positive(-2) == 1);
  CHECK(seen.zeros() == 1);
  CHECK(seen.max() == 15.875);
  CHECK(seen.smallest_nonzero() == 0.375);
}

TEST_CASE("device profile: channels are sites side by side") {
  const support::device_memory<float> memory{std::vector<float>{1, 2, 3, 4, 5, 6}};
  std::vector<bp::site> names;
  for (const char* name : {"other", "a", "b", "c"}) names.push_back({name, bp::role::weight});
  bp::device_profile sites{names};
  support::check(sites.add_channels_async(1, memory.span(), {.channels = 3, .inner = 1}));
  const bp::profile seen = sites.read();
  CHECK(seen.at(names[0]).total() == 0);
  CHECK(seen.at(names[1]).max() == 4);
  CHECK(seen.at(names[2]).min() == 2);
  CHECK(seen.at(names[3]).max() == 6);
  CHECK(sites.add_channels_async(2, memory.span(), {.channels = 3}) == cudaErrorInvalidValue);
}
