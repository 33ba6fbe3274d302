#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <binpoint/io/file.hpp>
#include <binpoint/io/partial_file.hpp>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace io = binpoint::io;

namespace {

std::span<const std::byte> written_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text_of(const std::filesystem::path& path) {
  const auto bytes = io::read_file(path);
  return std::string(io::as_text(bytes));
}

}  // namespace

TEST_CASE("partial files: nothing is seen before the end, and all of it then") {
  const temporary_folder folder;
  const auto path = folder.path() / "f";
  io::write_file(path, written_bytes("before"));
  io::partial_file out(path);
  out.write(written_bytes("af"));
  CHECK(text_of(path) == "before");
  out.write(written_bytes("ter"));
  out.commit();
  CHECK(text_of(path) == "after");
  CHECK(folder.file_count() == 1);
}

TEST_CASE("partial files: one that is given up leaves nothing and changes nothing") {
  const temporary_folder folder;
  const auto path = folder.path() / "f";
  io::write_file(path, written_bytes("before"));
  {
    io::partial_file out(path);
    out.write(written_bytes("half"));
    CHECK(folder.file_count() == 2);
  }
  CHECK(folder.file_count() == 1);
  CHECK(text_of(path) == "before");
}

TEST_CASE("partial files: a place that cannot be written to is named at the end") {
  const temporary_folder folder;
  const auto path = folder.path() / "missing" / "f";
  io::partial_file out(path);
  out.write(written_bytes("x"));
  CHECK_THROWS_WITH(out.commit(), "binpoint: " + path.string() + ": cannot be written");
  io::partial_file over_folder(folder.path());
  over_folder.write(written_bytes("x"));
  CHECK_THROWS(over_folder.commit());
  CHECK(std::filesystem::is_directory(folder.path()));
  CHECK(folder.file_count() == 0);
}

TEST_CASE("partial files: a link stays, and what it leads to is replaced") {
  const temporary_folder folder;
  const auto file = folder.path() / "f";
  const auto link = folder.path() / "link";
  io::write_file(file, written_bytes("before"));
  std::filesystem::create_symlink("f", link);
  io::write_file(link, written_bytes("after"));
  CHECK(std::filesystem::is_symlink(link));
  CHECK(text_of(file) == "after");
  CHECK(folder.file_count() == 2);
}

TEST_CASE("partial files: a link to a file that is not there stays too, and the file is made") {
  const temporary_folder folder;
  const auto link = folder.path() / "link";
  std::filesystem::create_symlink("f", link);
  io::write_file(link, written_bytes("text"));
  CHECK(std::filesystem::is_symlink(link));
  CHECK(text_of(folder.path() / "f") == "text");
  CHECK(folder.file_count() == 2);
}

TEST_CASE("partial files: what only its owner may read stays so, from the first byte on") {
  using std::filesystem::perms;
  const temporary_folder folder;
  const auto path = folder.path() / "f";
  io::write_file(path, written_bytes("before"));
  std::filesystem::permissions(path, perms::owner_read | perms::owner_write);
  io::partial_file out(path);
  for (const auto& each : std::filesystem::directory_iterator(folder.path())) {
    CHECK(each.status().permissions() == (perms::owner_read | perms::owner_write));
  }
  out.write(written_bytes("after"));
  out.commit();
  CHECK(std::filesystem::status(path).permissions() == (perms::owner_read | perms::owner_write));
  CHECK(text_of(path) == "after");
}

TEST_CASE("partial files: a pipe is written to, and stays one") {
  const temporary_folder folder;
  const auto path = folder.path() / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  io::write_file(path, written_bytes("text"));
  std::array<char, 10> found{};
  CHECK(read(reader, found.data(), found.size()) == 4);
  CHECK(std::string_view(found.data()) == "text");
  close(reader);
  CHECK(std::filesystem::is_fifo(path));
  CHECK(folder.file_count() == 1);
}
