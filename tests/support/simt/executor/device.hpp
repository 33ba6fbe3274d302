/// @file
/// What the devices are, and what has been set of them.
#ifndef BINPOINT_TESTS_SIMT_DEVICE_HPP
#define BINPOINT_TESTS_SIMT_DEVICE_HPP

#include <map>
#include <utility>

namespace simt {

inline constexpr int devices = 2;
inline constexpr int shared_by_default = 48 << 10;
inline constexpr int shared_at_most = 227 << 10;
inline constexpr int threads_per_multiprocessor = 2048;

struct device_state {
  int current = 0;
  int multiprocessors = 2;
  /// Dynamic shared memory that a kernel has been allowed, on a device.
  std::map<std::pair<int, const void*>, int> shared_limits{};

  [[nodiscard]] int shared_limit(const void* kernel) const {
    const auto it = shared_limits.find({current, kernel});
    return it == shared_limits.end() ? shared_by_default : it->second;
  }
};
device_state& state();

}  // namespace simt

#endif
