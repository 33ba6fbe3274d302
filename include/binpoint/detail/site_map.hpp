/// @file
/// Values by site, in the order in which the sites were first named.
#ifndef BINPOINT_DETAIL_SITE_MAP_HPP
#define BINPOINT_DETAIL_SITE_MAP_HPP

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../site.hpp"
#include "error.hpp"

namespace binpoint::detail {

/// References to values stay valid while sites are added.
template <class Value>
class site_map {
 public:
  using entry = std::pair<site, Value>;

  /// The value of a site, new if there is none.
  Value& operator[](const site& where) { return get(where.layer, where.kind); }

  /// The same without a site object: no allocation for a site that is there.
  Value& get(std::string_view layer, role kind) {
    if (entry* found = find_entry(*this, layer, kind)) return found->second;
    return entries_.emplace_back(site{std::string(layer), kind}, Value{}).second;
  }

  /// @return null when there is no such site
  [[nodiscard]] const Value* find(std::string_view layer, role kind) const {
    const entry* found = find_entry(*this, layer, kind);
    return found == nullptr ? nullptr : &found->second;
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
  /// Networks visit their sites in the same order again and again: look first behind the last one found.
  template <class Map>
  static auto find_entry(Map& map, std::string_view layer, role kind)
      -> decltype(&map.entries_.front()) {
    const std::size_t n = map.entries_.size();
    for (std::size_t step = 1; step <= n; ++step) {
      const std::size_t i = (map.last_ + step) % n;
      auto& candidate = map.entries_[i];
      if (candidate.first.kind == kind && candidate.first.layer == layer) {
        if constexpr (!std::is_const_v<Map>) map.last_ = i;
        return &candidate;
      }
    }
    return nullptr;
  }

  std::deque<entry> entries_;
  std::size_t last_ = 0;
};

}  // namespace binpoint::detail

#endif
