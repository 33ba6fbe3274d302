/// @file
/// The types of the elements of tensors in files, by the names that the formats have for them.
#ifndef BINPOINT_IO_ELEMENT_TYPE_HPP
#define BINPOINT_IO_ELEMENT_TYPE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "../bits.hpp"

namespace binpoint::io {

/// A boolean is a byte, 0 or 1, and is counted as such.
enum class element_type : std::uint8_t {
  float32,
  float16,
  bfloat16,
  float64,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  boolean
};

namespace detail {

struct element_names {
  std::string_view name;
  std::size_t size;
  std::string_view npy;  ///< without the byte order; empty where NumPy has no such type
  std::string_view safetensors;
  std::uint64_t onnx;  ///< TensorProto.DataType
};

/// In the order of the enumeration.
/// @par Source  NumPy's array interface, version 3; the description of safetensors; onnx.proto
inline constexpr std::array<element_names, 13> element_table{{{"float32", 4, "f4", "F32", 1},
                                                              {"float16", 2, "f2", "F16", 10},
                                                              {"bfloat16", 2, "", "BF16", 16},
                                                              {"float64", 8, "f8", "F64", 11},
                                                              {"int8", 1, "i1", "I8", 3},
                                                              {"int16", 2, "i2", "I16", 5},
                                                              {"int32", 4, "i4", "I32", 6},
                                                              {"int64", 8, "i8", "I64", 7},
                                                              {"uint8", 1, "u1", "U8", 2},
                                                              {"uint16", 2, "u2", "U16", 4},
                                                              {"uint32", 4, "u4", "U32", 12},
                                                              {"uint64", 8, "u8", "U64", 13},
                                                              {"bool", 1, "b1", "BOOL", 9}}};

[[nodiscard]] constexpr const element_names& names_of(element_type type) {
  return element_table[static_cast<std::size_t>(type)];
}

/// The type with that entry in the column of the table.
template <class Value, class Member>
[[nodiscard]] constexpr std::optional<element_type> find_element(Member column, Value wanted) {
  for (std::size_t i = 0; i < element_table.size(); ++i) {
    if (element_table[i].*column == wanted) return static_cast<element_type>(i);
  }
  return std::nullopt;
}

}  // namespace detail

[[nodiscard]] constexpr std::string_view to_string(element_type type) {
  return detail::names_of(type).name;
}

/// Bytes of an element.
[[nodiscard]] constexpr std::size_t size_of(element_type type) {
  return detail::names_of(type).size;
}

[[nodiscard]] constexpr bool is_floating(element_type type) {
  return type <= element_type::float64;
}

/// The type called that by to_string.
[[nodiscard]] constexpr std::optional<element_type> find_element_type(std::string_view name) {
  return detail::find_element(&detail::element_names::name, name);
}

/// "float32, float16, ...", for messages.
[[nodiscard]] inline std::string element_type_names() {
  std::string names;
  for (const detail::element_names& each : detail::element_table) {
    names += (names.empty() ? "" : ", ") + std::string(each.name);
  }
  return names;
}

/// Calls function(T{}) with the type in memory: float, half_bits, bfloat16_bits, double or an
/// integer.
template <class Function>
decltype(auto) visit_element(element_type type, Function&& function) {
  switch (type) {
    case element_type::float16:
      return function(half_bits{});
    case element_type::bfloat16:
      return function(bfloat16_bits{});
    case element_type::float64:
      return function(double{});
    case element_type::int8:
      return function(std::int8_t{});
    case element_type::int16:
      return function(std::int16_t{});
    case element_type::int32:
      return function(std::int32_t{});
    case element_type::int64:
      return function(std::int64_t{});
    case element_type::uint8:
    case element_type::boolean:
      return function(std::uint8_t{});
    case element_type::uint16:
      return function(std::uint16_t{});
    case element_type::uint32:
      return function(std::uint32_t{});
    case element_type::uint64:
      return function(std::uint64_t{});
    case element_type::float32:
      break;
  }
  return function(float{});
}

}  // namespace binpoint::io

#endif
