// Counting on threads: the same histogram for any executor, and no task lost or done twice.

#include <algorithm>
#include <array>
#include <atomic>
#include <binpoint/layout.hpp>
#include <binpoint/parallel.hpp>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "support/brain_float.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::count_msb, bp::count_octaves, bp::thread_executor;
using support::brain_float;

namespace {

// Executors of a user's own: one not const, one that is no template, one with state.

constexpr auto sequential = [](std::size_t count, const auto& task) {
  for (std::size_t i = 0; i < count; ++i) task(i);
};

constexpr auto reversed = [](std::size_t count, const auto& task) {
  for (std::size_t i = count; i-- > 0;) task(i);
};

class shuffled {
 public:
  explicit shuffled(std::uint64_t seed) : random_(seed) {}

  void operator()(std::size_t count, const auto& task) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::shuffle(order, random_);
    for (const std::size_t i : order) task(i);
  }

 private:
  support::generator random_;
};

void one_thread_a_task(std::size_t count, const std::function<void(std::size_t)>& task) {
  std::vector<std::future<void>> running;
  for (std::size_t i = 0; i < count; ++i) {
    running.push_back(std::async(std::launch::async, task, i));
  }
  for (auto& each : running) each.get();
}

template <class T>
std::vector<T> many_values(std::uint64_t seed, std::size_t n) {
  support::generator random(seed);
  std::vector<T> values(n);
  if constexpr (sizeof(T) == 2) {
    for (T& x : values) x = std::bit_cast<T>(static_cast<std::uint16_t>(random()));
  } else {
    auto mixed = support::mixed_values<T>(random, 1000);
    for (T& x : values) x = mixed[random() % mixed.size()];
  }
  return values;
}

template <int S>
bool same_state(const bp::octave_histogram<S>& a, const bp::octave_histogram<S>& b) {
  return std::ranges::equal(a.sums(), b.sums()) && std::ranges::equal(a.extremes(), b.extremes());
}

constexpr std::size_t chunk = bp::detail::values_per_task;

template <int S, class T>
void check_all_executors(const std::vector<T>& values) {
  const auto expected = count_octaves<S>(values);
  CHECK(expected.total() == values.size());
  CHECK(same_state(count_octaves<S>(values, sequential), expected));
  CHECK(same_state(count_octaves<S>(values, reversed), expected));
  CHECK(same_state(count_octaves<S>(values, one_thread_a_task), expected));
  shuffled shuffle(values.size());
  CHECK(same_state(count_octaves<S>(values, shuffle), expected));
  CHECK(same_state(count_octaves<S>(values, shuffled(1)), expected));
  for (const unsigned threads : {0U, 1U, 2U, 3U, 8U, 64U}) {
    CAPTURE(threads);
    CHECK(same_state(count_octaves<S>(values, thread_executor{.threads = threads}), expected));
  }
}

/// How often each of `count` tasks has run.
std::vector<int> runs_of(std::size_t count, const auto& executor) {
  std::vector<std::atomic<int>> runs(count);
  executor(count, [&](std::size_t i) { ++runs.at(i); });
  return {runs.begin(), runs.end()};
}

/// In place of std::thread: only so many can be started.
class scarce_thread {
 public:
  static inline int left = 0;

  template <class Work>
  explicit scarce_thread(const Work& work) : thread_(start(work)) {}
  void join() { thread_.join(); }

 private:
  template <class Work>
  static std::thread start(const Work& work) {
    if (left-- <= 0) throw std::system_error(EAGAIN, std::generic_category());
    return std::thread(work);
  }

  std::thread thread_;
};

}  // namespace

TEMPLATE_TEST_CASE("parallel: the same bytes for any executor and number of threads", "", float,
                   double, brain_float) {
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, chunk - 1, chunk, chunk + 1,
                              5 * chunk, 7 * chunk + 12345}) {
    CAPTURE(n);
    const auto values = many_values<TestType>(81 + n, n);
    check_all_executors<0>(values);
    if (n > chunk) check_all_executors<3>(values);
  }
}

TEST_CASE("parallel: ranges of every kind") {
  const auto values = many_values<float>(82, 2 * chunk + 6);
  const auto expected = count_msb(values);
  const thread_executor run{.threads = 3};
  CHECK(same_state(count_msb(values, run), expected));
  CHECK(same_state(count_msb(std::span(values), run), expected));
  const bp::tensor_view view{values, bp::channel_layout{.channels = 2}};
  CHECK(same_state(count_msb(view, run), expected));
  CHECK(same_state(count_octaves<6>(view, run), count_octaves<6>(values)));
  const std::array<double, 3> few{1, -2, 0};
  CHECK(same_state(count_msb(few, run), count_msb(few)));
  // Not at the start of a cache line, and not at that of a value's natural multiple.
  const auto rest = std::span(values).subspan(3);
  CHECK(same_state(count_msb(rest, run), count_msb(rest)));
#if BINPOINT_HAS_FLOAT16
  const auto halves = many_values<_Float16>(83, chunk + 77);
  CHECK(same_state(count_octaves<2>(halves, run), count_octaves<2>(halves)));
#endif
}

