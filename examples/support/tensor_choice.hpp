/// @file
/// Which tensors of a file are looked at, and the sites that they are.
#ifndef BINPOINT_EXAMPLES_TENSOR_CHOICE_HPP
#define BINPOINT_EXAMPLES_TENSOR_CHOICE_HPP

#include <binpoint/binpoint.hpp>
#include <binpoint/io/profile.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <charconv>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "options.hpp"

namespace demo {

/// Whether a file is a profile of the library's own.
inline bool is_profile(const binpoint::io::mapped_file& file) {
  return binpoint::io::as_text(file.bytes()).starts_with(binpoint::io::detail::profile_magic);
}

/// Type and shape of values alone.
struct raw_layout {
  binpoint::io::element_type type = binpoint::io::element_type::float32;
  std::vector<std::size_t> shape;
};

struct tensor_choice {
  bool floats_only = false;
  std::size_t min_rank = 0;
  std::size_t channel_axis = 0;
  std::optional<raw_layout> raw;  ///< if the files are values alone

  [[nodiscard]] bool takes(const binpoint::io::tensor_entry& entry) const {
    return entry.shape.size() >= min_rank &&
           (!floats_only || binpoint::io::is_floating(entry.type));
  }

  /// A vector has no channels of its own to choose formats for.
  [[nodiscard]] bool has_channels(const binpoint::io::tensor_entry& entry) const {
    return entry.shape.size() >= 2 && channel_axis < entry.shape.size() &&
           entry.shape[channel_axis] <= binpoint::io::max_file_channels && entry.elements() > 0;
  }

  [[nodiscard]] binpoint::io::tensor_file open(binpoint::io::mapped_file file) const {
    if (!raw) return binpoint::io::tensor_file(std::move(file));
    return {std::move(file), raw->type, raw->shape};
  }
};

/// "8,1,3,3"
/// @throws usage_error
inline std::vector<std::size_t> parse_shape(const std::string& text) {
  std::vector<std::size_t> shape;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    std::size_t size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    const bool fits = error == std::errc() && (next == end || (*next == ',' && next + 1 != end));
    if (!fits) {
      throw usage_error("--shape: found '" + text + "', expected sizes with commas: 8,1,3,3");
    }
    shape.push_back(size);
    if (next == end) return shape;
    at = next + 1;
  }
}

/// "conv1.weight" is the weight of conv1, "conv1.bias" its bias; any other name is a layer's whose
/// weight it is.
inline binpoint::site site_of(const std::string& name) {
  using binpoint::role;
  for (const auto& [suffix, kind] : {std::pair{std::string_view(".weight"), role::weight},
                                     std::pair{std::string_view(".bias"), role::bias}}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      return {name.substr(0, name.size() - suffix.size()), kind};
    }
  }
  return {name, role::weight};
}

/// A tensor and its site.
struct chosen_tensor {
  const binpoint::io::tensor_entry* entry;
  binpoint::site where;
};

/// The tensors of a file that are looked at, each with a site of its own.
inline std::vector<chosen_tensor> choose_tensors(const binpoint::io::tensor_file& file,
                                                 const tensor_choice& choice) {
  std::vector<chosen_tensor> result;
  std::set<binpoint::site> used;
  for (const binpoint::io::tensor_entry& each : file.tensors()) {
    if (!choice.takes(each)) continue;
    binpoint::site where = site_of(each.name);
    // "a" and "a.weight" are two tensors.
    if (used.contains(where)) where.layer = each.name;
    while (!used.insert(where).second) where.layer += '\'';
    result.push_back({&each, where});
  }
  return result;
}

}  // namespace demo

#endif
