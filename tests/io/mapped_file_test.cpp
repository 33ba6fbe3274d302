#include <sys/stat.h>

#include <algorithm>
#include <binpoint/io/file.hpp>
#include <binpoint/io/mapped_file.hpp>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace io = binpoint::io;

namespace {

std::vector<std::byte> random_bytes(std::size_t n) {
  std::mt19937 random(3);
  std::vector<std::byte> bytes(n);
  for (auto& each : bytes) each = static_cast<std::byte>(random() & 0xff);
  return bytes;
}

}  // namespace

TEST_CASE("mapped files: the bytes are the file's, before and after they are given back") {
  const temporary_folder folder;
  const auto path = folder.path() / "f";
  for (const std::size_t size : {1U, 4095U, 4096U, 300001U}) {
    const auto expected = random_bytes(size);
    io::write_file(path, expected);
    const io::mapped_file file(path);
    CHECK(file.name() == path.string());
    CHECK(std::ranges::equal(file.bytes(), expected));
    for (const std::size_t begin : {std::size_t{0}, size / 3, size - 1}) {
      const auto part = file.bytes().subspan(begin);
      file.announce(part);
      file.prefetch(part);
      file.release(part);
      CHECK(std::ranges::equal(file.bytes(), expected));
    }
    file.release(file.bytes().subspan(0, 0));
  }
}

TEST_CASE("mapped files: a moved one keeps its bytes, an empty one has none") {
  const temporary_folder folder;
  const auto expected = random_bytes(5000);
  io::write_file(folder.path() / "f", expected);
  io::write_file(folder.path() / "empty", {});
  io::mapped_file first(folder.path() / "f");
  CHECK(first.is_mapped() == (BINPOINT_IO_HAS_MMAP == 1));
  io::mapped_file second(std::move(first));
  CHECK(std::ranges::equal(second.bytes(), expected));
  io::mapped_file empty(folder.path() / "empty");
  CHECK(empty.bytes().empty());
  empty = std::move(second);
  CHECK(std::ranges::equal(empty.bytes(), expected));
}

TEST_CASE("mapped files: what cannot be read is named") {
  const temporary_folder folder;
  const auto path = folder.path() / "none";
  CHECK_THROWS_WITH(io::mapped_file(path),
                    "binpoint: " + path.string() + ": found no such file, expected one");
  CHECK_THROWS_WITH(io::mapped_file(folder.path()),
                    "binpoint: " + folder.path().string() + ": found a directory, expected a file");
}

TEST_CASE("mapped files: a pipe is read to its end, and opened but once") {
  const temporary_folder folder;
  const auto path = folder.path() / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const auto expected = random_bytes(200000);
  std::thread writer([&] {
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(expected.data()),
              static_cast<std::streamsize>(expected.size()));
  });
  const io::mapped_file file(path);
  writer.join();
  CHECK_FALSE(file.is_mapped());
  CHECK(std::ranges::equal(file.bytes(), expected));
}
