// Headers made by hand; a whole model is in tensor_file_test.cpp.

#include <binpoint/io/file.hpp>
#include <binpoint/io/safetensors.hpp>
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

std::string safetensors_with(const std::string& header, std::size_t value_bytes) {
  std::string text;
  for (int i = 0; i < 8; ++i) {
    text += static_cast<char>(std::uint64_t{header.size()} >> (8 * i) & 0xff);
  }
  return text + header + std::string(value_bytes, '\1');
}

std::vector<io::tensor_entry> parsed_safetensors(const std::string& text) {
  return io::parse_safetensors(std::as_bytes(std::span(text)), "w.safetensors");
}

std::string error_of_file(const std::string& text) {
  try {
    (void)parsed_safetensors(text);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::string safetensors_error(const std::string& header, std::size_t value_bytes = 8) {
  return error_of_file(safetensors_with(header, value_bytes));
}

std::string safetensors_message(const std::string& rest) {
  return "binpoint: w.safetensors: " + rest;
}

std::string tensor(const std::string& name, const std::string& type, const std::string& shape,
                   const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":[" + shape +
         "],\"data_offsets\":[" + offsets + "]}";
}

const std::string two_floats = "{" + tensor("a", "F32", "2", "0,8") + "}";

}  // namespace

TEST_CASE("safetensors: tensors in any order, with blanks, escapes and metadata") {
  const std::string header = " { \"__metadata__\" : { \"k\" : \"v\" } ,\n" +
                             tensor("b\\u00e9\\\"\\ud83d\\ude00", "BF16", "1, 2", "3,7") + ",\t" +
                             tensor("a", "I8", "3", "0, 3") + "," +
                             tensor("e", "F64", "0,5", "3,3") + "}  ";
  const auto found = parsed_safetensors(safetensors_with(header, 7));
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "b\xc3\xa9\"\xf0\x9f\x98\x80");
  CHECK(found[0].type == io::element_type::bfloat16);
  CHECK(found[0].shape == std::vector<std::size_t>{1, 2});
  CHECK(found[0].offset == 8 + header.size() + 3);
  CHECK(found[0].bytes == 4);
  CHECK(found[1].bytes == 3);
  CHECK(found[2].bytes == 0);
  CHECK(parsed_safetensors(safetensors_with("{}", 0)).empty());
}

TEST_CASE("safetensors: the length of the header is checked first") {
  CHECK(error_of_file("1234567") ==
        safetensors_message("offset 0: found 7 bytes, expected 8 (length of the header)"));
  CHECK(error_of_file(std::string(7, '\0') + '\x80') ==
        safetensors_message(
            "offset 0: found a header of 9223372036854775808 bytes, expected no more than "
            "100000000"));
  CHECK(error_of_file(std::string("\x0a\0\0\0\0\0\0\0{}", 10)) ==
        safetensors_message("offset 8: found 2 bytes, expected 10 (header)"));
}

TEST_CASE("safetensors: names, keys and types are checked") {
  REQUIRE(safetensors_error(two_floats).empty());
  CHECK(safetensors_error("{" + tensor("a", "F32", "1", "0,4") + "," +
                          tensor("a", "F32", "1", "4,8") + "}") ==
        safetensors_message("offset 62: found key 'a' again, expected each name once"));
  CHECK(safetensors_error("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}") ==
        safetensors_message(
            "offset 9: found tensor 'a' without one of them, expected 'dtype', 'shape' and "
            "'data_offsets'"));
  CHECK(safetensors_error("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}") ==
        safetensors_message(
            "offset 28: found key 'dtype', expected 'dtype', 'shape', 'data_offsets', each "
            "once"));
  CHECK(safetensors_error("{\"a\":{\"size\":3}}") ==
        safetensors_message(
            "offset 14: found key 'size', expected 'dtype', 'shape', 'data_offsets', each "
            "once"));
  CHECK(safetensors_error("{" + tensor("a", "F8_E4M3", "8", "0,8") + "}") ==
        safetensors_message(
            "offset 22: found dtype 'F8_E4M3', expected one of F64, F32, F16, BF16, I8 to I64, "
            "U8 to U64, BOOL"));
}

