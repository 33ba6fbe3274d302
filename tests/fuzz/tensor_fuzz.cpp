// Bytes as files of tensors: refused in one line, or read so that each tensor lies in the file and
// can be counted.

#include <algorithm>
#include <binpoint/io/detail/append.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace io = binpoint::io;

namespace {

using bytes = std::vector<std::byte>;
using view = std::span<const std::byte>;

void check(bool holds) {
  if (!holds) std::abort();
}

void count(const io::tensor_entry& entry, view file) {
  const std::uint64_t elements = entry.elements();
  check(entry.bytes == elements * io::size_of(entry.type));
  check(io::has_product(entry.shape, entry.elements()));
  check(!entry.is_in_place() ||
        (entry.offset <= file.size() && entry.bytes <= file.size() - entry.offset));
  check(entry.decoded.size() <= 8 * file.size());
  io::visit_element(entry.type, [&](auto element) {
    std::vector<decltype(element)> room;
    const auto values = io::detail::as_values(entry.values_in(file), entry.order, room);
    check(binpoint::count_msb(values).total() == elements);
  });
  for (std::size_t axis = 0; axis < entry.shape.size() && elements > 0; ++axis) {
    const auto layout = entry.channels(axis);
    check(layout.channel(elements - 1) == layout.channels - 1);
  }
}

template <class Parse>
void parse(view file, Parse read) {
  try {
    const std::vector<io::tensor_entry> entries = read(file);
    for (const io::tensor_entry& each : entries) count(each, file);
  } catch (const std::runtime_error& error) {
    const std::string_view text = error.what();
    check(text.starts_with("binpoint: f: ") && text.find('\n') == std::string_view::npos);
  }
}

void append(bytes& to, view more) { to.insert(to.end(), more.begin(), more.end()); }

/// The input as a header, with as many bytes of values as its first byte says.
bytes as_safetensors(view input) {
  const auto size = input.empty() ? 0U : std::to_integer<unsigned>(input.front()) % 64;
  const view header = input.subspan(input.empty() ? 0 : 1);
  bytes file;
  io::detail::append_little_endian(file, std::uint64_t{header.size()});
  append(file, header);
  file.resize(file.size() + size);
  return file;
}

/// The input as the only initialiser of a graph.
bytes as_onnx(view input) {
  if (input.size() > 120) input = input.first(120);
  const auto size = static_cast<unsigned char>(input.size());
  bytes file{std::byte{0x3a}, std::byte(size + 2), std::byte{0x2a}, std::byte(size)};
  append(file, input);
  return file;
}

/// The input as the only file of an archive.
bytes as_npz(view input) {
  const auto size = static_cast<std::uint32_t>(input.size());
  bytes common(14);
  io::detail::append_little_endian(common, size);
  io::detail::append_little_endian(common, size);
  io::detail::append_little_endian(common, std::uint32_t{5});
  bytes file;
  io::detail::append_text(file, "PK\x03\x04");
  append(file, common);
  io::detail::append_text(file, "a.npy");
  append(file, input);
  const auto directory = static_cast<std::uint32_t>(file.size());
  io::detail::append_text(file, std::string_view("PK\x01\x02\0\0", 6));
  append(file, common);
  file.resize(file.size() + 14);
  io::detail::append_text(file, "a.npy");
  const auto length = static_cast<std::uint32_t>(file.size()) - directory;
  io::detail::append_text(file, std::string_view("PK\x05\x06\0\0\0\0\1\0\1\0", 12));
  io::detail::append_little_endian(file, length);
  io::detail::append_little_endian(file, directory);
  io::detail::append_little_endian(file, std::uint16_t{0});
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const view input = std::as_bytes(std::span(data, size));
  const auto any = [](view file) { return io::parse_tensors(file, "f"); };
  const auto npz = [](view file) { return io::parse_npz(file, "f"); };
  const auto safetensors = [](view file) { return io::parse_safetensors(file, "f"); };
  const auto onnx = [](view file) { return io::parse_onnx(file, "f"); };
  parse(input, any);
  parse(input, npz);
  parse(input, onnx);
  parse(as_safetensors(input), safetensors);
  parse(as_onnx(input), onnx);
  parse(as_npz(input), npz);
  return 0;
}
