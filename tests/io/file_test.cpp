#include <binpoint/io/file.hpp>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace io = binpoint::io;

using bytes = std::vector<std::byte>;

TEST_CASE("file: reading gives back what was written, of any length") {
  const temporary_folder folder;
  for (const std::size_t length : {0U, 1U, 65535U, 65536U, 65537U, 200000U}) {
    bytes written(length);
    for (std::size_t i = 0; i < length; ++i) written[i] = static_cast<std::byte>(i * 7);
    io::write_file(folder.path() / "a", written);
    CHECK(io::read_file(folder.path() / "a") == written);
  }
  CHECK(folder.file_count() == 1);
}

TEST_CASE("file: what cannot be read is named in one line") {
  const temporary_folder folder;
  const std::string missing = (folder.path() / "missing").string();
  CHECK_THROWS_WITH(io::read_file(missing),
                    "binpoint: " + missing + ": found no such file, expected one");
  CHECK_THROWS_WITH(io::read_file(folder.path()),
                    "binpoint: " + folder.path().string() + ": found a directory, expected a file");
  const std::string deeper = (folder.path() / "a" / "b").string();
  CHECK_THROWS_WITH(io::read_file(deeper),
                    "binpoint: " + deeper + ": found no such file, expected one");
}

TEST_CASE("file: no more than the limit is read") {
  const temporary_folder folder;
  const auto path = folder.path() / "a";
  io::write_file(path, bytes(100));
  CHECK(io::read_file(path, 100).size() == 100);
  CHECK_THROWS_WITH(io::read_file(path, 99),
                    "binpoint: " + path.string() + ": found more than 99 bytes, expected no more");
  io::write_file(path, bytes(70000));  // more than is read at a time
  CHECK(io::read_file(path, 70000).size() == 70000);
  CHECK_THROWS_AS(io::read_file(path, 69999), std::runtime_error);
}

TEST_CASE("file: a failed write leaves what was there, and nothing beside it") {
  const temporary_folder folder;
  const auto target = folder.path() / "target";
  std::filesystem::create_directory(target);
  io::write_file(target / "inside", bytes(3));
  CHECK_THROWS_AS(io::write_file(target, bytes(5)), std::runtime_error);  // a directory, not empty
  CHECK(folder.file_count() == 1);
  CHECK(io::read_file(target / "inside").size() == 3);
  const std::string nowhere = (folder.path() / "none" / "a").string();
  CHECK_THROWS_WITH(io::write_file(nowhere, bytes(5)),
                    "binpoint: " + nowhere + ": cannot be written");
}
