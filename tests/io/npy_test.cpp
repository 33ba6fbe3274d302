#include <binpoint/io/npy.hpp>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace io = binpoint::io;

namespace {

using bytes = std::vector<std::byte>;
using shape = std::vector<std::size_t>;

bytes to_bytes(const std::string& text) {
  bytes result;
  for (const char c : text) result.push_back(static_cast<std::byte>(c));
  return result;
}

/// An .npy file of version 1.0 with that dictionary and that many bytes of values.
bytes npy_with(const std::string& dictionary, std::size_t value_bytes) {
  return to_bytes(std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(dictionary.size() & 255) +
                  static_cast<char>(dictionary.size() >> 8) + dictionary +
                  std::string(value_bytes, '\0'));
}

/// What the error says, or "" when there is none.
std::string npy_error(const bytes& file) {
  try {
    (void)io::parse_npy(file, "w.npy");
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::string dictionary_of(const std::string& shape_tuple) {
  return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape_tuple + ", }\n";
}

std::string npy_message(const std::string& rest) { return "binpoint: w.npy: " + rest; }

}  // namespace

TEST_CASE("npy: writing and reading gives back every bit") {
  std::mt19937 random(7);
  const std::vector<shape> shapes{{}, {0}, {1}, {7}, {3, 4}, {2, 0, 5}, {8, 1, 3, 3}, shape(64, 1)};
  for (const shape& dimensions : shapes) {
    std::size_t count = 1;
    for (const std::size_t dimension : dimensions) count *= dimension;
    std::vector<std::uint32_t> bits(count);
    for (auto& b : bits) b = static_cast<std::uint32_t>(random());
    std::vector<float> values(count);
    if (count > 0) std::memcpy(values.data(), bits.data(), count * sizeof(float));
    const io::npy_array back = io::parse_npy(io::format_npy(dimensions, values));
    CHECK(back.shape == dimensions);
    REQUIRE(back.values.size() == count);
    if (count > 0) CHECK(std::memcmp(back.values.data(), bits.data(), count * sizeof(float)) == 0);
  }
}

TEST_CASE("npy: the bytes are those that NumPy writes") {
  // numpy.save of numpy.array([[1, -2]], dtype='<f4')
  const std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
  std::string expected = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + dictionary;
  expected.resize(127, ' ');
  expected += '\n';
  expected += std::string("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8);
  CHECK(io::format_npy(shape{1, 2}, std::vector{1.0F, -2.0F}) == to_bytes(expected));
}

TEST_CASE("npy: version 2.0, other orders of the entries, other blanks") {
  const std::string text = " {\"shape\":(2,),'fortran_order' :False , 'descr':'<f4'} ";
  const bytes file =
      to_bytes(std::string("\x93NUMPY\x02\x00", 8) + static_cast<char>(text.size()) +
               std::string(3, '\0') + text + std::string("\x00\x00\xc0\x3f\x00\x00\x80\x7f", 8));
  const io::npy_array found = io::parse_npy(file);
  CHECK(found.shape == shape{2});
  CHECK(found.values == std::vector{1.5F, std::numeric_limits<float>::infinity()});
}

TEST_CASE("npy: a file cut anywhere, or too long, is an error") {
  const bytes whole = io::format_npy(shape{2, 3}, std::vector<float>(6, 1.0F));
  REQUIRE(npy_error(whole).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    INFO("length " << length);
    CHECK(npy_error(part).find("binpoint: w.npy: offset ") == 0);
  }
  bytes longer = whole;
  longer.push_back(std::byte{0});
  CHECK(npy_error(longer) ==
        npy_message("offset 128: found 25 bytes of values, expected 4 for each "
                    "element of shape (2, 3)"));
}

TEST_CASE("npy: any one byte changed is either read or refused, never worse") {
  const bytes whole = io::format_npy(shape{2, 3}, std::vector<float>(6, 1.0F));
  std::size_t refused = 0;
  for (std::size_t i = 0; i < 128; ++i) {
    for (unsigned value = 0; value < 256; ++value) {
      bytes changed = whole;
      changed[i] = static_cast<std::byte>(value);
      const std::string error = npy_error(changed);
      refused += error.empty() ? 0U : 1U;
      if (!error.empty()) REQUIRE(error.find('\n') == std::string::npos);
    }
  }
  CHECK(refused > 60 * 250);
}

TEST_CASE("npy: each malformed header is named with its offset") {
  const auto check = [](const std::string& dictionary, const std::string& rest) {
    CHECK(npy_error(npy_with(dictionary, 8)) == npy_message(rest));
  };
  REQUIRE(npy_error(npy_with(dictionary_of("(2,)"), 8)).empty());
  check("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }",
        "offset 20: found type '>f4', expected '<f4' (little-endian float)");
  check("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }",
        "offset 20: found type '|u1', expected '<f4' (little-endian float)");
  check("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
        "offset 20: found '[', expected a type like '<f4'");
  check("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }",
        "offset 44: found fortran_order 'True', expected False (C order)");
  check("{'descr': '<f4', 'fortran_order': False, }",
        "offset 52: found the end of the header, expected 'descr', 'fortran_order' and 'shape' "
        "before it");
  check("{'descr': '<f4', 'descr': '<f4', 'shape': (2,), }",
        "offset 27: found key 'descr', expected 'descr', 'fortran_order', 'shape', each once");
  check("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }",
        "offset 62: found ')', expected ','");
  check("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
        "offset 61: found '-', expected a dimension");
  check("{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }",
        "offset 62: found 'L', expected ','");
  check("{'descr': '<f4", "offset 24: found the end of the header, expected the end of the string");
  check(dictionary_of("(2,)") + "x", "offset 68: found 'x', expected nothing after the dictionary");
  check("(2,)", "offset 10: found '(', expected '{'");
  check("", "offset 10: found the end of the header, expected '{'");
}

TEST_CASE("npy: where an array lies is told for every type and order") {
  const auto entry_of = [](const std::string& type, const std::string& order, std::size_t size) {
    return io::parse_npy_entry(
        npy_with("{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': (2,), }",
                 2 * size),
        "w.npy", "w");
  };
  const io::tensor_entry big = entry_of(">f8", "True", 8);
  CHECK(big.name == "w");
  CHECK(big.type == io::element_type::float64);
  CHECK(big.order == std::endian::big);
  CHECK(big.first_index_fastest);
  CHECK(big.shape == shape{2});
  CHECK(big.offset == 66);
  CHECK(big.bytes == 16);
  CHECK_FALSE(entry_of("<i2", "False", 2).first_index_fastest);
  CHECK(entry_of("<i2", "False", 2).order == std::endian::little);
  CHECK(entry_of("|u1", "False", 1).type == io::element_type::uint8);
  const auto refused = [&](const std::string& type, const std::string& order) {
    try {
      (void)entry_of(type, order, 4);
      return std::string();
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
  };
  const std::string types =
      ", expected '<f4' or another of f2, f4, f8, i1 to i8, u1 to u8, b1 after '<' or '>'";
  for (const char* type : {"|f4", "=f4", "<V2", "<f3", "f4", "", "<", "<U4", "<c8", "<f44"}) {
    CHECK(refused(type, "False") ==
          npy_message("offset 20: found type '" + std::string(type) + "'" + types));
  }
  CHECK(refused("<f4", "Maybe") ==
        npy_message("offset 44: found fortran_order 'Maybe', expected True or False"));
  CHECK(refused("<f8", "False") == npy_message("offset 67: found 8 bytes of values, expected 8 for "
                                               "each element of shape (2,)"));
}

TEST_CASE("npy: magic and version are named") {
  CHECK(npy_error(to_bytes("PK\x03\x04 is a zip")) ==
        npy_message("offset 0: found 'PK?? i', expected an .npy file"));
  bytes file = npy_with(dictionary_of("(2,)"), 8);
  file[6] = std::byte{3};
  CHECK(npy_error(file) == npy_message("offset 6: found version 3.0, expected 1.0 or 2.0"));
}

TEST_CASE("npy: dimensions that no memory holds are refused before memory is asked for") {
  const auto is_refused = [](const std::string& tuple) {
    const std::string error = npy_error(npy_with(dictionary_of(tuple), 8));
    INFO(tuple << " " << error);
    CHECK(error.find("binpoint: w.npy: offset ") == 0);
  };
  is_refused("(4294967296, 4294967296)");               // 2^64: 0 when it wraps around
  is_refused("(9223372036854775809, 2)");               // 2^64 + 2: 2 when it wraps around
  is_refused("(18446744073709551615,)");                // 2^64 - 1
  is_refused("(18446744073709551618,)");                // 2^64 + 2
  is_refused("(99999999999999999999999999999999, 0)");  // no such number
  is_refused("(3,)");
  is_refused("(1,)");
  std::string many = "(";
  for (int i = 0; i < 65; ++i) many += "1, ";
  is_refused(many + "2)");
}

TEST_CASE("npy: a header length beyond the file is refused") {
  const bytes file = to_bytes(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12) + "{}");
  CHECK(npy_error(file) == npy_message("offset 12: found 2 bytes, expected 4294967295 (header)"));
}

TEST_CASE("npy: a shape that the values do not fill is not written") {
  const std::vector<float> two(2);
  CHECK_THROWS_AS(io::format_npy(shape{3}, two), std::invalid_argument);
  CHECK_THROWS_AS(io::format_npy(shape{}, two), std::invalid_argument);
  CHECK_THROWS_AS(io::format_npy(shape(65, 1), std::vector<float>(1)), std::invalid_argument);
}

TEST_CASE("npy: files are written whole and read back, and errors name them") {
  const temporary_folder folder;
  const auto path = folder.path() / "w.npy";
  io::write_npy(path, shape{2}, std::vector{1.0F, 2.0F});
  io::write_npy(path, shape{2}, std::vector{3.0F, 4.0F});
  CHECK(io::read_npy(path).values == std::vector{3.0F, 4.0F});
  CHECK(folder.file_count() == 1);

  std::filesystem::resize_file(path, 130);
  const std::string prefix = "binpoint: " + path.string() + ": ";
  CHECK_THROWS_WITH(io::read_npy(path), prefix +
                                            "offset 128: found 2 bytes of values, expected 4 "
                                            "for each element of shape (2,)");
}
