/// @file
/// The parameters in ONNX models: initialisers of the graph, and tensors of its Constant nodes.
#ifndef BINPOINT_IO_ONNX_HPP
#define BINPOINT_IO_ONNX_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cursor.hpp"
#include "detail/onnx_tensor.hpp"
#include "detail/protobuf.hpp"
#include "tensor_entry.hpp"

namespace binpoint::io {
namespace detail {

/// @par Source  onnx.proto, messages ModelProto, GraphProto, NodeProto, AttributeProto
class onnx_reader {
 public:
  explicit onnx_reader(cursor model) : in_(std::move(model)) {}

  [[nodiscard]] std::vector<tensor_entry> read() {
    constexpr std::uint32_t graph = 7;
    bool has_graph = false;
    for_each_field(in_, [&](const proto_field& field) {
      if (field.number != graph) return;
      if (has_graph) in_.fail_at(field.offset, "a second graph", "one");
      has_graph = true;
      read_graph(message_in(in_, field, "a graph"));
    });
    if (!has_graph) in_.fail_here("no graph", "the graph of an ONNX model");
    return std::move(entries_);
  }

 private:
  void read_graph(cursor graph) {
    constexpr std::uint32_t node = 1;
    constexpr std::uint32_t initializer = 5;
    constexpr std::uint32_t sparse_initializer = 15;
    for_each_field(std::move(graph), [&](const proto_field& field) {
      if (field.number == node) {
        read_node(message_in(in_, field, "a node"));
      } else if (field.number == initializer) {
        const onnx_tensor_reader tensor(message_in(in_, field, "an initialiser"));
        add(tensor.entry(), field.offset);
      } else if (field.number == sparse_initializer) {
        in_.fail_at(field.offset, "a sparse initialiser", "dense ones");
      }
    });
  }

  /// A Constant's tensor bears the name of its output.
  void read_node(cursor node) {
    const std::size_t start = node.offset();
    std::string output;
    std::string operation;
    std::optional<proto_field> value;
    for_each_field(std::move(node), [&](const proto_field& field) {
      if (field.number == 2) output = as_text(field.bytes);
      if (field.number == 4) operation = as_text(field.bytes);
      if (field.number == 5) {
        if (const auto tensor = tensor_of(message_in(in_, field, "an attribute"))) value = tensor;
      }
    });
    if (operation != "Constant" || !value) return;
    tensor_entry entry = onnx_tensor_reader(message_in(in_, *value, "a tensor")).entry();
    entry.name = output;
    add(std::move(entry), start);
  }

  /// The tensor in an attribute, if it has one.
  [[nodiscard]] std::optional<proto_field> tensor_of(cursor attribute) const {
    constexpr std::uint32_t tensor = 5;
    std::optional<proto_field> result;
    for_each_field(std::move(attribute), [&](const proto_field& field) {
      if (field.number == tensor) result = field;
    });
    return result;
  }

  void add(tensor_entry entry, std::size_t at) {
    if (!names_.insert(entry.name).second) {
      in_.fail_at(at, "tensor " + in_quotes(entry.name) + " again", "each name once");
    }
    entries_.push_back(std::move(entry));
  }

  cursor in_;
  std::set<std::string> names_;
  std::vector<tensor_entry> entries_;
};

}  // namespace detail

/// Where the parameters of an ONNX model lie, in the order of the file; values that it holds as
/// integers of variable length are decoded, into at most 8 times as much memory.
///
/// Subgraphs and functions are not looked into.
/// @param name  the source in error messages
/// @throws std::runtime_error  for what is no ONNX model, for sparse, external or segmented
///         tensors, for element types that are no numbers, and for a name given twice
[[nodiscard]] inline std::vector<tensor_entry> parse_onnx(std::span<const std::byte> bytes,
                                                          std::string name = "onnx data") {
  return detail::onnx_reader(cursor(bytes, std::move(name))).read();
}

}  // namespace binpoint::io

#endif
