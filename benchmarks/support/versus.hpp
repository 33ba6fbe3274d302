/// @file
/// A piece of work beside its peers: all timed in turn, so that noise of the machine meets all
/// alike.
#ifndef BINPOINT_BENCHMARKS_VERSUS_HPP
#define BINPOINT_BENCHMARKS_VERSUS_HPP

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

struct peer {
  std::string name;
  std::function<void()> work;
};

[[nodiscard]] inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class Work>
[[nodiscard]] double seconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  benchmark::ClobberMemory();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Times `work` and every peer once in each iteration, and reports medians: the values per second,
/// and for each peer "vs NAME", the peer's time divided by the work's. Above 1 the work is the
/// faster one. The registered benchmark comes back for further settings.
inline benchmark::internal::Benchmark* versus(const std::string& name, std::size_t values,
                                              std::function<void()> work, std::vector<peer> peers) {
  const auto run = [=](benchmark::State& state) {
    std::vector<double> own;
    std::vector<std::vector<double>> others(peers.size());
    for (auto _ : state) {
      own.push_back(seconds(work));
      for (std::size_t i = 0; i < peers.size(); ++i) others[i].push_back(seconds(peers[i].work));
      state.SetIterationTime(own.back());
    }
    const double time = median(own);
    state.counters["values/s"] = static_cast<double>(values) / time;
    for (std::size_t i = 0; i < peers.size(); ++i) {
      state.counters["vs " + peers[i].name] = median(others[i]) / time;
    }
  };
  return benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime();
}

/// Times work that includes the peer's: "over NAME" is the share of time that it takes more, and
/// "ns/value" what each value adds.
inline void overhead(const std::string& name, std::size_t values, std::function<void()> work,
                     peer base) {
  const auto run = [=](benchmark::State& state) {
    std::vector<double> with;
    std::vector<double> without;
    for (auto _ : state) {
      with.push_back(seconds(work));
      without.push_back(seconds(base.work));
      state.SetIterationTime(with.back());
    }
    const double more = median(with) - median(without);
    state.counters["over " + base.name] = more / median(without);
    state.counters["ns/value"] = 1e9 * more / static_cast<double>(values);
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime();
}

}  // namespace bench

#endif