TEST_CASE("parallel: an executor is a callable of a count and a task") {
  STATIC_REQUIRE(bp::executor<thread_executor>);
  STATIC_REQUIRE(bp::executor<const thread_executor&>);
  STATIC_REQUIRE(bp::executor<decltype(sequential)>);
  STATIC_REQUIRE(bp::executor<shuffled&>);
  STATIC_REQUIRE(bp::executor<decltype(one_thread_a_task)>);
  STATIC_REQUIRE_FALSE(bp::executor<int>);
  STATIC_REQUIRE_FALSE(bp::executor<void (*)(std::size_t)>);
  STATIC_REQUIRE_FALSE(bp::executor<const shuffled>);
  STATIC_REQUIRE(bp::countable_range<std::vector<float>>);
  STATIC_REQUIRE_FALSE(bp::countable_range<std::vector<std::string>>);
}

TEST_CASE("thread_executor: every task runs once, for any number of tasks and threads") {
  for (const unsigned threads : {0U, 1U, 2U, 5U, 40U}) {
    for (const std::size_t count : {0U, 1U, 2U, 7U, 3000U}) {
      CAPTURE(threads, count);
      CHECK(runs_of(count, thread_executor{threads}) == std::vector<int>(count, 1));
    }
  }
}

TEST_CASE("thread_executor: as many tasks run at a time as there are threads") {
  // Each waits until all have begun: with fewer threads none would end.
  constexpr unsigned threads = 4;
  std::atomic<unsigned> waiting{threads};
  std::atomic<unsigned> met{0};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  thread_executor{.threads = threads}(threads, [&](std::size_t) {
    --waiting;
    while (waiting > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    met += waiting == 0 ? 1 : 0;
  });
  CHECK(met == threads);
  // One thread is the caller's.
  const auto caller = std::this_thread::get_id();
  bool elsewhere = false;
  thread_executor{.threads = 1}(
      50, [&](std::size_t) { elsewhere |= std::this_thread::get_id() != caller; });
  CHECK_FALSE(elsewhere);
}

TEST_CASE("thread_executor: a task's exception arrives when all that began have ended") {
  for (const unsigned threads : {1U, 2U, 4U}) {
    for (const std::size_t thrower : {0U, 1U, 50U, 99U}) {
      CAPTURE(threads, thrower);
      std::atomic<int> begun{0};
      std::atomic<int> ended{0};
      const auto task = [&](std::size_t i) {
        ++begun;
        if (i == thrower) {
          ++ended;
          throw std::runtime_error("task " + std::to_string(i));
        }
        std::this_thread::yield();
        ++ended;
      };
      CHECK_THROWS_WITH(thread_executor{threads}(100, task), "task " + std::to_string(thrower));
      CHECK(begun == ended);
      CHECK(begun > static_cast<int>(thrower));
      if (threads == 1) CHECK(begun == static_cast<int>(thrower) + 1);
    }
  }
  // All throw: one arrives, and the next call starts afresh.
  const thread_executor run{.threads = 4};
  CHECK_THROWS_AS(run(100, [](std::size_t) { throw std::out_of_range("all"); }), std::out_of_range);
  CHECK(runs_of(100, run) == std::vector<int>(100, 1));
}

TEST_CASE("run_tasks: threads that cannot be started leave the work to the others") {
  for (const int startable : {0, 1, 3}) {
    CAPTURE(startable);
    scarce_thread::left = startable;
    const auto run = [](std::size_t count, const auto& task) {
      bp::detail::run_tasks<scarce_thread>(count, 6, task);
    };
    CHECK(runs_of(500, run) == std::vector<int>(500, 1));
    CHECK(scarce_thread::left == -1);
  }
}

TEST_CASE("parallel: tasks have a fixed number of values, whoever runs them") {
  for (const std::size_t n :
       {std::size_t{0}, std::size_t{1}, chunk - 1, chunk, chunk + 1, 3 * chunk}) {
    CAPTURE(n);
    std::size_t tasks = 99;
    const auto counting = [&](std::size_t count, const auto& task) {
      tasks = count;
      sequential(count, task);
    };
    CHECK(count_msb(std::vector<float>(n), counting).zeros() == n);
    CHECK(tasks == (n + chunk - 1) / chunk);
  }
}

TEST_CASE("parallel: what an executor throws arrives") {
  const std::vector<float> values(chunk + 1, 1.0F);
  const auto failing = [](std::size_t, const auto&) { throw std::runtime_error("no threads"); };
  CHECK_THROWS_WITH(count_msb(values, failing), "no threads");
}
