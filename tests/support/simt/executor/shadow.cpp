#include "shadow.hpp"

#include <algorithm>

namespace simt {

std::string shadow::access(const void* address, std::size_t size, access_kind kind,
                           const moment& now) {
  byte* const first = find(address);
  for (byte* each = first; each != first + size; ++each) {
    if (!each->is_right(kind, now)) return each->describe(kind, now);
    each->set(kind, now);
  }
  return {};
}

void shadow::mark_as_written(const void* address, std::size_t size) {
  byte* const first = find(address);
  for (byte* each = first; each != first + size; ++each) each->is_written = true;
}

void shadow::clear() { std::ranges::fill(bytes_, byte{}); }

bool shadow::byte::is_right(access_kind kind, const moment& now) const {
  if (kind == access_kind::read) {
    return is_written && !write.may_meet(now) && !atomic.may_meet(now);
  }
  if (kind == access_kind::atomic) {
    return is_written && !write.may_meet(now) && !read.may_meet(now);
  }
  return !write.may_meet(now) && !read.may_meet(now) && !atomic.may_meet(now);
}

std::string shadow::byte::describe(access_kind kind, const moment& now) const {
  if (kind != access_kind::write && !is_written) return "a read of memory that nobody has written";
  if (write.may_meet(now)) return "a race with a write" + write.describe(now);
  if (kind != access_kind::read && read.may_meet(now)) {
    return "a race with a read" + read.describe(now);
  }
  return "a race with an atomic operation" + atomic.describe(now);
}

void shadow::byte::set(access_kind kind, const moment& now) {
  if (kind == access_kind::read) return read.set(now);
  is_written = true;
  (kind == access_kind::write ? write : atomic).set(now);
}

void shadow::record::set(const moment& now) {
  several = may_meet(now) ? 1 : 0;
  block = now.block;
  interval = now.interval;
  thread = now.thread & 0x7FF;
}

bool shadow::record::may_meet(const moment& now) const {
  if (block < now.kernel) return false;
  if (block != now.block) return true;
  return interval == now.interval && (thread != now.thread || several != 0);
}

std::string shadow::record::describe(const moment& now) const {
  const std::string who = " by thread " + std::to_string(thread);
  return who + (block == now.block ? ", and no barrier between" : " of another block");
}

}  // namespace simt
