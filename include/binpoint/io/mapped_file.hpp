/// @file
/// Files as bytes in memory without loading them: pages come when they are read, and go again.
#ifndef BINPOINT_IO_MAPPED_FILE_HPP
#define BINPOINT_IO_MAPPED_FILE_HPP

#include <cstddef>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cursor.hpp"
#include "file.hpp"

#if __has_include(<sys/mman.h>) && __has_include(<fcntl.h>)
#define BINPOINT_IO_HAS_MMAP 1
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#else
#define BINPOINT_IO_HAS_MMAP 0
#endif

namespace binpoint::io {

/// All bytes of a file, read-only. Where files cannot be mapped, and for pipes, it is read whole.
///
/// @pre  nobody shortens the file meanwhile: the system ends a program that reads beyond its end
class mapped_file {
 public:
  /// @throws std::runtime_error  naming the file, when it cannot be read
  explicit mapped_file(const std::filesystem::path& path) : name_(path.string()) {
    if (!map(path)) {
      loaded_ = read_file(path, std::numeric_limits<std::size_t>::max());
      bytes_ = loaded_;
    }
  }
  mapped_file(mapped_file&& other) noexcept
      : name_(std::move(other.name_)),
        loaded_(std::move(other.loaded_)),
        bytes_(std::exchange(other.bytes_, {})),
        is_mapped_(std::exchange(other.is_mapped_, false)) {}
  mapped_file& operator=(mapped_file other) noexcept {
    std::swap(name_, other.name_);
    std::swap(loaded_, other.loaded_);
    std::swap(bytes_, other.bytes_);
    std::swap(is_mapped_, other.is_mapped_);
    return *this;
  }
#if BINPOINT_IO_HAS_MMAP
  ~mapped_file() {
    if (is_mapped_) munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  }
#else
  ~mapped_file() = default;
#endif

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  [[nodiscard]] bool is_mapped() const { return is_mapped_; }

  /// Says that a part of bytes() will be read later: the system may begin to fetch it.
  void announce([[maybe_unused]] std::span<const std::byte> part) const {
#if BINPOINT_IO_HAS_MMAP
    advise(part, MADV_WILLNEED);
#endif
  }

  /// Says that a part of bytes() will be read at once, all of it.
  void prefetch([[maybe_unused]] std::span<const std::byte> part) const {
#if BINPOINT_IO_HAS_MMAP && defined(MADV_POPULATE_READ)
    advise(part, MADV_POPULATE_READ);
#elif BINPOINT_IO_HAS_MMAP
    advise(part, MADV_WILLNEED);
#endif
  }

  /// Says that a part of bytes() is done with: its memory is free for others, and it can still be
  /// read again.
  void release([[maybe_unused]] std::span<const std::byte> part) const {
#if BINPOINT_IO_HAS_MMAP
    advise(part, MADV_DONTNEED);
#endif
  }

 private:
#if BINPOINT_IO_HAS_MMAP
  /// @return false for what has no size, or cannot be mapped for another reason
  bool map(const std::filesystem::path& path) {
    std::error_code ignored;
    // To open a pipe and let go of it again would cut off whoever writes to it.
    if (!std::filesystem::is_regular_file(path, ignored)) return false;
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    struct stat status {};
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      const auto size = static_cast<std::size_t>(status.st_size);
      void* const start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
      is_mapped_ = start != MAP_FAILED;
      if (is_mapped_) bytes_ = {static_cast<const std::byte*>(start), size};
    }
    close(file);
    return is_mapped_;
  }

  /// For the pages that the part touches.
  void advise(std::span<const std::byte> part, int advice) const {
    if (!is_mapped_ || part.empty()) return;
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const auto start = static_cast<std::size_t>(part.data() - bytes_.data());
    const std::size_t first = start / page * page;
    (void)madvise(const_cast<std::byte*>(bytes_.data()) + first, start + part.size() - first,
                  advice);
  }
#else
  bool map(const std::filesystem::path&) { return false; }
#endif

  std::string name_;
  std::vector<std::byte> loaded_;
  std::span<const std::byte> bytes_;
  bool is_mapped_ = false;
};

}  // namespace binpoint::io

#endif
