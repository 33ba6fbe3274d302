/// @file
/// A folder of a test's own, removed with all that is in it.
#ifndef BINPOINT_TESTS_SUPPORT_TEMPORARY_FOLDER_HPP
#define BINPOINT_TESTS_SUPPORT_TEMPORARY_FOLDER_HPP

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>

class temporary_folder {
 public:
  temporary_folder()
      : path_(std::filesystem::temp_directory_path() /
              ("binpoint-" + std::to_string(std::random_device{}()) +
               std::to_string(std::random_device{}()))) {
    if (!std::filesystem::create_directory(path_))
      throw std::runtime_error("exists: " + path_.string());
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Files and folders directly inside.
  [[nodiscard]] std::size_t file_count() const {
    const std::filesystem::directory_iterator first(path_);
    return static_cast<std::size_t>(std::distance(first, std::filesystem::directory_iterator()));
  }

 private:
  std::filesystem::path path_;
};

#endif
