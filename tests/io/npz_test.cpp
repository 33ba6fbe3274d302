// Archives made byte by byte; those that NumPy writes are in tensor_file_test.cpp.

#include <binpoint/io/file.hpp>
#include <binpoint/io/npz.hpp>
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

using bytes = std::vector<std::byte>;

std::string u16(unsigned x) {
  return {static_cast<char>(x & 255), static_cast<char>(x >> 8 & 255)};
}
std::string u32(std::uint32_t x) { return u16(x & 0xffff) + u16(x >> 16); }

std::string npy(std::size_t values) {
  const std::vector<float> ones(values, 1.0F);
  const std::vector<std::size_t> shape{values};
  const bytes file = io::format_npy(shape, ones);
  return std::string(io::as_text(file));
}

/// What stands in a directory's entry; a member changed makes it wrong.
struct entry {
  std::string name = "a.npy";
  std::string content = npy(2);
  unsigned flags = 0;
  unsigned method = 0;
  std::uint32_t extra_size = 0;  ///< how much larger than it is
  std::string local_name{};      ///< if another one
  std::uint32_t inside = 0;      ///< if it is in the content of another: where in the archive
};

struct archive {
  std::vector<entry> entries{{}};
  unsigned count = 1;
  std::string comment{};
  std::string between{};  ///< before the directory

  [[nodiscard]] std::string text() const {
    std::string files;
    std::string directory;
    for (const entry& each : entries) {
      const auto end = static_cast<std::uint32_t>(files.size());
      const std::uint32_t offset = each.inside == 0 ? end : each.inside;
      const auto size = static_cast<std::uint32_t>(each.content.size()) + each.extra_size;
      const std::string& local = each.local_name.empty() ? each.name : each.local_name;
      const std::string common = u16(each.flags) + u16(each.method) + u32(0) + u32(0) + u32(size) +
                                 u32(size) + u16(static_cast<unsigned>(each.name.size())) + u16(0);
      const std::string file = "PK\x03\x04" + u16(20) + common + local + each.content;
      if (each.inside == 0) files += file;
      if (each.inside != 0) files.replace(offset, file.size(), file);
      directory += "PK\x01\x02" + u16(20) + u16(20) + common + u16(0) + u16(0) + u16(0) + u32(0) +
                   u32(offset) + each.name;
    }
    files += between;
    return files + directory + "PK\x05\x06" + u16(0) + u16(0) + u16(count) + u16(count) +
           u32(static_cast<std::uint32_t>(directory.size())) +
           u32(static_cast<std::uint32_t>(files.size())) +
           u16(static_cast<unsigned>(comment.size())) + comment;
  }
};

std::vector<io::tensor_entry> parsed_npz(const std::string& text) {
  return io::parse_npz(std::as_bytes(std::span(text)), "w.npz");
}

std::string npz_error(const std::string& text) {
  try {
    (void)parsed_npz(text);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::string npz_error(const archive& a) { return npz_error(a.text()); }
std::string npz_error(const entry& e) { return npz_error(archive{.entries = {e}}); }
std::string npz_message(const std::string& rest) { return "binpoint: w.npz: " + rest; }

}  // namespace

TEST_CASE("npz: arrays by name, with a comment behind them") {
  const archive two{.entries = {{}, {.name = "folder/b.npy", .content = npy(5)}},
                    .count = 2,
                    .comment = "PK\x05\x06 and more"};
  const auto found = parsed_npz(two.text());
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "a");
  CHECK(found[0].bytes == 8);
  CHECK(found[0].offset == 30 + 5 + 128);
  CHECK(found[1].name == "folder/b");
  CHECK(found[1].bytes == 20);
  CHECK(parsed_npz(archive{.entries = {}, .count = 0}.text()).empty());
}

TEST_CASE("npz: as many arrays as the format can count without zip64") {
  archive full{.entries = {}, .count = 65535};
  const std::string content = npy(0);
  for (unsigned i = 0; i < full.count; ++i) {
    full.entries.push_back({.name = std::to_string(i) + ".npy", .content = content});
  }
  const auto found = parsed_npz(full.text());
  REQUIRE(found.size() == 65535);
  CHECK(found.back().name == "65534");
}

TEST_CASE("npz: what is not a stored array is named") {
  REQUIRE(npz_error(entry{}).empty());
  CHECK(
      npz_error(entry{.method = 8}) ==
      npz_message("offset 171: found compressed file 'a.npy', expected a stored one (numpy.savez, "
                  "not savez_compressed)"));
  CHECK(npz_error(entry{.flags = 1}) ==
        npz_message("offset 171: found encrypted file 'a.npy', expected a plain one"));
  CHECK(npz_error(entry{.name = "a.txt"}) ==
        npz_message("offset 35: found file 'a.txt', expected a name with .npy"));
  CHECK(npz_error(entry{.local_name = "b.npy"}) ==
        npz_message("offset 30: found another name, expected 'a.npy' as in the directory"));
  CHECK(npz_error(entry{.content = "hello, world"}) ==
        npz_message("offset 35: found 'hello,', expected an .npy file"));
  CHECK(npz_error(entry{.extra_size = 1}) ==
        npz_message(
            "offset 35: found 137 bytes of 'a.npy', expected no more than there are before the "
            "directory at 171"));
  CHECK(npz_error(archive{.entries = {{.extra_size = 1}}, .between = "x"}) ==
        npz_message(
            "offset 163: found 9 bytes of values, expected 4 for each element of shape (2,)"));
}

TEST_CASE("npz: a file in another is refused") {
  const entry outer{.content = npy(50)};
  const entry inner{.name = "b.npy", .inside = 30 + 5 + 128};
  const std::string text =
      npz_message("offset 163: found file 'b.npy', expected none before the end of another at 363");
  CHECK(npz_error(archive{.entries = {outer, inner}, .count = 2}) == text);
}

TEST_CASE("npz: what is not one whole directory is named") {
  CHECK(npz_error("") ==
        npz_message("offset 0: found the end of the file, expected the end record of a "
                    "zip archive before it"));
  const archive twice{.entries = {{}, {}}, .count = 2};
  CHECK(npz_error(twice) ==
        npz_message("offset 206: found array 'a' again, expected each name once"));
  CHECK(npz_error(archive{.entries = {{}, {.name = "b.npy"}}, .count = 1}) ==
        npz_message("offset 393: found more bytes, expected the end after 1 entries"));
  CHECK(npz_error(archive{.count = 2}) ==
        npz_message("offset 222: found 0 bytes, expected 4 (an entry "
                    "of the directory)"));
}

TEST_CASE("npz: cut anywhere, or any byte changed, it is read or refused in one line") {
  const std::filesystem::path folder = std::filesystem::path(BINPOINT_TEST_DATA) / "tensors";
  for (const char* name : {"zip64.npz", "all_types.npz"}) {
    const bytes file = io::read_file(folder / name);
    const std::string whole(io::as_text(file));
    REQUIRE(npz_error(whole).empty());
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CHECK(npz_error(whole.substr(0, length)).starts_with("binpoint: w.npz: offset "));
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const unsigned flip : {1U, 16U, 128U, 255U}) {
        std::string changed = whole;
        changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ flip);
        REQUIRE(npz_error(changed).find('\n') == std::string::npos);
      }
    }
  }
}
