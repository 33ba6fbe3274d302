/// @file
/// Histograms counted on several threads: the same bytes for any number of them.
#ifndef BINPOINT_PARALLEL_HPP
#define BINPOINT_PARALLEL_HPP

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <mutex>
#include <ranges>
#include <span>
#include <thread>

#include "detail/thread_tasks.hpp"
#include "histogram.hpp"

namespace binpoint {

namespace detail {
/// Stands for the tasks that an executor is given.
struct any_task {
  void operator()(std::size_t) const {}
};

/// Enough to hide what beginning a task and merging its histogram cost.
inline constexpr std::size_t values_per_task = std::size_t{1} << 18;
}  // namespace detail

/// Calls task(i) once for each i in [0, count), in any order and on any threads, and returns when
/// all have ended: `[&](std::size_t count, const auto& task) { pool.run(count, task); }`.
///
/// Tasks are safe to run at the same time, and a task may be copied.
template <class Executor>
concept executor = std::invocable<Executor&, std::size_t, const detail::any_task&>;

/// The executor that starts threads of its own in each call, and joins them. The caller's thread
/// works as well. Linking it takes the platform's threads (CMake: Threads::Threads).
struct thread_executor {
  unsigned threads = 0;  ///< the caller's among them; 0: as many as the machine runs at a time

  /// When a task throws, no other begins.
  /// @throws  in the caller, what a task has thrown, when all that began have ended; nothing when
  ///          threads cannot be started: then those that were do the work
  void operator()(std::size_t count, const std::invocable<std::size_t> auto& task) const {
    const unsigned wanted = threads > 0 ? threads : std::thread::hardware_concurrency();
    detail::run_tasks<std::thread>(count, std::max(1U, wanted), task);
  }
};

/// count_octaves in tasks of 262,144 values:
/// `count_octaves<3>(values, thread_executor{.threads = 4})`.
///
/// Bit-identical to count_octaves<SubBits>(values), for any executor.
/// @throws  what the executor throws
/// @par Complexity  O(n) time; memory for a histogram on the stack of each task that runs
template <int SubBits, countable_range Range, executor Executor>
[[nodiscard]] octave_histogram<SubBits> count_octaves(const Range& values, Executor&& run) {
  const std::span all(std::ranges::data(values), std::ranges::size(values));
  octave_histogram<SubBits> result;
  std::mutex guard;
  const auto task = [&](std::size_t i) {
    const auto rest = all.subspan(i * detail::values_per_task);
    octave_histogram<SubBits> part;
    part.add(rest.first(std::min(detail::values_per_task, rest.size())));
    // In whatever order the tasks end: merging has the same result in any.
    const std::lock_guard lock(guard);
    result.merge(part);
  };
  const bool is_cut = all.size() % detail::values_per_task != 0;
  run(all.size() / detail::values_per_task + (is_cut ? 1 : 0), task);
  return result;
}

/// The same with one bin an octave.
template <countable_range Range, executor Executor>
[[nodiscard]] msb_histogram count_msb(const Range& values, Executor&& run) {
  return count_octaves<0>(values, run);
}

}  // namespace binpoint

#endif
