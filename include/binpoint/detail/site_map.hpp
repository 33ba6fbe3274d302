/// @file
/// Values by site, in the order in which the sites were first named.
#ifndef BINPOINT_DETAIL_SITE_MAP_HPP
#define BINPOINT_DETAIL_SITE_MAP_HPP

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../site.hpp"
#include "error.hpp"

namespace binpoint::detail {

/// A site is found in constant time. References to values stay valid while sites are added.
template <class Value>
class site_map {
 public:
  using entry = std::pair<site, Value>;

  /// The value of a site, new if there is none.
  Value& operator[](const site& where) { return get(where.layer, where.kind); }

  /// The same without a site object: no allocation for a site that is there.
  Value& get(std::string_view layer, role kind) {
    if (const Value* found = find(layer, kind)) return const_cast<Value&>(*found);
    make_room();
    entries_.emplace_back(site{std::string(layer), kind}, Value{});
    slots_[slot_of(layer, kind)] = entries_.size();
    return entries_.back().second;
  }

  /// @return null when there is no such site
  [[nodiscard]] const Value* find(std::string_view layer, role kind) const {
    if (slots_.empty()) return nullptr;
    const std::size_t place = slots_[slot_of(layer, kind)];
    return place == 0 ? nullptr : &entries_[place - 1].second;
  }
  [[nodiscard]] const Value* find(const site& where) const { return find(where.layer, where.kind); }
  [[nodiscard]] bool contains(const site& where) const { return find(where) != nullptr; }

  /// @throws std::invalid_argument when there is no such site
  [[nodiscard]] const Value& at(const site& where) const {
    const Value* found = find(where);
    if (found == nullptr) invalid_argument("at", "there is no site '" + to_string(where) + "'");
    return *found;
  }
  [[nodiscard]] Value& at(const site& where) {
    return const_cast<Value&>(std::as_const(*this).at(where));
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] auto begin() const { return entries_.begin(); }
  [[nodiscard]] auto end() const { return entries_.end(); }

  friend bool operator==(const site_map& a, const site_map& b) { return a.entries_ == b.entries_; }

 private:
  /// The slot of a site, or the free one that it would have.
  [[nodiscard]] std::size_t slot_of(std::string_view layer, role kind) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(layer) + static_cast<std::size_t>(kind);
    for (slot &= mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
      const site& here = entries_[slots_[slot] - 1].first;
      if (here.kind == kind && here.layer == layer) break;
    }
    return slot;
  }

  /// For one more site: at least half of the slots stay free.
  void make_room() {
    if (2 * (entries_.size() + 1) <= slots_.size()) return;
    slots_ = std::vector<std::size_t>(std::max<std::size_t>(2 * slots_.size(), 16));
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      slots_[slot_of(entries_[i].first.layer, entries_[i].first.kind)] = i + 1;
    }
  }

  std::deque<entry> entries_;
  std::vector<std::size_t> slots_;  ///< as many as a power of two: 0, or the place of an entry + 1
};

}  // namespace binpoint::detail

#endif
