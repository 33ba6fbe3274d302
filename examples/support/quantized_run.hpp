/// @file
/// A plan put to the test: repaired for integers, simulated in floating point, run in integers.
#ifndef BINPOINT_EXAMPLES_QUANTIZED_RUN_HPP
#define BINPOINT_EXAMPLES_QUANTIZED_RUN_HPP

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/network.hpp>
#include <binpoint/eigen/plan_repair.hpp>
#include <binpoint/parallel.hpp>
#include <binpoint/report/validation_text.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "images.hpp"

namespace demo {

/// What the network takes, and what each input shows.
struct test_set {
  std::vector<std::vector<float>> inputs;
  std::vector<int> labels;

  explicit test_set(const labelled_images& test) : labels(test.labels) {
    for (std::size_t i = 0; i < test.size(); ++i) inputs.push_back(to_input(test.images, i));
  }
};

/// The outputs of a network in integers, by input.
struct integer_outputs {
  binpoint::format format;
  std::vector<std::vector<std::int32_t>> codes;
};

[[nodiscard]] inline integer_outputs run_integers(const binpoint::eigen::integer_network& net,
                                                  const test_set& test, unsigned threads) {
  integer_outputs result{net.output_format(), {}};
  result.codes.resize(test.inputs.size());
  binpoint::thread_executor{threads}(
      test.inputs.size(), [&](std::size_t i) { result.codes[i] = net.run(test.inputs[i]); });
  return result;
}

/// A metric: the share of the inputs for which a network's outputs are those of the integers.
struct same_as_integers {
  const integer_outputs& integers;
  std::string_view name = "outputs equal to the integers'";

  double operator()(std::size_t input, std::span<const float> outputs) const {
    const auto is_equal = [&](float output, std::int32_t code) {
      return static_cast<double>(output) == binpoint::decode(code, integers.format);
    };
    return std::ranges::equal(outputs, integers.codes.at(input), is_equal) ? 1 : 0;
  }
};

struct quantized_run {
  binpoint::plan formats;  ///< as they run
  std::vector<binpoint::eigen::plan_repair> repairs;
  std::vector<binpoint::layer_guard_bits> guard_bits;
  binpoint::validation simulated;  ///< its metric: top-1 accuracy
  double integer_accuracy = 0;
  std::size_t same_codes =
      0;  ///< inputs whose outputs have the same codes in integers as simulated

  [[nodiscard]] double float_accuracy() const { return simulated.metrics.at(0).of_float; }
  [[nodiscard]] double accuracy() const { return simulated.metrics.at(0).of_quantized; }
  [[nodiscard]] std::string agreement_text() const {
    return std::to_string(same_codes) + " of " + std::to_string(simulated.inputs) +
           " images the same codes as simulated";
  }
};

/// Validates a plan on the test set, simulated and in integers.
/// @param on_progress  callable of (done, total)
template <class Progress = binpoint::no_progress>
[[nodiscard]] quantized_run run_quantized(binpoint::eigen::network& net,
                                          const binpoint::plan& wanted, const test_set& test,
                                          unsigned threads, Progress on_progress = {}) {
  const binpoint::eigen::repaired_plan repaired = binpoint::eigen::repair_plan(net, wanted);
  const binpoint::eigen::integer_network integers =
      binpoint::eigen::quantize(net, repaired.formats);
  const integer_outputs outputs = run_integers(integers, test, threads);

  quantized_run result{repaired.formats, repaired.repairs, {}, {}, 0, 0};
  for (const binpoint::eigen::integer_layer& each : integers.layers()) {
    if (each.accumulator_bits() == 0) continue;
    result.guard_bits.push_back({each.name, each.guard_bits(), each.accumulator_bits()});
  }
  std::size_t right = 0;
  for (std::size_t i = 0; i < test.labels.size(); ++i) {
    const auto& codes = outputs.codes[i];
    if (std::ranges::max_element(codes) - codes.begin() == test.labels[i]) ++right;
  }
  result.integer_accuracy = static_cast<double>(right) / static_cast<double>(test.labels.size());
  result.simulated =
      binpoint::validate(net, result.formats, test.inputs, on_progress,
                         binpoint::top_1_accuracy{test.labels}, same_as_integers{outputs});
  const double share = result.simulated.metrics.back().of_quantized;
  result.same_codes =
      static_cast<std::size_t>(share * static_cast<double>(test.inputs.size()) + 0.5);
  result.simulated.metrics.pop_back();  // Of the integers, and no metric of the networks.
  return result;
}

/// Accuracies, repairs and bytes. `words` says what the fixed point is: "8-bit", "planned".
inline void print_run(const quantized_run& run, const std::string& words) {
  const binpoint::validation& v = run.simulated;
  for (const auto& each : run.repairs) {
    std::cout << "repaired for integers: " << binpoint::eigen::to_string(each) << '\n';
  }
  std::cout << std::flush;
  std::printf("accuracy on %zu test images\n", v.inputs);
  std::printf("  %-20s %6.2f %%\n", "float", 100 * run.float_accuracy());
  std::printf("  %-20s %6.2f %%   (same answer as float for %.2f %%)\n",
              (words + " fixed point").c_str(), 100 * run.accuracy(), 100 * v.agreement);
  std::printf("  %-20s %6.2f %%\n", (words + " integers").c_str(), 100 * run.integer_accuracy);
  std::printf("integers: %s\n", run.agreement_text().c_str());
  const auto number = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
  std::printf("bytes of the %llu parameters: %llu before, %llu after, %llu packed bit by bit\n",
              number(v.bytes.count), number(v.bytes.before), number(v.bytes.stored),
              number(v.bytes.packed));
}

}  // namespace demo

#endif
