/// @file
/// The tensors of a file, whatever of the known formats it has: .npy, .npz, safetensors, ONNX, or
/// values alone.
#ifndef BINPOINT_IO_TENSOR_FILE_HPP
#define BINPOINT_IO_TENSOR_FILE_HPP

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cursor.hpp"
#include "mapped_file.hpp"
#include "npy.hpp"
#include "npz.hpp"
#include "onnx.hpp"
#include "safetensors.hpp"
#include "tensor_entry.hpp"

namespace binpoint::io {

enum class file_format { npy, npz, safetensors, onnx };

/// The format of a file by its first bytes; an ONNX model, which has no magic, also by its name.
[[nodiscard]] inline std::optional<file_format> find_tensor_format(
    std::span<const std::byte> bytes, const std::filesystem::path& path = {}) {
  const std::string_view text = as_text(bytes);
  if (text.starts_with(detail::npy_magic)) return file_format::npy;
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) {
    return file_format::npz;
  }
  if (path.extension() == ".onnx") return file_format::onnx;
  if (path.extension() == ".safetensors" || (bytes.size() > 8 && text[8] == '{')) {
    return file_format::safetensors;
  }
  // The version of the format, field 1 of the model, which its writers put first.
  if (text.starts_with('\x08') && bytes.size() > 2 && text[1] > 0 && text[1] < 32) {
    return file_format::onnx;
  }
  return std::nullopt;
}

/// Where the tensors of a file lie.
/// @param path  the name of the file, for error messages and for ONNX; of an .npy file it gives the
///              tensor's name, without folder and extension
/// @throws std::runtime_error  when the format is not known, or as the reader of the format does
[[nodiscard]] inline std::vector<tensor_entry> parse_tensors(std::span<const std::byte> bytes,
                                                             const std::filesystem::path& path) {
  const auto found = find_tensor_format(bytes, path);
  if (!found) {
    cursor(bytes, path.string())
        .fail_here(in_quotes(as_text(bytes.first(std::min<std::size_t>(bytes.size(), 8)))),
                   "the first bytes of an .npy, .npz, .safetensors or .onnx file");
  }
  switch (*found) {
    case file_format::npy:
      return {parse_npy_entry(bytes, path.string(), path.stem().string())};
    case file_format::npz:
      return parse_npz(bytes, path.string());
    case file_format::safetensors:
      return parse_safetensors(bytes, path.string());
    case file_format::onnx:
      break;
  }
  return parse_onnx(bytes, path.string());
}

/// A mapped file and where its tensors lie.
class tensor_file {
 public:
  /// @throws std::runtime_error  naming the file, when it cannot be read or is of no known format
  explicit tensor_file(const std::filesystem::path& path) : tensor_file(mapped_file(path)) {}

  /// A file that has been opened already: a pipe gives its bytes only once.
  explicit tensor_file(mapped_file file)
      : file_(std::move(file)), entries_(parse_tensors(file_.bytes(), file_.name())) {}

  /// Values alone, little-endian, the last index running fastest; the file's name without folder
  /// and extension names the tensor.
  /// @throws std::runtime_error  when the file has more or fewer bytes than the shape
  tensor_file(const std::filesystem::path& path, element_type type, std::vector<std::size_t> shape)
      : tensor_file(mapped_file(path), type, std::move(shape)) {}

  tensor_file(mapped_file file, element_type type, std::vector<std::size_t> shape)
      : file_(std::move(file)) {
    const cursor in(file_.bytes(), file_.name());
    tensor_entry entry{.name = std::filesystem::path(file_.name()).stem().string(),
                       .type = type,
                       .shape = std::move(shape)};
    entry.bytes = detail::checked_bytes(in, 0, type, entry.shape, in.remaining());
    entries_.push_back(std::move(entry));
  }

  [[nodiscard]] const mapped_file& file() const { return file_; }
  [[nodiscard]] std::span<const tensor_entry> tensors() const { return entries_; }
  [[nodiscard]] std::span<const std::byte> values_of(const tensor_entry& entry) const {
    return entry.values_in(file_.bytes());
  }

 private:
  mapped_file file_;
  std::vector<tensor_entry> entries_;
};

}  // namespace binpoint::io

#endif
