/// @file
/// A file that is written bit by bit, and seen whole or not at all.
#ifndef BINPOINT_IO_PARTIAL_FILE_HPP
#define BINPOINT_IO_PARTIAL_FILE_HPP

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <random>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include "cursor.hpp"

namespace binpoint::io {

/// Writes beside the file's place, under a name of its own; commit() puts it there in one step.
/// Without that, as after an exception, the partial file is removed and what stood there stays.
///
/// A link stays, and the file that it leads to is replaced, or made. Who may read a file that is
/// replaced may read the new one. A device or a pipe cannot be replaced:
/// it is written to as it comes.
class partial_file {
 public:
  /// @throws nothing; a file that cannot be written is found by commit()
  explicit partial_file(std::filesystem::path path)
      : path_(std::move(path)), place_(place_of(path_)), partial_(place_) {
    std::error_code ignored;
    is_apart_ = !std::filesystem::is_other(place_, ignored);
    if (is_apart_) {
      partial_ += '.';
      partial_ += std::to_string(std::random_device{}());
      partial_ += ".partial";
    }
    out_.open(partial_, std::ios::binary | std::ios::trunc);
    exists_ = is_apart_ && out_.is_open();
    const std::filesystem::file_status before = std::filesystem::status(place_, ignored);
    if (exists_ && std::filesystem::is_regular_file(before)) {
      std::filesystem::permissions(partial_, before.permissions(), ignored);
    }
  }
  partial_file(const partial_file&) = delete;
  partial_file& operator=(const partial_file&) = delete;
  ~partial_file() { discard(); }

  void write(std::span<const std::byte> bytes) {
    out_.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

  /// @throws std::runtime_error  naming the file, when anything could not be written; what stood
  ///         there before stays
  void commit() {
    out_.close();
    std::error_code failure;
    const bool is_whole = !out_.fail();
    if (is_whole && is_apart_) std::filesystem::rename(partial_, place_, failure);
    if (is_whole && !failure) {
      exists_ = false;
      return;
    }
    discard();
    fail(path_.string(),
         "cannot be written" + (failure ? ": " + failure.message() : std::string()));
  }

 private:
  /// Where the file lies, or will lie: a link is followed.
  static std::filesystem::path place_of(const std::filesystem::path& path) {
    std::error_code failure;
    if (!std::filesystem::is_symlink(path, failure)) return path;
    const std::filesystem::path target = std::filesystem::canonical(path, failure);
    if (!failure) return target;
    // Standard output's link leads to a pipe that has no path; others, to a file not yet there.
    if (std::filesystem::exists(path, failure)) return path;
    const std::filesystem::path missing = std::filesystem::read_symlink(path, failure);
    return failure ? path : path.parent_path() / missing;
  }

  void discard() {
    if (!exists_) return;
    out_.close();
    std::error_code ignored;
    std::filesystem::remove(partial_, ignored);
    exists_ = false;
  }

  std::filesystem::path path_;   ///< as it was given
  std::filesystem::path place_;  ///< where it leads
  std::filesystem::path partial_;
  std::ofstream out_;
  bool is_apart_ = true;  ///< whether what is written lies beside the place until the end
  bool exists_ = false;
};

}  // namespace binpoint::io

#endif
