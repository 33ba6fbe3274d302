/// @file
/// A TensorProto of ONNX: its fields, and the entry that they make.
#ifndef BINPOINT_IO_DETAIL_ONNX_TENSOR_HPP
#define BINPOINT_IO_DETAIL_ONNX_TENSOR_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../cursor.hpp"
#include "../tensor_entry.hpp"
#include "append.hpp"
#include "protobuf.hpp"

namespace binpoint::io::detail {

/// @par Source  onnx.proto, message TensorProto
class onnx_tensor_reader {
 public:
  explicit onnx_tensor_reader(cursor message) : in_(std::move(message)), start_(in_.offset()) {
    for_each_field(in_, [&](const proto_field& field) { keep(field); });
  }

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] tensor_entry entry() const {
    if (is_external_ || !location_.empty()) {
      refuse(" in another file " + in_quotes(location_), "its values in the model");
    }
    tensor_entry result{.name = name_, .type = type(), .shape = dims_, .offset = start_};
    const std::size_t size = size_of(result.type);
    if (raw_) {
      if (values_) refuse(" with raw and typed values", "one of them");
      result.offset = raw_->bytes_offset;
      result.bytes = raw_->bytes.size();
    } else if (values_ && !has_more_values_ && is_in_place(*values_, result.type)) {
      result.offset = values_->bytes_offset;
      result.bytes = values_->bytes.size();
    } else {
      for_each_field(in_, [&](const proto_field& field) {
        if (has_values(field.number)) decode(field, result.type, result.decoded);
      });
      result.bytes = result.decoded.size();
    }
    if (result.bytes % size != 0 || !has_product(dims_, result.bytes / size)) {
      refuse(" with " + std::to_string(result.bytes) + " bytes of values",
             std::to_string(size) + " for each element of shape " + shape_text(dims_));
    }
    return result;
  }

 private:
  enum field_number : std::uint32_t {
    dims = 1,
    data_type = 2,
    segment = 3,
    float_data = 4,
    int32_data = 5,
    string_data = 6,
    int64_data = 7,
    tensor_name = 8,
    raw_data = 9,
    double_data = 10,
    uint64_data = 11,
    external_data = 13,
    data_location = 14
  };
  static constexpr std::size_t highest_rank = 64;

  static bool has_values(std::uint32_t number) {
    return (number >= float_data && number <= int64_data) || number == double_data ||
           number == uint64_data;
  }

  void keep(const proto_field& field) {
    if (has_values(field.number)) {
      has_more_values_ = values_.has_value();
      values_ = field;
      return;
    }
    switch (field.number) {
      case dims:
        return for_each_integer(field, [&](std::uint64_t size) { add_dimension(field, size); });
      case data_type:
        type_ = field.integer;
        return;
      case segment:
        in_.fail_at(field.offset, "a segment of a tensor", "whole ones");
      case tensor_name:
        name_ = as_text(field.bytes);
        return;
      case raw_data:
        (void)message_in(in_, field, "bytes (raw_data)");
        if (raw_) in_.fail_at(field.offset, "raw_data again", "it once");
        raw_ = field;
        return;
      case external_data:
        return read_external(message_in(in_, field, "a message (external_data)"));
      case data_location:
        is_external_ = field.integer == 1;
        return;
      default:
        return;
    }
  }

  void add_dimension(const proto_field& field, std::uint64_t size) {
    if (dims_.size() == highest_rank || size > SIZE_MAX / 2) {
      in_.fail_at(field.offset, "dimension " + std::to_string(static_cast<std::int64_t>(size)),
                  "at most " + std::to_string(highest_rank) + ", none below zero");
    }
    dims_.push_back(static_cast<std::size_t>(size));
  }

  /// A repeated integer is packed, or a field by itself.
  template <class Visit>
  void for_each_integer(const proto_field& field, Visit visit) const {
    if (field.wire == wire_type::varint) return visit(field.integer);
    cursor packed = message_in(in_, field, "integers");
    while (packed.remaining() > 0) visit(take_varint(packed, "integers"));
  }

  void read_external(cursor message) {
    std::string_view key;
    std::string_view value;
    for_each_field(std::move(message), [&](const proto_field& field) {
      if (field.number == 1) key = as_text(field.bytes);
      if (field.number == 2) value = as_text(field.bytes);
    });
    if (key == "location") location_ = value;
    is_external_ = true;
  }

  [[nodiscard]] element_type type() const {
    const auto found = find_element(&element_names::onnx, type_);
    if (!found) refuse(" of data type " + std::to_string(type_), element_type_names());
    return *found;
  }

  /// The field that holds values of a type.
  static field_number field_of(element_type type) {
    switch (type) {
      case element_type::float32:
        return float_data;
      case element_type::float64:
        return double_data;
      case element_type::int64:
        return int64_data;
      case element_type::uint32:
      case element_type::uint64:
        return uint64_data;
      default:
        return int32_data;
    }
  }
  static bool is_fixed(element_type type) {
    return type == element_type::float32 || type == element_type::float64;
  }
  static bool is_in_place(const proto_field& field, element_type type) {
    return is_fixed(type) && field.number == field_of(type) && field.wire == wire_type::bytes;
  }

  void decode(const proto_field& field, element_type type, std::vector<std::byte>& to) const {
    if (field.number != field_of(type)) {
      refuse(" of " + std::string(to_string(type)) + " with values in field " +
                 std::to_string(field.number),
             "field " + std::to_string(field_of(type)));
    }
    if (is_fixed(type)) {
      const bool fits = field.wire == wire_type::bytes || field.bytes.size() == size_of(type);
      if (!fits) in_.fail_at(field.offset, "another number", std::string(to_string(type)));
      to.insert(to.end(), field.bytes.begin(), field.bytes.end());
      return;
    }
    for_each_integer(field, [&](std::uint64_t value) {
      check_range(field, type, value);
      for (std::size_t i = 0; i < size_of(type); ++i) {
        to.push_back(static_cast<std::byte>(value >> (8 * i) & 0xff));
      }
    });
  }

  /// Signed types are sign-extended to 64 bits, the others hold bits.
  void check_range(const proto_field& field, element_type type, std::uint64_t value) const {
    const std::size_t bits = 8 * size_of(type);
    if (bits == 64) return;
    const bool is_signed = type >= element_type::int8 && type <= element_type::int32;
    const std::uint64_t offset = is_signed ? std::uint64_t{1} << (bits - 1) : 0;
    if ((value + offset) >> bits != 0) {
      in_.fail_at(field.offset, "value " + std::to_string(static_cast<std::int64_t>(value)),
                  "one of " + std::string(to_string(type)));
    }
  }

  [[noreturn]] void refuse(const std::string& found, const std::string& expected) const {
    in_.fail_at(start_, "tensor " + in_quotes(name_) + found, expected);
  }

  cursor in_;
  std::size_t start_;
  std::string name_;
  std::uint64_t type_ = 0;
  std::vector<std::size_t> dims_;
  std::optional<proto_field> raw_;
  std::optional<proto_field> values_;  ///< the last field of typed values: a value may be one each
  bool has_more_values_ = false;
  bool is_external_ = false;
  std::string location_;
};

}  // namespace binpoint::io::detail

#endif
