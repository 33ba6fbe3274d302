/// @file
/// NumPy's .npz files: zip archives of .npy files, as numpy.savez writes them.
#ifndef BINPOINT_IO_NPZ_HPP
#define BINPOINT_IO_NPZ_HPP

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cursor.hpp"
#include "detail/zip.hpp"
#include "npy.hpp"
#include "tensor_entry.hpp"

namespace binpoint::io {

/// Where the arrays of an .npz file lie, in the order of its directory; their names are those given
/// to numpy.savez.
///
/// Checksums are not looked at: the values are not read here.
/// @param name  the source in error messages
/// @throws std::runtime_error  for anything but whole arrays of numbers in stored files, each name
///         once
[[nodiscard]] inline std::vector<tensor_entry> parse_npz(std::span<const std::byte> bytes,
                                                         const std::string& name = "npz data") {
  constexpr std::string_view suffix = ".npy";
  std::vector<tensor_entry> result;
  std::set<std::string> names;
  for (const detail::zip_file& file : detail::zip_reader(bytes, name).read()) {
    cursor in(bytes.subspan(file.offset, file.size), name, file.offset);
    std::string array = file.name;
    if (!array.ends_with(suffix)) in.fail_here("file " + in_quotes(array), "a name with .npy");
    array.resize(array.size() - suffix.size());
    if (!names.insert(array).second) {
      in.fail_here("array " + in_quotes(array) + " again", "each name once");
    }
    result.push_back(detail::read_npy_entry(in, std::move(array)));
  }
  return result;
}

}  // namespace binpoint::io

#endif
