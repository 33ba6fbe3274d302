/// @file
/// The table of word lengths: accuracy simulated and in integers, and whether both agree.
#ifndef BINPOINT_EXAMPLES_WORD_LENGTHS_HPP
#define BINPOINT_EXAMPLES_WORD_LENGTHS_HPP

#include <array>
#include <atomic>
#include <binpoint/eigen/network.hpp>
#include <binpoint/network.hpp>
#include <binpoint/parallel.hpp>
#include <cstddef>
#include <cstdio>
#include <vector>

#include "progress.hpp"
#include "quantized_run.hpp"

namespace demo {

inline constexpr std::array word_lengths{16, 12, 10, 8, 7, 6, 5, 4};

/// Runs the network in words of each length, several of them at a time, each on a copy of its own.
/// @param choose  callable of a word length: the plan
template <class Choose>
[[nodiscard]] std::vector<quantized_run> run_word_lengths(const binpoint::eigen::network& net,
                                                          const test_set& test, unsigned threads,
                                                          Choose choose) {
  std::vector<quantized_run> runs(word_lengths.size());
  progress bar("word lengths", word_lengths.size() * test.inputs.size() * 2);
  std::atomic<std::size_t> done = 0;
  binpoint::thread_executor{threads}(runs.size(), [&](std::size_t i) {
    binpoint::eigen::network own = net;
    runs[i] = run_quantized(own, choose(word_lengths[i]), test, 1,
                            [&](std::size_t, std::size_t) { bar.show(++done); });
  });
  return runs;
}

inline void print_word_lengths(const std::vector<quantized_run>& runs) {
  std::printf("\naccuracy in %% on %zu test images, and outputs with the same codes in both\n",
              runs.front().simulated.inputs);
  std::printf("%5s  %9s  %8s  %s\n", "bits", "simulated", "integers", "same codes");
  std::printf("%5s  %9.2f\n", "float", 100 * runs.front().float_accuracy());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const quantized_run& run = runs[i];
    std::printf("%5d  %9.2f  %8.2f  %zu of %zu\n", word_lengths[i], 100 * run.accuracy(),
                100 * run.integer_accuracy, run.same_codes, run.simulated.inputs);
  }
}

}  // namespace demo

#endif
