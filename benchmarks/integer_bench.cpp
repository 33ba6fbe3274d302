/// @file
/// The example's network in integers beside itself in floating point: images per second, one
/// thread.
#include <benchmark/benchmark.h>

#include <binpoint/calibrate.hpp>
#include <binpoint/criteria.hpp>
#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/plan_repair.hpp>
#include <binpoint/network.hpp>
#include <memory>
#include <string>
#include <vector>

#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/versus.hpp"

namespace bp = binpoint;

namespace {

struct demo_case {
  bp::eigen::network net = demo::load_demo_network(BINPOINT_EXAMPLE_DATA);
  std::vector<std::vector<float>> images =
      demo::load_images(std::string(BINPOINT_EXAMPLE_DATA) + "/calibration-images.idx3-ubyte");
  bp::profile seen = bp::calibrate(net, images);

  [[nodiscard]] bp::eigen::integer_network in_integers(int word_length) const {
    const bp::plan formats = bp::choose_formats(seen, bp::least_error{word_length});
    return bp::eigen::quantize(net, bp::eigen::repair_plan(net, formats).formats);
  }
  template <class Network>
  void run(const Network& each) const {
    for (const auto& image : images) benchmark::DoNotOptimize(each.run(image));
  }
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const auto shared = std::make_shared<demo_case>();
  const bench::peer in_float{"float network", [=] { shared->run(shared->net); }};
  for (const int word_length : {8, 16}) {
    const auto integers =
        std::make_shared<bp::eigen::integer_network>(shared->in_integers(word_length));
    bench::versus("integer network/" + std::to_string(word_length) + " bits", shared->images.size(),
                  [=] { shared->run(*integers); }, {in_float});
  }
  benchmark::RunSpecifiedBenchmarks();
}
