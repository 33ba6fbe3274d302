/// @file
/// The wire format of protocol buffers: fields of a message, one after the other.
#ifndef BINPOINT_IO_DETAIL_PROTOBUF_HPP
#define BINPOINT_IO_DETAIL_PROTOBUF_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "../cursor.hpp"

namespace binpoint::io::detail {

enum class wire_type : unsigned { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

/// One field: its number and its value, as an integer or as bytes with their place.
struct proto_field {
  std::uint32_t number = 0;
  wire_type wire = wire_type::varint;
  std::size_t offset = 0;              ///< of its key
  std::uint64_t integer = 0;           ///< of a varint or a fixed number
  std::span<const std::byte> bytes{};  ///< of all but a varint
  std::size_t bytes_offset = 0;
};

/// Takes one integer of 7 bits a byte, at most 64 in all.
[[nodiscard]] inline std::uint64_t take_varint(cursor& in, std::string_view what) {
  const std::size_t start = in.offset();
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint64_t byte = in.little_endian<std::uint8_t>(what);
    if (shift == 63 && byte > 1) break;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  in.fail_at(start, "an integer of more than 64 bits", std::string(what));
}

/// The next field of a message; groups, long out of use, are refused.
/// @par Source  the description of the encoding of protocol buffers
[[nodiscard]] inline proto_field take_field(cursor& in) {
  proto_field field;
  field.offset = in.offset();
  const std::uint64_t key = take_varint(in, "key of a field");
  const std::uint64_t number = key >> 3;
  if (number == 0 || number >= 1U << 29) {
    in.fail_at(field.offset, "field number " + std::to_string(number), "1 to 536870911");
  }
  field.number = static_cast<std::uint32_t>(number);
  field.wire = static_cast<wire_type>(key & 7);
  field.bytes_offset = in.offset();
  const auto fixed = [&](std::size_t size) {
    field.bytes = in.take(size, "fixed number");
    field.integer = 0;
    for (std::size_t i = size; i-- > 0;) {
      field.integer = field.integer << 8 | std::to_integer<std::uint8_t>(field.bytes[i]);
    }
  };
  switch (key & 7) {
    case 0:
      field.integer = take_varint(in, "value of a field");
      return field;
    case 1:
      fixed(8);
      return field;
    case 5:
      fixed(4);
      return field;
    case 2: {
      const std::uint64_t length = take_varint(in, "length of a field");
      field.bytes_offset = in.offset();
      if (length > in.remaining()) {
        in.fail_here(std::to_string(in.remaining()) + " bytes",
                     std::to_string(length) + " (field " + std::to_string(number) + ")");
      }
      field.bytes = in.take(static_cast<std::size_t>(length), "field");
      return field;
    }
    default:
      in.fail_at(
          field.offset,
          (key & 7) == 3 || (key & 7) == 4 ? "a group" : "wire type " + std::to_string(key & 7),
          "0, 1, 2 or 5 (integer, 8 bytes, length and bytes, 4 bytes)");
  }
}

/// The message in a field, of which only bytes have one.
[[nodiscard]] inline cursor message_in(const cursor& in, const proto_field& field,
                                       const char* what) {
  if (field.wire != wire_type::bytes) in.fail_at(field.offset, "a number", what);
  return {field.bytes, in.name(), field.bytes_offset};
}

/// Calls visit(field) for each field of a message.
template <class Visit>
void for_each_field(cursor message, Visit visit) {
  while (message.remaining() > 0) visit(take_field(message));
}

}  // namespace binpoint::io::detail

#endif
