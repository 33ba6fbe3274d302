#include <binpoint/io/idx.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
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
using pixels = std::vector<std::uint8_t>;

bytes idx_bytes(const std::vector<int>& values) {
  bytes result;
  for (const int value : values) result.push_back(static_cast<std::byte>(value));
  return result;
}

std::string idx_error(const bytes& file) {
  try {
    (void)io::parse_idx(file, "a.idx");
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::string message(const std::string& rest) { return "binpoint: a.idx: " + rest; }

}  // namespace

TEST_CASE("idx: writing and reading gives back every byte") {
  std::mt19937 random(3);
  for (const shape& dimensions :
       {shape{5}, shape{0}, shape{3, 2, 4}, shape{2, 0, 4}, shape(255, 1)}) {
    std::size_t count = 1;
    for (const std::size_t dimension : dimensions) count *= dimension;
    pixels values(count);
    for (auto& value : values) value = static_cast<std::uint8_t>(random());
    const io::idx_array back = io::parse_idx(io::format_idx(dimensions, values));
    CHECK(back.shape == dimensions);
    CHECK(back.values == values);
  }
}

TEST_CASE("idx: dimensions are big-endian, magic first") {
  const bytes labels = idx_bytes({0, 0, 8, 1, 0, 0, 0, 2, 7, 9});
  CHECK(io::parse_idx(labels).values == pixels{7, 9});
  CHECK(io::format_idx(shape{2}, pixels{7, 9}) == labels);
  bytes images = idx_bytes({0, 0, 8, 3, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 0, 1});
  images.resize(images.size() + 258);
  CHECK(io::parse_idx(images).shape == shape{258, 1, 1});
}

TEST_CASE("idx: a file cut anywhere, or too long, is an error") {
  const bytes whole = io::format_idx(shape{2, 3, 2}, pixels(12, 200));
  REQUIRE(idx_error(whole).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    INFO("length " << length);
    CHECK(idx_error(part).find("binpoint: a.idx: offset ") == 0);
  }
  bytes longer = whole;
  longer.push_back(std::byte{0});
  CHECK(idx_error(longer) ==
        message(
            "offset 16: found 13 bytes of values, expected 1 for each element of shape (2, 3, 2)"));
  CHECK(idx_error({}) == message("offset 0: found 0 bytes, expected 4 (magic)"));
}

TEST_CASE("idx: other types and no dimensions are refused by number") {
  const std::string expected =
      ", expected 2049 (labels), 2051 (images) or another array of unsigned bytes";
  CHECK(idx_error(idx_bytes({0, 0, 0x0d, 1, 0, 0, 0, 0})) ==
        message("offset 0: found magic number 3329" + expected));
  CHECK(idx_error(idx_bytes({0, 0, 8, 0, 1})) ==
        message("offset 0: found magic number 2048" + expected));
  CHECK(idx_error(idx_bytes({1, 0, 8, 1, 0, 0, 0, 0})) ==
        message("offset 0: found magic number 16779265" + expected));
  CHECK(idx_error(idx_bytes({0x1f, 0x8b, 8, 8, 0})) ==
        message("offset 0: found magic number 529205256" + expected));
}

TEST_CASE("idx: dimensions that no memory holds are refused before memory is asked for") {
  // 2^16 * 2^16 * 2^16 * 2^16 = 2^64: 0 when it wraps around.
  const bytes wraps = idx_bytes({0, 0, 8, 4, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0});
  CHECK(idx_error(wraps) ==
        message("offset 20: found 0 bytes of values, expected 1 for each element "
                "of shape (65536, 65536, 65536, 65536)"));
  const bytes huge = idx_bytes({0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255, 1});
  CHECK(idx_error(huge) ==
        message("offset 12: found 1 bytes of values, expected 1 for each element "
                "of shape (4294967295, 4294967295)"));
  const bytes zero_last = idx_bytes({0, 0, 8, 2, 255, 255, 255, 255, 0, 0, 0, 0});
  CHECK(io::parse_idx(zero_last).values.empty());
}

TEST_CASE("idx: what the format does not hold is not written") {
  CHECK_THROWS_AS(io::format_idx(shape{3}, pixels(2)), std::invalid_argument);
  CHECK_THROWS_AS(io::format_idx(shape{}, pixels(1)), std::invalid_argument);
  CHECK_THROWS_AS(io::format_idx(shape(256, 1), pixels(1)), std::invalid_argument);
  CHECK_THROWS_AS(io::format_idx(shape{std::size_t{1} << 32, 0}, pixels()), std::invalid_argument);
}

TEST_CASE("idx: files are written whole and read back, and errors name them") {
  const temporary_folder folder;
  const auto path = folder.path() / "labels.idx1-ubyte";
  io::write_idx(path, shape{3}, pixels{1, 2, 3});
  CHECK(io::read_idx(path).values == pixels{1, 2, 3});
  CHECK(folder.file_count() == 1);
  std::filesystem::resize_file(path, 10);
  CHECK_THROWS_WITH(io::read_idx(path),
                    "binpoint: " + path.string() +
                        ": offset 8: found 2 bytes of values, expected 1 for each "
                        "element of shape (3,)");
}
