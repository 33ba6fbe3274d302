/// @file
/// A loop whose rounds run on all processors.
#ifndef BINPOINT_EXAMPLES_PARALLEL_FOR_HPP
#define BINPOINT_EXAMPLES_PARALLEL_FOR_HPP

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace demo {

/// Calls body(i) once for each i in 0..count-1, in any order, several at a time.
/// @pre  body throws nothing
template <class Body>
void parallel_for(std::size_t count, const Body& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) body(i);
  };
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < std::min(processors, count); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace demo

#endif
