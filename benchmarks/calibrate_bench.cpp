/// @file
/// What observing costs: calibrating the example's network beside running it, all taps, one thread.
#include <benchmark/benchmark.h>

#include <binpoint/calibrate.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/versus.hpp"

namespace bp = binpoint;

namespace {

struct work {
  bp::eigen::network net = demo::load_demo_network(BINPOINT_EXAMPLE_DATA);
  std::vector<std::vector<float>> images = demo::load_images(
      std::string(BINPOINT_EXAMPLE_DATA) + "/calibration-images.idx3-ubyte");

  void run() {
    for (const auto& image : images) benchmark::DoNotOptimize(net.run(image));
  }
  template <int SubBits>
  void calibrate() {
    benchmark::DoNotOptimize(bp::calibrate<SubBits>(net, images));
  }
  /// Values that the taps show.
  [[nodiscard]] std::size_t values() {
    std::size_t sum = 0;
    const auto count = [&](std::string_view, bp::tensor_view<float> output) {
      sum += output.size();
    };
    for (const auto& image : images) benchmark::DoNotOptimize(net.run(image, bp::tap{count}));
    return sum;
  }
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const auto shared = std::make_shared<work>();
  const bench::peer running{"running alone", [=] { shared->run(); }};
  const std::size_t values = shared->values();
  bench::overhead("calibrate/S = 0", values, [=] { shared->calibrate<0>(); }, running);
  bench::overhead("calibrate/S = 3", values, [=] { shared->calibrate<3>(); }, running);
  benchmark::RunSpecifiedBenchmarks();
}
