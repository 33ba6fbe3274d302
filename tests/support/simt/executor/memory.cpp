#include "memory.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <limits>
#include <map>

namespace simt {
namespace {

constexpr std::size_t guard_size = 4096;
constexpr unsigned char guard_fill = 0xA5;

struct allocation {
  std::size_t size;
  int device;
  shadow known;
};

using address_map = std::map<std::uintptr_t, allocation>;

address_map& allocations() {
  static address_map map;
  return map;
}

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }
unsigned char* bytes_at(std::uintptr_t address) {
  return reinterpret_cast<unsigned char*>(address);
}

/// Addresses, and what is known of the bytes there.
struct interval {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  shadow* known = nullptr;

  [[nodiscard]] bool holds(std::uintptr_t address, std::size_t size) const {
    return address >= begin && address + size <= end;
  }
};

/// Where the last accesses were: nearly all are where another was before.
class recent_places {
 public:
  /// The place that holds the bytes, or null.
  [[nodiscard]] const interval* find(std::uintptr_t address, std::size_t size) const {
    for (const interval& each : places_) {
      if (each.holds(address, size)) return &each;
    }
    return nullptr;
  }
  void add(interval place) { places_[oldest_++ % places_.size()] = place; }

 private:
  std::array<interval, 4> places_{};
  std::size_t oldest_ = 0;
};
recent_places inside_allocations;
recent_places far_from_allocations;

void forget_places() { inside_allocations = far_from_allocations = {}; }

/// The allocation that starts at the address or last before it.
address_map::iterator nearest(std::uintptr_t address) {
  const auto next = allocations().upper_bound(address);
  return next == allocations().begin() ? allocations().end() : std::prev(next);
}

bool is_guard(std::uintptr_t from, std::size_t size) {
  return std::all_of(bytes_at(from), bytes_at(from) + size,
                     [](unsigned char byte) { return byte == guard_fill; });
}

}  // namespace

void* allocate(std::size_t size, int device) {
  constexpr std::size_t alignment = 256;
  const std::size_t whole = size + 2 * guard_size + alignment;
  if (whole < size) return nullptr;
  auto* memory =
      static_cast<unsigned char*>(std::aligned_alloc(alignment, whole / alignment * alignment));
  if (memory == nullptr) return nullptr;
  std::memset(memory, guard_fill, guard_size);
  std::memset(memory + guard_size, never_written, size);
  std::memset(memory + guard_size + size, guard_fill, guard_size);
  allocations().insert_or_assign(number(memory + guard_size),
                                 allocation{size, device, shadow(memory + guard_size, size)});
  forget_places();
  return memory + guard_size;
}

bool release(void* pointer) {
  if (allocations().erase(number(pointer)) == 0) return false;
  forget_places();
  std::free(static_cast<unsigned char*>(pointer) - guard_size);
  return true;
}

int device_of(const void* address) {
  const auto it = nearest(number(address));
  const bool found = it != allocations().end() &&
                     number(address) - it->first < std::max<std::size_t>(it->second.size, 1);
  return found ? it->second.device : -1;
}

shadow* shadow_of(const void* address, std::size_t size) {
  const interval* const recent = inside_allocations.find(number(address), size);
  if (recent != nullptr) return recent->known;
  if (far_from_allocations.find(number(address), size) != nullptr) return nullptr;
  const auto it = nearest(number(address));
  if (it == allocations().end()) return nullptr;
  const interval found{it->first, it->first + it->second.size, &it->second.known};
  if (!found.holds(number(address), size)) return nullptr;
  inside_allocations.add(found);
  return found.known;
}

bool is_inside(const void* address, std::size_t size) {
  return shadow_of(address, size) != nullptr;
}

bool is_beside(const void* address, std::size_t size) {
  if (far_from_allocations.find(number(address), size) != nullptr || is_inside(address, size)) {
    return false;
  }
  const auto before = nearest(number(address));
  const auto after = allocations().upper_bound(number(address));
  interval gap{0, std::numeric_limits<std::uintptr_t>::max()};
  if (before != allocations().end()) gap.begin = before->first + before->second.size + guard_size;
  if (after != allocations().end()) gap.end = after->first - guard_size;
  if (!gap.holds(number(address), size)) return true;
  far_from_allocations.add(gap);
  return false;
}

std::string damaged_guard() {
  for (const auto& [begin, a] : allocations()) {
    const std::string text = " an allocation of " + std::to_string(a.size) + " bytes";
    if (!is_guard(begin - guard_size, guard_size)) return "a write before" + text;
    if (!is_guard(begin + a.size, guard_size)) return "a write beyond" + text;
  }
  return "";
}

void release_all() {
  while (!allocations().empty()) release(bytes_at(allocations().begin()->first));
}

}  // namespace simt
