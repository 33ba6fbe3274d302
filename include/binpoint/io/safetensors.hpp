/// @file
/// Files of safetensors: a header of JSON, then the bytes of all tensors without gaps.
#ifndef BINPOINT_IO_SAFETENSORS_HPP
#define BINPOINT_IO_SAFETENSORS_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "cursor.hpp"
#include "detail/json_scanner.hpp"
#include "tensor_entry.hpp"

namespace binpoint::io {

/// The longest header that is read, as in the format's own library.
inline constexpr std::uint64_t safetensors_highest_header = 100'000'000;

namespace detail {

/// Reads {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}, and of
/// "__metadata__" only that it is an object of strings.
class safetensors_reader {
 public:
  /// @param first  offset of the first byte of values in the file
  /// @param size   how many there are
  safetensors_reader(cursor text, std::size_t first, std::size_t size)
      : json_(std::move(text)), first_(first), size_(size) {}

  [[nodiscard]] std::vector<tensor_entry> read() {
    json_.object([&](const std::string& key, std::size_t at) {
      if (!names_.insert(key).second) {
        json_.text().fail_at(at, "key " + in_quotes(key) + " again", "each name once");
      }
      key == "__metadata__" ? metadata() : tensor(key, at);
    });
    if (!json_.at_end()) json_.found_instead_of("nothing after the object");
    check_places();
    return std::move(entries_);
  }

 private:
  static constexpr std::size_t highest_rank = 64;

  void metadata() {
    json_.object([&](const std::string&, std::size_t) { (void)json_.string(); });
  }

  void tensor(const std::string& name, std::size_t at) {
    tensor_entry entry{.name = name};
    std::set<std::string> seen;
    std::size_t end = 0;
    json_.object([&](const std::string& key, std::size_t key_at) {
      const bool is_new = seen.insert(key).second;
      if (key == "dtype" && is_new) {
        entry.type = type();
      } else if (key == "shape" && is_new) {
        entry.shape = shape();
      } else if (key == "data_offsets" && is_new) {
        std::tie(entry.offset, end) = offsets();
      } else {
        json_.text().fail_at(key_at, "key " + in_quotes(key),
                             "'dtype', 'shape', 'data_offsets', each once");
      }
    });
    if (seen.size() != 3) {
      json_.text().fail_at(at, "tensor " + in_quotes(name) + " without one of them",
                           "'dtype', 'shape' and 'data_offsets'");
    }
    entry.bytes = checked_bytes(json_.text(), at, entry.type, entry.shape, end - entry.offset);
    entry.offset += first_;
    entries_.push_back(std::move(entry));
  }

  element_type type() {
    const std::size_t at = json_.next_offset();
    const std::string name = json_.string();
    const auto found = find_element(&element_names::safetensors, std::string_view(name));
    if (!found) {
      json_.text().fail_at(at, "dtype " + in_quotes(name),
                           "one of F64, F32, F16, BF16, I8 to I64, U8 to U64, BOOL");
    }
    return *found;
  }

  std::vector<std::size_t> shape() {
    std::vector<std::size_t> result;
    json_.array([&] {
      if (result.size() == highest_rank) {
        json_.text().fail_here("one more dimension", "at most " + std::to_string(highest_rank));
      }
      result.push_back(json_.natural());
    });
    return result;
  }

  std::pair<std::size_t, std::size_t> offsets() {
    const std::size_t at = json_.next_offset();
    json_.expect('[');
    const std::size_t begin = json_.natural();
    json_.expect(',');
    const std::size_t end = json_.natural();
    json_.expect(']');
    if (begin > end || end > size_) {
      json_.text().fail_at(at, "offsets " + std::to_string(begin) + " to " + std::to_string(end),
                           "a part of the " + std::to_string(size_) + " bytes of values");
    }
    return {begin, end};
  }

  /// The format wants every byte to belong to one tensor.
  void check_places() const {
    std::vector<const tensor_entry*> sorted;
    for (const tensor_entry& each : entries_) sorted.push_back(&each);
    std::ranges::sort(
        sorted, {}, [](const tensor_entry* each) { return std::pair(each->offset, each->bytes); });
    std::size_t end = first_;
    for (const tensor_entry* each : sorted) {
      if (each->offset != end) {
        json_.text().fail_at(
            each->offset, "tensor " + in_quotes(each->name),
            "it at offset " + std::to_string(end) + ", without a gap or an overlap");
      }
      end += each->bytes;
    }
    if (end != first_ + size_) {
      json_.text().fail_at(end, std::to_string(first_ + size_ - end) + " bytes of no tensor",
                           "the end of the file");
    }
  }

  json_scanner json_;
  std::size_t first_;
  std::size_t size_;
  std::set<std::string> names_;
  std::vector<tensor_entry> entries_;
};

}  // namespace detail

/// Where the tensors of a safetensors file lie, in the order of its header.
/// @param name  the source in error messages
/// @throws std::runtime_error  for anything but one whole file with each name once, every size
///         right, no gaps and no overlaps
/// @par Source  the description of the format, beside its library: length of the header in 8
///              little-endian bytes, the header, the values
[[nodiscard]] inline std::vector<tensor_entry> parse_safetensors(
    std::span<const std::byte> bytes, std::string name = "safetensors data") {
  cursor in(bytes, std::move(name));
  const auto length = in.little_endian<std::uint64_t>("length of the header");
  if (length > safetensors_highest_header) {
    in.fail_at(0, "a header of " + std::to_string(length) + " bytes",
               "no more than " + std::to_string(safetensors_highest_header));
  }
  const std::size_t start = in.offset();
  const auto text = in.take(static_cast<std::size_t>(length), "header");
  return detail::safetensors_reader(cursor(text, in.name(), start), in.offset(), in.remaining())
      .read();
}

}  // namespace binpoint::io

#endif
