/// @file
/// The directory of a zip archive whose files are stored, not compressed.
#ifndef BINPOINT_IO_DETAIL_ZIP_HPP
#define BINPOINT_IO_DETAIL_ZIP_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../cursor.hpp"

namespace binpoint::io::detail {

/// One file of an archive.
struct zip_file {
  std::string name;
  std::size_t header = 0;  ///< offset of the header before it in the archive
  std::size_t offset = 0;  ///< of its first byte
  std::size_t size = 0;
};

/// Reads an archive's directory, from the end record backward.
/// @par Source  APPNOTE.TXT, sections 4.3 to 4.5 (.ZIP file format specification, zip64 included)
class zip_reader {
 public:
  zip_reader(std::span<const std::byte> bytes, std::string name)
      : bytes_(bytes), name_(std::move(name)) {}

  [[nodiscard]] std::vector<zip_file> read() const {
    const directory where = find_directory();
    cursor in = at(where.offset, where.size);
    std::vector<zip_file> files;
    for (std::uint64_t i = 0; i < where.count; ++i) files.push_back(read_entry(in, where.offset));
    if (in.remaining() > 0) {
      in.fail_here("more bytes", "the end after " + std::to_string(where.count) + " entries");
    }
    check_places(files);
    return files;
  }

 private:
  static constexpr std::uint32_t entry_magic = 0x02014b50;
  static constexpr std::uint32_t local_magic = 0x04034b50;
  static constexpr std::uint32_t end_magic = 0x06054b50;
  static constexpr std::uint32_t end64_magic = 0x06064b50;
  static constexpr std::uint32_t locator64_magic = 0x07064b50;
  static constexpr std::size_t end_size = 22;
  static constexpr std::size_t locator64_size = 20;
  static constexpr std::uint16_t zip64_field = 1;
  static constexpr std::uint32_t in_zip64 = std::numeric_limits<std::uint32_t>::max();

  struct directory {
    std::uint64_t count = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
  };

  /// A cursor over a part of the archive; what lies beyond its end is an error.
  [[nodiscard]] cursor at(std::uint64_t offset, std::uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      cursor(bytes_, name_)
          .fail_at(bytes_.size(), "the end of the file",
                   std::to_string(size) + " bytes at " + std::to_string(offset));
    }
    const auto start = static_cast<std::size_t>(offset);
    return {bytes_.subspan(start, static_cast<std::size_t>(size)), name_, start};
  }
  [[nodiscard]] cursor from(std::uint64_t offset) const {
    return at(offset, bytes_.size() - std::min<std::uint64_t>(offset, bytes_.size()));
  }

  static void expect_magic(cursor& in, std::uint32_t wanted, const char* what) {
    const std::size_t start = in.offset();
    const auto found = in.little_endian<std::uint32_t>(what);
    if (found != wanted) in.fail_at(start, "other bytes", what);
  }

  /// The end record has a comment of unknown length behind it.
  [[nodiscard]] std::size_t find_end() const {
    constexpr std::size_t longest_comment = 65535;
    for (std::size_t back = end_size; back <= end_size + longest_comment; ++back) {
      if (back > bytes_.size()) break;
      cursor in = from(bytes_.size() - back);
      if (in.little_endian<std::uint32_t>("end") != end_magic) continue;
      (void)in.take(16, "end of the directory");
      if (in.little_endian<std::uint16_t>("comment length") == in.remaining()) {
        return bytes_.size() - back;
      }
    }
    cursor(bytes_, name_)
        .fail_at(bytes_.size(), "the end of the file", "the end record of a zip archive before it");
  }

  [[nodiscard]] directory find_directory() const {
    const std::size_t end = find_end();
    cursor in = from(end + 4);
    const auto disk = in.little_endian<std::uint16_t>("disk");
    const auto first_disk = in.little_endian<std::uint16_t>("disk");
    (void)in.little_endian<std::uint16_t>("entries of this disk");
    directory found;
    found.count = in.little_endian<std::uint16_t>("entries");
    found.size = in.little_endian<std::uint32_t>("size of the directory");
    found.offset = in.little_endian<std::uint32_t>("offset of the directory");
    const bool is_zip64 =
        found.count == 0xffff || found.size == in_zip64 || found.offset == in_zip64;
    // As many files as the field can tell take no zip64: only its locator tells which it is.
    if (is_zip64 && has_locator64(end)) return find_directory64(end - locator64_size);
    if (disk != 0 || first_disk != 0) in.fail_at(end, "a part of an archive", "a whole one");
    return found;
  }

  /// @param end  offset of the end record
  [[nodiscard]] bool has_locator64(std::size_t end) const {
    return end >= locator64_size &&
           from(end - locator64_size).little_endian<std::uint32_t>("locator") == locator64_magic;
  }

