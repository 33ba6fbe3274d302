/// @file
/// The smallest network that binpoint can drive: two inputs, one layer, two outputs.
#ifndef BINPOINT_TESTS_SUPPORT_TOY_NETWORK_HPP
#define BINPOINT_TESTS_SUPPORT_TOY_NETWORK_HPP

#include <array>
#include <binpoint/network.hpp>
#include <vector>

namespace support {

struct toy_network {
  std::array<float, 4> weights{1.03F, -0.5F, 0.25F, 2};
  std::array<float, 2> bias{0.125F, -3};
  int runs = 0;

  std::vector<float> run(const std::array<float, 2>& input, binpoint::tap observe) {
    ++runs;
    std::vector<float> x(input.begin(), input.end());
    observe("input", x);
    std::vector<float> y{weights[0] * x[0] + weights[1] * x[1] + bias[0],
                         weights[2] * x[0] + weights[3] * x[1] + bias[1]};
    observe("dense", y);
    return y;
  }

  template <class Visit>
  void for_each_parameter(Visit&& visit) {
    using binpoint::role;
    visit(binpoint::site{"dense", role::weight},
          binpoint::tensor_view<float>{weights, {.channels = 2, .inner = 2}});
    visit(binpoint::site{"dense", role::bias}, binpoint::tensor_view<float>{bias});
  }
};

}  // namespace support

#endif
