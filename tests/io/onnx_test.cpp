// Models made field by field; those that onnx writes are in tensor_file_test.cpp.

#include <sys/resource.h>

#include <binpoint/io/file.hpp>
#include <binpoint/io/onnx.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace io = binpoint::io;

namespace {

std::string varint(std::uint64_t x) {
  std::string text;
  for (; x >= 128; x >>= 7) text += static_cast<char>((x & 127) | 128);
  return text + static_cast<char>(x);
}
std::string number(unsigned field, std::uint64_t x) { return varint(field * 8) + varint(x); }
std::string data(unsigned field, const std::string& bytes) {
  return varint(field * 8 + 2) + varint(bytes.size()) + bytes;
}

const std::string one_float = std::string("\0\0\x80\x3f", 4);

/// A TensorProto called "w" of that type and length, and further fields.
std::string tensor(std::uint64_t type, std::uint64_t length, const std::string& more) {
  return number(1, length) + number(2, type) + data(8, "w") + more;
}
std::string model(const std::string& initializer) { return data(7, data(5, initializer)); }

std::vector<io::tensor_entry> parsed_onnx(const std::string& text) {
  return io::parse_onnx(std::as_bytes(std::span(text)), "w.onnx");
}

std::string onnx_error(const std::string& text) {
  try {
    (void)parsed_onnx(text);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::string onnx_message(const std::string& rest) { return "binpoint: w.onnx: " + rest; }

std::vector<int> bytes_of(const io::tensor_entry& entry, const std::string& file) {
  std::vector<int> result;
  for (const std::byte each : entry.values_in(std::as_bytes(std::span(file)))) {
    result.push_back(std::to_integer<int>(each));
  }
  return result;
}

}  // namespace

TEST_CASE("onnx: raw and packed floats lie in the file, others are decoded") {
  const std::string raw = model(tensor(1, 1, data(9, one_float)));
  CHECK(parsed_onnx(raw).at(0).is_in_place());
  CHECK(bytes_of(parsed_onnx(raw)[0], raw) == std::vector{0, 0, 128, 63});
  const std::string packed = model(tensor(1, 2, data(4, one_float + one_float)));
  CHECK(parsed_onnx(packed).at(0).is_in_place());
  const std::string unpacked = model(tensor(1, 1, varint(4 * 8 + 5) + one_float));
  CHECK_FALSE(parsed_onnx(unpacked).at(0).is_in_place());
  CHECK(bytes_of(parsed_onnx(unpacked)[0], unpacked) == std::vector{0, 0, 128, 63});
  const std::string pieces = model(tensor(1, 2, data(4, one_float) + data(4, one_float)));
  CHECK(bytes_of(parsed_onnx(pieces).at(0), pieces) == std::vector{0, 0, 128, 63, 0, 0, 128, 63});
  const std::string signs = model(tensor(5, 2, data(5, varint(~std::uint64_t{0}) + varint(258))));
  CHECK(bytes_of(parsed_onnx(signs).at(0), signs) == std::vector{255, 255, 2, 1});
  const std::string single = model(tensor(10, 1, number(5, 0x3c01)));
  CHECK(parsed_onnx(single).at(0).type == io::element_type::float16);
  CHECK(bytes_of(parsed_onnx(single)[0], single) == std::vector{1, 0x3c});
}

TEST_CASE("onnx: a million values that are a field each take no more memory than they say") {
  constexpr std::size_t count = std::size_t{1} << 22;
  std::string fields;
  for (std::size_t i = 0; i < count; ++i) fields += number(5, 1);
  const std::string text = model(tensor(3, count, fields));
  const auto peak_mib = [] {
    rusage used{};
    REQUIRE(getrusage(RUSAGE_SELF, &used) == 0);
    return used.ru_maxrss / 1024;
  };
  const auto before = peak_mib();
  CHECK(parsed_onnx(text).at(0).decoded == std::vector(count, std::byte{1}));
  CHECK(peak_mib() - before < 100);
}

TEST_CASE("onnx: dimensions packed or not, none, and nothing in them") {
  const std::string packed =
      model(data(1, varint(1) + varint(1)) + number(2, 1) + data(8, "w") + data(9, one_float));
  CHECK(parsed_onnx(packed).at(0).shape == std::vector<std::size_t>{1, 1});
  CHECK(parsed_onnx(model(number(2, 1) + data(8, "w") + data(9, one_float))).at(0).shape.empty());
  CHECK(parsed_onnx(model(tensor(1, 0, ""))).at(0).elements() == 0);
  CHECK(parsed_onnx(data(7, "")).empty());
}

TEST_CASE("onnx: a Constant's tensor is called like its output, other nodes have none") {
  const std::string attribute =
      data(5, data(1, "value") + data(5, tensor(1, 1, data(9, one_float))));
  const auto with_node = [&](const std::string& operation) {
    return parsed_onnx(data(7, data(1, data(2, "out") + data(4, operation) + attribute)));
  };
  REQUIRE(with_node("Constant").size() == 1);
  CHECK(with_node("Constant")[0].name == "out");
  CHECK(with_node("ConstantOfShape").empty());
  const std::string twice = data(7, data(5, tensor(1, 0, "")) + data(5, tensor(1, 0, "")));
  CHECK(onnx_error(twice) ==
        onnx_message("offset 11: found tensor 'w' again, expected each name once"));
}

TEST_CASE("onnx: what is no dense tensor of numbers in the model is named") {
  const auto check = [](const std::string& initializer, const std::string& rest) {
    CHECK(onnx_error(model(initializer)) == onnx_message("offset " + rest));
  };
  check(tensor(8, 1, data(6, "text")),
        "4: found tensor 'w' of data type 8, expected " + io::element_type_names());
  check(tensor(1, 1, data(13, data(1, "location") + data(2, "x.bin")) + number(14, 1)),
        "4: found tensor 'w' in another file 'x.bin', expected its values in the model");
  check(tensor(1, 2, data(9, one_float)),
        "4: found tensor 'w' with 4 bytes of values, expected 4 for each element of shape (2,)");
  check(tensor(1, 1, data(9, one_float) + data(4, one_float)),
        "4: found tensor 'w' with raw and typed values, expected one of them");
  check(tensor(1, 1, data(9, one_float) + data(9, one_float)),
        "17: found raw_data again, expected it once");
  check(tensor(7, 1, data(4, one_float)),
        "4: found tensor 'w' of int64 with values in field 4, expected field 7");
  check(tensor(3, 1, number(5, 128)), "11: found value 128, expected one of int8");
  check(tensor(3, 1, number(5, ~std::uint64_t{0} - 128)),
        "11: found value -129, expected one of int8");
  check(tensor(2, 1, number(5, ~std::uint64_t{0})), "11: found value -1, expected one of uint8");
  check(tensor(10, 1, number(5, 65536)), "11: found value 65536, expected one of float16");
  check(tensor(1, 1, number(4, 3)), "11: found another number, expected float32");
  check(tensor(1, 1, number(9, 3)), "11: found a number, expected bytes (raw_data)");
  check(tensor(1, ~std::uint64_t{0}, ""),
        "4: found dimension -1, expected at most 64, none below zero");
  check(data(3, ""), "4: found a segment of a tensor, expected whole ones");
  CHECK(onnx_error(data(7, data(15, ""))) ==
        onnx_message("offset 2: found a sparse initialiser, expected dense ones"));
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += number(1, 1);
  CHECK(onnx_error(model(deep)).find("found dimension 1, expected at most 64") !=
        std::string::npos);
}

TEST_CASE("onnx: malformed messages are named with their offset") {
  const auto check = [](const std::string& text, const std::string& rest) {
    CHECK(onnx_error(text) == onnx_message("offset " + rest));
  };
  check("", "0: found no graph, expected the graph of an ONNX model");
  check(data(7, "") + data(7, ""), "2: found a second graph, expected one");
  check(number(7, 1), "0: found a number, expected a graph");
  check("\x08", "1: found 0 bytes, expected 1 (value of a field)");
  check(std::string(1, '\0'), "0: found field number 0, expected 1 to 536870911");
  check("\x0b",
        "0: found a group, expected 0, 1, 2 or 5 (integer, 8 bytes, length and bytes, 4 "
        "bytes)");
  check("\x0e",
        "0: found wire type 6, expected 0, 1, 2 or 5 (integer, 8 bytes, length and bytes, 4 "
        "bytes)");
  check(
      "\x3a\x05"
      "abc",
      "2: found 3 bytes, expected 5 (field 7)");
  check(
      "\x0d"
      "abc",
      "1: found 3 bytes, expected 4 (fixed number)");
  check("\x08" + std::string(10, '\xff'),
        "1: found an integer of more than 64 bits, expected value of a field");
  check("\x08" + std::string(9, '\xff') + "\x02",
        "1: found an integer of more than 64 bits, expected value of a field");
  check("\x08" + std::string(9, '\xff') + "\x01",
        "0: found no graph, expected the graph of an ONNX model");
}

TEST_CASE("onnx: cut anywhere, or any byte changed, it is read or refused in one line") {
  const auto path = std::filesystem::path(BINPOINT_TEST_DATA) / "tensors" / "model.onnx";
  const std::vector<std::byte> file = io::read_file(path);
  const std::string whole(io::as_text(file));
  REQUIRE(onnx_error(whole).empty());
  std::size_t refused = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    refused += onnx_error(whole.substr(0, length)).starts_with(onnx_message("offset ")) ? 1U : 0U;
  }
  CHECK(refused + 30 > whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const unsigned flip : {1U, 16U, 128U, 255U}) {
      std::string changed = whole;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ flip);
      REQUIRE(onnx_error(changed).find('\n') == std::string::npos);
    }
  }
}
