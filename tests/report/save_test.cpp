// Reports as files: whole, or not at all.

#include <binpoint/report/save.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace bp = binpoint;

TEST_CASE("save_report: whole, in place of what was there") {
  const temporary_folder folder;
  const std::filesystem::path path = folder.path() / "report.html";
  const std::string text =
      "a line\n" + std::string(100000, 'x') + std::string("\r\n\0 and more", 12);
  bp::save_report(path, "old, and longer than nothing");
  bp::save_report(path, text);
  std::ifstream file(path, std::ios::binary);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == text);
  CHECK(folder.file_count() == 1);
  bp::save_report(path, "");
  CHECK(std::filesystem::file_size(path) == 0);
}

TEST_CASE("save_report: what cannot be written is named, and leaves nothing") {
  const temporary_folder folder;
  const std::filesystem::path nowhere = folder.path() / "missing" / "report.html";
  try {
    bp::save_report(nowhere, "text");
    FAIL("nothing was thrown");
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what()).find(nowhere.string()) != std::string::npos);
  }
  CHECK(folder.file_count() == 0);
}
