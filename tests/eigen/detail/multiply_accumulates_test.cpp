/// @file
/// Products of a layer, against loops that make them one by one.
#include <binpoint/eigen/network.hpp>
#include <binpoint/network.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"

namespace be = binpoint::eigen;
using floats = std::vector<float>;

namespace {

std::uint64_t count_products(const be::conv2d& conv, const be::shape& in, const be::shape& out) {
  std::uint64_t count = 0;
  for (std::size_t channel = 0; channel < out.channels; ++channel) {
    for (std::size_t place = 0; place < out.height * out.width; ++place) {
      for (std::size_t from = 0; from < in.channels; ++from) {
        const bool is_seen =
            from / (in.channels / conv.groups) == channel / (out.channels / conv.groups);
        if (is_seen) count += conv.kernel_height * conv.kernel_width;
      }
    }
  }
  return count;
}

}  // namespace

TEST_CASE("multiply_accumulates: convolutions of every kind, dense layers, nothing else") {
  for (const std::size_t groups : {1U, 2U, 4U}) {
    for (const std::size_t stride : {1U, 2U}) {
      for (const std::size_t padding : {0U, 1U}) {
        const be::conv2d conv{.channels = 8,
                              .kernel_height = 3,
                              .kernel_width = 2,
                              .stride = stride,
                              .padding = padding,
                              .groups = groups,
                              .weights = floats(8 * 4 / groups * 6),
                              .bias = floats(8)};
        const be::shape in{4, 9, 7};
        const be::network net(in, {{"conv", {"input"}, conv}});
        CHECK(net.multiply_accumulates() == count_products(conv, in, net.output_shape()));
      }
    }
  }
  const be::network net({2, 4, 4}, {{"relu", {"input"}, be::relu{}},
                                    {"pool", {"relu"}, be::average_pool{}},
                                    {"flat", {"pool"}, be::flatten{}},
                                    {"a", {"flat"}, be::dense{5, floats(40), floats(5)}},
                                    {"b", {"a"}, be::dense{5, floats(25), {}}},
                                    {"sum", {"a", "b"}, be::add{}}});
  CHECK(net.multiply_accumulates(0) == 0);
  CHECK(net.multiply_accumulates(1) == 0);
  CHECK(net.multiply_accumulates(3) == 40);
  CHECK(net.multiply_accumulates(5) == 0);
  CHECK(net.multiply_accumulates() == 65);
  CHECK(binpoint::counts_products<be::network>);
}
