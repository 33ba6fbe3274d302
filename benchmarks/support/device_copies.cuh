/// @file
/// Peers of quantize and its relatives on a GPU: copies that move the same bytes by the same loads
/// and stores, and cub::DeviceTransform with the library's own arithmetic for each value.
#ifndef BINPOINT_BENCHMARKS_DEVICE_COPIES_CUH
#define BINPOINT_BENCHMARKS_DEVICE_COPIES_CUH

#include <binpoint/device/detail/map.cuh>
#include <cstddef>
#include <cstdint>
#include <cub/device/device_transform.cuh>

#include "device.cuh"

namespace bench {

/// Integers of the values' size, of which the low bits are written; zeros above them where the
/// output is longer. Of two inputs, the bits in which they differ.
template <class In, class Out>
struct copier {
  template <std::size_t Length>
  [[nodiscard]] __device__ binpoint::detail::pack<Out, Length> apply(
      const binpoint::detail::pack<In, Length>& x, std::size_t) const {
    binpoint::detail::pack<Out, Length> y;
    for (std::size_t i = 0; i < Length; ++i) y.value[i] = static_cast<Out>(x.value[i]);
    return y;
  }
  template <std::size_t Length>
  [[nodiscard]] __device__ binpoint::detail::pack<Out, Length> apply(
      const binpoint::detail::pack_pair<In, Length>& x, std::size_t) const {
    binpoint::detail::pack<Out, Length> y;
    for (std::size_t i = 0; i < Length; ++i) {
      y.value[i] = static_cast<Out>(x.first.value[i] ^ x.second.value[i]);
    }
    return y;
  }
};

template <class In, class Out>
[[nodiscard]] peer copy_kernel(const void* from, void* to, std::size_t size) {
  return {"copy kernel", [=] {
            const binpoint::detail::map_input<In> in{static_cast<const In*>(from)};
            const copier<In, Out> body;
            check(binpoint::detail::map(in, static_cast<Out*>(to), size, body, body, nullptr));
          }};
}
/// Reads two tensors and writes one, of 4 bytes for each value.
[[nodiscard]] inline peer copy_of_two(const void* first, const void* second, void* to,
                                      std::size_t size) {
  using word = std::uint32_t;
  return {"copy kernel", [=] {
            const binpoint::detail::map_input_pair<word> in{static_cast<const word*>(first),
                                                            static_cast<const word*>(second)};
            const copier<word, word> body;
            check(binpoint::detail::map(in, static_cast<word*>(to), size, body, body, nullptr));
          }};
}

/// @param bytes  that are moved: half of them read, half of them written
[[nodiscard]] inline peer memory_copy(void* scratch, std::size_t bytes) {
  return {"memcpy", [=] {
            check(cudaMemcpyAsync(static_cast<char*>(scratch) + bytes / 2, scratch, bytes / 2,
                                  cudaMemcpyDeviceToDevice, nullptr));
          }};
}

/// The body of one of the library's kernels, value by value: only the loop is cub's.
template <class Body, class In, class Out>
struct one_value {
  Body body;

  [[nodiscard]] __device__ Out operator()(In x) const {
    return body.template apply<1>(binpoint::detail::pack<In, 1>{{x}}, 0).value[0];
  }
};

template <class Body, class In, class Out>
[[nodiscard]] peer cub_transform(const Body& body, const In* in, Out* out, std::size_t size) {
  return {"cub transform", [=] {
            check(cub::DeviceTransform::Transform(in, out, static_cast<std::int64_t>(size),
                                                  one_value<Body, In, Out>{body}));
          }};
}

}  // namespace bench

#endif
