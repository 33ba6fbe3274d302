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
class partial_file {
 public:
  /// @throws nothing; a file that cannot be written is found by commit()
  explicit partial_file(std::filesystem::path path) : path_(std::move(path)), partial_(path_) {
    partial_ += '.';
    partial_ += std::to_string(std::random_device{}());
    partial_ += ".partial";
    out_.open(partial_, std::ios::binary | std::ios::trunc);
    exists_ = out_.is_open();
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
    if (is_whole) std::filesystem::rename(partial_, path_, failure);
    if (is_whole && !failure) {
      exists_ = false;
      return;
    }
    discard();
    fail(path_.string(),
         "cannot be written" + (failure ? ": " + failure.message() : std::string()));
  }

 private:
  void discard() {
    if (!exists_) return;
    out_.close();
    std::error_code ignored;
    std::filesystem::remove(partial_, ignored);
    exists_ = false;
  }

  std::filesystem::path path_;
  std::filesystem::path partial_;
  std::ofstream out_;
  bool exists_ = false;
};

}  // namespace binpoint::io

#endif
