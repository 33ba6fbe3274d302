/// @file
/// Numbered tasks, handed out to threads one by one.
#ifndef BINPOINT_DETAIL_THREAD_TASKS_HPP
#define BINPOINT_DETAIL_THREAD_TASKS_HPP

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <vector>

#include "../config.hpp"

namespace binpoint::detail {

/// What `work` throws; null when it throws nothing.
template <class Work>
[[nodiscard]] std::exception_ptr exception_of(const Work& work) {
#if BINPOINT_HAS_EXCEPTIONS
  try {
    work();
  } catch (...) {
    return std::current_exception();
  }
#else
  work();
#endif
  return nullptr;
}

/// As many of `count` threads as can be started, to be joined.
template <class Thread, class Work>
[[nodiscard]] std::vector<Thread> start_threads(std::size_t count, const Work& work) {
  std::vector<Thread> started;
  (void)exception_of([&] {
    started.reserve(count);
    while (started.size() < count) started.emplace_back(work);
  });
  return started;
}

/// Calls task(i) once for each i in [0, count), on the caller's thread and on `threads` - 1 others,
/// or fewer where no more can be started. After a task has thrown no other begins.
template <class Thread, class Task>
void run_tasks(std::size_t count, std::size_t threads, const Task& task) {
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::exception_ptr thrown;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      const std::exception_ptr error = exception_of([&] { task(i); });
      if (error == nullptr) continue;
      next = count;
      const std::lock_guard lock(guard);
      thrown = error;
    }
  };
  std::vector<Thread> others =
      start_threads<Thread>(std::max<std::size_t>(1, std::min(threads, count)) - 1, work);
  work();
  for (Thread& other : others) other.join();
  if (thrown != nullptr) std::rethrow_exception(thrown);
}

}  // namespace binpoint::detail

#endif