TEST_CASE("safetensors: sizes, gaps and overlaps are checked") {
  const auto two = [](const std::string& first, const std::string& second) {
    return safetensors_error("{" + tensor("a", "U8", "4", first) + "," +
                             tensor("b", "U8", "4", second) + "}");
  };
  REQUIRE(two("0,4", "4,8").empty());
  REQUIRE(two("4,8", "0,4").empty());
  CHECK(safetensors_error("{" + tensor("a", "F32", "3", "0,8") + "}") ==
        safetensors_message(
            "offset 9: found 8 bytes of values, expected 4 for each element of shape (3,)"));
  CHECK(safetensors_error("{" + tensor("a", "F32", "4294967296,4294967296,2", "0,8") + "}")
            .starts_with(
                safetensors_message("offset 9: found 8 bytes of values, expected 4 for each")));
  CHECK(two("0,4", "3,7").find("found tensor 'b', expected it at offset") != std::string::npos);
  CHECK(two("0,4", "0,4").find("without a gap or an overlap") != std::string::npos);
  CHECK(safetensors_error("{" + tensor("a", "U8", "4", "4,8") + "}").find("found tensor 'a'") !=
        std::string::npos);
  CHECK(safetensors_error("{" + tensor("a", "U8", "4", "0,4") + "}")
            .ends_with("found 4 bytes of no tensor, expected the end of the file"));
  CHECK(two("0,4", "5,9").find("found offsets 5 to 9, expected a part of the 8 bytes") !=
        std::string::npos);
  CHECK(two("4,0", "4,8").find("found offsets 4 to 0") != std::string::npos);
}

TEST_CASE("safetensors: malformed JSON is named with its offset") {
  const auto check = [](const std::string& header, const std::string& rest) {
    CHECK(safetensors_error(header) == safetensors_message("offset " + rest));
  };
  check("", "8: found the end of the text, expected '{'");
  check("[]", "8: found '[', expected '{'");
  check("{\"a\"", "12: found the end of the text, expected ':'");
  check("{\"a", "11: found the end of the text, expected the end of the string");
  check("{\"a\n\"", "11: found '?', expected no control character");
  check("{\"\\x\"", "11: found 'x', expected an escape of JSON");
  check("{\"\\", "11: found '?', expected an escape of JSON");
  check("{\"\\u12g", "14: found 'g', expected a hexadecimal digit");
  check("{\"\\ud800\"", "11: found half a surrogate pair, expected a whole");
  check("{\"\\udc00\\ud800\"", "11: found half a surrogate pair, expected a whole");
  check("{\"a\":3}", "13: found '3', expected '{'");
  check("{\"a\":{\"shape\":[-1]}}", "23: found '-', expected a natural number");
  check("{\"a\":{\"shape\":[1.5]}}", "24: found '.', expected ']'");
  check("{\"a\":{\"shape\":[01]}}", "23: found a leading zero, expected a natural number");
  check("{\"a\":{\"shape\":[18446744073709551616]}}",
        "23: found a larger number, expected one below 2^64");
  check("{\"__metadata__\":{\"a\":{}}}", "29: found '{', expected a string");
  check(two_floats + "x",
        std::to_string(8 + two_floats.size()) + ": found 'x', expected nothing after the object");
  std::string many = "1";
  for (int i = 0; i < 64; ++i) many += ",1";
  CHECK(safetensors_error("{" + tensor("a", "U8", many, "0,1") + "}")
            .ends_with("found one more dimension, expected at most 64"));
}

TEST_CASE("safetensors: cut anywhere, or any byte changed, it is read or refused in one line") {
  const auto path = std::filesystem::path(BINPOINT_TEST_DATA) / "tensors" / "model.safetensors";
  const std::vector<std::byte> file = io::read_file(path);
  const std::string whole(io::as_text(file));
  REQUIRE(error_of_file(whole).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK(error_of_file(whole.substr(0, length)).starts_with(safetensors_message("offset ")));
  }
  for (std::size_t i = 0; i < 1200; ++i) {
    for (const unsigned flip : {1U, 16U, 128U, 255U}) {
      std::string changed = whole;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ flip);
      REQUIRE(error_of_file(changed).find('\n') == std::string::npos);
    }
  }
}
