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
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Peers of the same name count as one: the best of them.
struct peer {
  std::string name;
  std::function<void()> work;
  std::size_t rounds = std::numeric_limits<std::size_t>::max();  ///< slow ones are timed in fewer
};

/// What is timed, made when its benchmark begins.
struct contest {
  std::function<void()> work{};
  std::vector<peer> peers{};
  std::size_t bytes = 0;  ///< that the work reads; 0: not reported
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

/// Times the work and every peer once in each iteration, and reports medians: the values per
/// second, and for each peer "vs NAME", the peer's time divided by the work's. Above 1 the work is
/// the faster one. The registered benchmark comes back for further settings.
inline benchmark::internal::Benchmark* versus(const std::string& name, std::size_t values,
                                              std::function<contest()> prepare) {
  const auto run = [=](benchmark::State& state) {
    const contest timed = prepare();
    const std::vector<peer>& peers = timed.peers;
    std::vector<double> own;
    std::vector<std::vector<double>> others(peers.size());
    for (auto _ : state) {
      own.push_back(seconds(timed.work));
      for (std::size_t i = 0; i < peers.size(); ++i) {
        if (others[i].size() < peers[i].rounds) others[i].push_back(seconds(peers[i].work));
      }
      state.SetIterationTime(own.back());
    }
    const double time = median(own);
    state.counters["values/s"] = static_cast<double>(values) / time;
    if (timed.bytes > 0) state.counters["GB/s"] = 1e-9 * static_cast<double>(timed.bytes) / time;
    for (std::size_t i = 0; i < peers.size(); ++i) {
      const double ratio = median(others[i]) / time;
      const auto [known, is_new] = state.counters.try_emplace("vs " + peers[i].name, ratio);
      if (!is_new) known->second.value = std::min(known->second.value, ratio);
    }
  };
  return benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime();
}

inline benchmark::internal::Benchmark* versus(const std::string& name, std::size_t values,
                                              std::function<void()> work, std::vector<peer> peers) {
  return versus(name, values, [=] { return contest{work, peers}; });
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
