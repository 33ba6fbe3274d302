/// @file
/// One site in a profile's file: its name, its role and the occupied octaves of its histogram.
#ifndef BINPOINT_IO_DETAIL_PROFILE_SITE_HPP
#define BINPOINT_IO_DETAIL_PROFILE_SITE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../../detail/error.hpp"
#include "../../detail/extremes.hpp"
#include "../../detail/histogram_state.hpp"
#include "../../histogram.hpp"
#include "../../network.hpp"
#include "../../site.hpp"
#include "../cursor.hpp"
#include "append.hpp"

namespace binpoint::io::detail {

/// A role is written as its place here.
inline constexpr std::array profile_roles{role::weight, role::bias, role::activation, role::input};

inline constexpr std::size_t special_count = 8;  ///< words of sums() before the bins
inline constexpr std::uint32_t octave_count = 2 * msb_histogram::octaves;  ///< of both signs

inline void append_site_name(std::vector<std::byte>& bytes, const site& where) {
  if (where.layer.size() > std::numeric_limits<std::uint32_t>::max()) {
    binpoint::detail::invalid_argument("format_profile", "the name of a site is too long");
  }
  const auto role_place = std::ranges::find(profile_roles, where.kind) - profile_roles.begin();
  append_little_endian(bytes, static_cast<std::uint32_t>(role_place));
  append_little_endian(bytes, static_cast<std::uint32_t>(where.layer.size()));
  append_text(bytes, where.layer);
}

template <int SubBits>
void append_histogram(std::vector<std::byte>& bytes, const octave_histogram<SubBits>& histogram) {
  const auto sums = histogram.sums();
  const auto parts_of = [&](std::uint32_t octave) {
    return sums.subspan(special_count + (std::size_t{octave} << SubBits),
                        std::size_t{1} << SubBits);
  };
  const auto is_empty = [&](std::uint32_t octave) {
    return std::ranges::all_of(parts_of(octave), [](std::uint64_t count) { return count == 0; });
  };
  std::uint32_t occupied = 0;
  for (std::uint32_t octave = 0; octave < octave_count; ++octave) {
    occupied += is_empty(octave) ? 0U : 1U;
  }
  for (const std::uint64_t word : histogram.extremes()) append_little_endian(bytes, word);
  for (const std::uint64_t count : sums.first(special_count)) append_little_endian(bytes, count);
  append_little_endian(bytes, occupied);
  for (std::uint32_t octave = 0; octave < octave_count; ++octave) {
    if (is_empty(octave)) continue;
    append_little_endian(bytes, octave);
    for (const std::uint64_t count : parts_of(octave)) append_little_endian(bytes, count);
  }
}

/// Reads sites of histograms with `file_sub_bits`, each as one with SubBits, which are no more.
template <int SubBits>
class site_reader {
  using histogram = octave_histogram<SubBits>;

 public:
  site_reader(cursor& in, int file_sub_bits) : in_(in), file_sub_bits_(file_sub_bits) {}

  /// Adds the next site.
  void read_into(basic_profile<SubBits>& result) {
    const std::size_t start = in_.offset();
    const role kind = read_role();
    const auto length = in_.little_endian<std::uint32_t>("length of the name");
    const std::string_view layer = as_text(in_.take(length, "name"));
    const std::string name = in_quotes(layer) + ' ' + to_string(kind);
    if (result.find(layer, kind) != nullptr) {
      in_.fail_at(start, "site " + name + " again", "each site once");
    }
    read_extremes();
    read_sums();
    if (const char* problem = binpoint::detail::state_problem<histogram>(sums_, extremes_)) {
      in_.fail_at(start, std::string(problem) + " at site " + name, "the state of a histogram");
    }
    result.get(layer, kind) = histogram::from_state(sums_, extremes_);
  }

 private:
  role read_role() {
    const std::size_t start = in_.offset();
    const auto place = in_.little_endian<std::uint32_t>("role");
    if (place >= profile_roles.size()) {
      in_.fail_at(start, "role " + std::to_string(place),
                  "0 (weight), 1 (bias), 2 (activation) or 3 (input)");
    }
    return profile_roles[place];
  }

  void read_extremes() {
    for (std::uint64_t& word : extremes_) word = in_.little_endian<std::uint64_t>("extremes");
  }

  void read_sums() {
    std::ranges::fill(sums_, 0);
    total_ = 0;
    for (std::size_t i = 0; i < special_count; ++i) (void)read_count(i);
    const auto occupied = in_.little_endian<std::uint32_t>("number of octaves");
    std::uint32_t first_allowed = 0;
    for (std::uint32_t i = 0; i < occupied; ++i) first_allowed = read_octave(first_allowed) + 1;
  }

  std::uint32_t read_octave(std::uint32_t first_allowed) {
    const std::size_t start = in_.offset();
    const auto octave = in_.little_endian<std::uint32_t>("octave");
    if (octave < first_allowed || octave >= octave_count) {
      in_.fail_at(
          start, "octave " + std::to_string(octave),
          "one from " + std::to_string(first_allowed) + " to " + std::to_string(octave_count - 1));
    }
    bool empty = true;
    for (std::size_t part = 0; part < std::size_t{1} << file_sub_bits_; ++part) {
      const std::size_t bin =
          (std::size_t{octave} << SubBits) + (part >> (file_sub_bits_ - SubBits));
      if (read_count(special_count + bin) != 0) empty = false;
    }
    if (empty) in_.fail_at(start, "an empty octave", "occupied ones only");
    return octave;
  }

  /// Adds the next count to a word; as the total fits 64 bits, so does the word.
  std::uint64_t read_count(std::size_t word) {
    const std::size_t start = in_.offset();
    const auto count = in_.little_endian<std::uint64_t>("count");
    total_ += count;
    if (total_ < count) in_.fail_at(start, "counts of 2^64 or more in all", "less");
    sums_[word] += count;
    return count;
  }

  cursor& in_;
  int file_sub_bits_;
  std::uint64_t total_ = 0;
  std::array<std::uint64_t, binpoint::detail::extreme_words::count> extremes_{};
  std::vector<std::uint64_t> sums_ =
      std::vector<std::uint64_t>(special_count + 2 * std::size_t{histogram::bins});
};

}  // namespace binpoint::io::detail

#endif