  [[nodiscard]] directory find_directory64(std::size_t locator_offset) const {
    cursor locator = at(locator_offset, locator64_size);
    (void)locator.take(8, "magic and disk");
    cursor in = from(locator.little_endian<std::uint64_t>("offset of the end record"));
    expect_magic(in, end64_magic, "the end record of zip64");
    (void)in.take(28, "end record of zip64");
    directory found;
    found.count = in.little_endian<std::uint64_t>("entries");
    found.size = in.little_endian<std::uint64_t>("size of the directory");
    found.offset = in.little_endian<std::uint64_t>("offset of the directory");
    return found;
  }

  /// An entry of the directory, checked, and the header before its file.
  [[nodiscard]] zip_file read_entry(cursor& in, std::uint64_t directory_offset) const {
    const std::size_t start = in.offset();
    expect_magic(in, entry_magic, "an entry of the directory");
    (void)in.take(4, "versions");
    const auto flags = in.little_endian<std::uint16_t>("flags");
    const auto method = in.little_endian<std::uint16_t>("method");
    (void)in.take(8, "time and checksum");
    std::uint64_t packed = in.little_endian<std::uint32_t>("compressed size");
    std::uint64_t size = in.little_endian<std::uint32_t>("size");
    const auto name_length = in.little_endian<std::uint16_t>("length of the name");
    const auto extra_length = in.little_endian<std::uint16_t>("length of the extra field");
    const auto comment_length = in.little_endian<std::uint16_t>("length of the comment");
    (void)in.take(8, "disk and attributes");
    std::uint64_t offset = in.little_endian<std::uint32_t>("offset");
    const std::string name(as_text(in.take(name_length, "name")));
    const std::size_t extra_offset = in.offset();
    cursor extra(in.take(extra_length, "extra field"), name_, extra_offset);
    read_zip64(extra, size, packed, offset);
    (void)in.take(comment_length, "comment");
    if ((flags & 1U) != 0) in.fail_at(start, "encrypted file " + in_quotes(name), "a plain one");
    if (method != 0 || packed != size) {
      in.fail_at(start, "compressed file " + in_quotes(name),
                 "a stored one (numpy.savez, not savez_compressed)");
    }
    return locate(name, offset, size, directory_offset);
  }

  /// Files in one another would be read as often as a few bytes of directory ask for it.
  void check_places(const std::vector<zip_file>& files) const {
    std::vector<const zip_file*> sorted;
    for (const zip_file& each : files) sorted.push_back(&each);
    std::ranges::sort(sorted, {}, &zip_file::header);
    std::size_t end = 0;
    for (const zip_file* each : sorted) {
      if (each->header < end) {
        cursor(bytes_, name_)
            .fail_at(each->header, "file " + in_quotes(each->name),
                     "none before the end of another at " + std::to_string(end));
      }
      end = each->offset + each->size;
    }
  }

  /// The numbers that did not fit their 32 bits, in this order, if the field is there.
  static void read_zip64(cursor& extra, std::uint64_t& size, std::uint64_t& packed,
                         std::uint64_t& offset) {
    while (extra.remaining() > 0) {
      const auto id = extra.little_endian<std::uint16_t>("extra field");
      const auto length = extra.little_endian<std::uint16_t>("length of an extra field");
      const std::size_t start = extra.offset();
      cursor field(extra.take(length, "extra field"), extra.name(), start);
      if (id != zip64_field) continue;
      for (std::uint64_t* each : {&size, &packed, &offset}) {
        if (*each == in_zip64) *each = field.little_endian<std::uint64_t>("number of zip64");
      }
    }
  }

  [[nodiscard]] zip_file locate(const std::string& name, std::uint64_t offset, std::uint64_t size,
                                std::uint64_t directory_offset) const {
    cursor local = from(offset);
    expect_magic(local, local_magic, "the header of a file");
    (void)local.take(22, "header");
    const auto name_length = local.little_endian<std::uint16_t>("length of the name");
    const auto extra_length = local.little_endian<std::uint16_t>("length of the extra field");
    const std::size_t name_offset = local.offset();
    if (as_text(local.take(name_length, "name")) != name) {
      local.fail_at(name_offset, "another name", in_quotes(name) + " as in the directory");
    }
    (void)local.take(extra_length, "extra field");
    const std::size_t start = local.offset();
    if (start > directory_offset || size > directory_offset - start) {
      local.fail_at(
          start, std::to_string(size) + " bytes of " + in_quotes(name),
          "no more than there are before the directory at " + std::to_string(directory_offset));
    }
    return {name, static_cast<std::size_t>(offset), start, static_cast<std::size_t>(size)};
  }

  std::span<const std::byte> bytes_;
  std::string name_;
};

}  // namespace binpoint::io::detail

#endif
