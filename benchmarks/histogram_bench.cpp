/// @file
/// Histograms beside the limit of reading and beside what else counts exponents: every type, kind
/// of data, size, resolution and number of threads. Peers are checked to find the same counts
/// before anything is timed.
///
/// "vs read limit" is the share of a plain sum's speed; "vs NAME" how many times NAME's time is
/// ours.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <binpoint/histogram.hpp>
#include <binpoint/parallel.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "support/histogram_data.hpp"
#include "support/histogram_peers.hpp"
#include "support/read_limit.hpp"
#include "support/versus.hpp"

namespace bp = binpoint;
using bench::data_kind;

namespace {

constexpr std::size_t small_bytes = std::size_t{64} << 10;
constexpr std::size_t large_bytes = std::size_t{64} << 20;

/// One row: `values` are counted in pieces of `piece` values each.
template <class T>
struct row {
  std::span<const T> values;
  std::size_t piece = 0;
  std::size_t repeats = 1;  ///< to be long beside the clock

  void for_each_piece(const auto& work) const {
    for (std::size_t r = 0; r < repeats; ++r) {
      for (std::size_t i = 0; i < values.size(); i += piece) work(values.subspan(i, piece));
    }
  }
};

void check(bool equal, const std::string& name) {
  if (equal) return;
  std::cerr << name << ": the peer's counts differ\n";
  std::exit(1);
}

template <class T, int S, class Peer>
void check_counts(const std::string& name, std::span<const T> values) {
  Peer peer;
  peer.add(values.data(), values.size());
  const auto h = bp::count_octaves<S>(values);
  bool equal = true;
  const int lowest = std::max(bench::table_key<T, S>::lowest_position, h.lowest_position);
  for (int p = lowest; p <= h.highest_position; ++p) {
    if (h.count(p) == 0) continue;
    for (int part = 0; part < h.sub_bins; ++part) {
      equal &= peer.count(false, p, part) == h.positive(p, part) &&
               peer.count(true, p, part) == h.negative(p, part);
    }
  }
  check(equal, name);
}

/// A peer with tables of its own, checked on at most a million of the values.
template <class T, int S, class Peer>
bench::peer make_peer(const std::string& name, const row<T>& work, std::size_t slow_rounds = 0) {
  constexpr std::size_t checked = std::size_t{1} << 20;
  check_counts<T, S, Peer>(name, work.values.first(std::min(checked, work.values.size())));
  const auto tables = std::make_shared<Peer>();
  bench::peer result{name, [=] {
                       work.for_each_piece([&](std::span<const T> piece) {
                         tables->add(piece.data(), piece.size());
                         benchmark::ClobberMemory();
                       });
                     }};
  if (slow_rounds > 0) result.rounds = slow_rounds;
  return result;
}

template <class T>
void add_limits(std::vector<bench::peer>& peers, const row<T>& work) {
  for (const bench::word_sum sum : bench::word_sums()) {
    peers.push_back({"read limit", [=] {
                       work.for_each_piece([&](std::span<const T> piece) {
                         benchmark::DoNotOptimize(sum(piece.data(), piece.size_bytes()));
                       });
                     }});
  }
}

/// In the same tasks as the library's.
template <class T>
void add_parallel_limits(std::vector<bench::peer>& peers, const row<T>& work,
                         bp::thread_executor run) {
  constexpr std::size_t task_size = bp::detail::values_per_task;
  for (const bench::word_sum sum : bench::word_sums()) {
    peers.push_back({"read limit", [=] {
                       work.for_each_piece([&](std::span<const T> piece) {
                         run((piece.size() + task_size - 1) / task_size, [&](std::size_t i) {
                           const auto rest = piece.subspan(i * task_size);
                           const std::size_t n = std::min(task_size, rest.size());
                           benchmark::DoNotOptimize(sum(rest.data(), n * sizeof(T)));
                         });
                       });
                     }});
  }
}

template <int S, class T>
bench::contest one_thread(const row<T>& work) {
  const auto h = std::make_shared<bp::octave_histogram<S>>();
  bench::contest result{.work = [=] {
    work.for_each_piece([&](std::span<const T> piece) {
      h->add(piece);
      benchmark::ClobberMemory();
    });
  }};
  add_limits(result.peers, work);
  // Plain tables of integers' parts would take more than the key.
  if constexpr (S == 0 || bp::floating<T>) {
    result.peers.push_back(make_peer<T, S, bench::plain_loop<T, S>>("plain loop", work));
    result.peers.push_back(make_peer<T, S, bench::four_tables<T, S>>("4 tables", work));
  }
  if constexpr (S == 0) {
    const std::size_t rounds = work.values.size_bytes() >= large_bytes ? 1 : 3;
    result.peers.push_back(make_peer<T, S, bench::frexp_loop<T>>("frexp", work, rounds));
  }
  return result;
}

/// The slow ones, whatever the data.
template <class T>
void add_slow_peers(std::vector<bench::peer>& peers, const row<T>& work) {
  const std::size_t rounds = work.values.size_bytes() >= large_bytes ? 1 : 3;
  peers.push_back(make_peer<T, 0, bench::map_loop<T>>("std::map", work, rounds));
#if BENCH_HAS_BOOST
  peers.push_back(make_peer<T, 0, bench::boost_histogram<T>>("Boost.Histogram", work, rounds));
#endif
}

template <int S, class T>
bench::contest several_threads(const row<T>& work, unsigned threads) {
  const bp::thread_executor run{.threads = threads};
  bench::contest result{.work = [=] {
    work.for_each_piece([&](std::span<const T> piece) {
      benchmark::DoNotOptimize(bp::count_octaves<S>(piece, run));
    });
  }};
  add_parallel_limits(result.peers, work, run);
  return result;
}

struct size {
  const char* name;
  std::size_t bytes;   ///< that are counted in all
  std::size_t values;  ///< at a time; 0: all
};
constexpr size sizes[] = {{"64 values", small_bytes, 64},
                          {"1024 values", small_bytes, 1024},
                          {"64 KiB", small_bytes, 0},
                          {"4 MiB", std::size_t{4} << 20, 0},
                          {"256 MiB", std::size_t{256} << 20, 0}};

struct kind {
  const char* name;
  data_kind data;
};
constexpr kind kinds[] = {{"normal", data_kind::normal},
                          {"ReLU", data_kind::relu},
                          {"constant", data_kind::constant},
                          {"any bits", data_kind::bits}};

template <int S, class T>
void add_row(const std::string& type, kind of, size s, unsigned threads) {
  const std::string name = "count_octaves<" + std::to_string(S) + ">/" + type + "/" + of.name +
                           "/" + s.name + "/threads:" + std::to_string(threads);
  const std::size_t repeats = s.bytes == small_bytes ? 4 : 1;
  const auto prepare = [=] {
    const auto values = bench::shared_values<T>(of.data, type).first(s.bytes / sizeof(T));
    const row<T> work{values, s.values > 0 ? s.values : values.size(), repeats};
    auto contest = threads > 1 ? several_threads<S>(work, threads) : one_thread<S>(work);
    if (S == 0 && threads == 1 && of.data == data_kind::normal) {
      add_slow_peers(contest.peers, work);
    }
    contest.bytes = s.bytes * repeats;
    return contest;
  };
  const int rounds = s.bytes >= large_bytes ? 5 : 15;
  bench::versus(name, s.bytes / sizeof(T) * repeats, prepare)->Iterations(rounds);
}

template <class T>
void add_type(const std::string& type) {
  if constexpr (bp::countable_range<std::span<const T>>) {
    for (const kind of : kinds) {
      for (const size s : sizes) {
        for (const unsigned threads : {1U, 2U}) {
          if (threads > 1 && s.bytes == small_bytes)
            continue;  // One task is counted by one thread.
          add_row<0, T>(type, of, s, threads);
          add_row<3, T>(type, of, s, threads);
        }
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  add_type<float>("float");
  add_type<double>("double");
  add_type<bp::bfloat16_bits>("bfloat16");
#if BINPOINT_HAS_FLOAT16
  add_type<_Float16>("half");
#endif
  add_type<std::int8_t>("int8");
  add_type<std::int32_t>("int32");
  benchmark::RunSpecifiedBenchmarks();
}
