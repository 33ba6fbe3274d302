/// @file
/// Reports as files.
#ifndef BINPOINT_REPORT_SAVE_HPP
#define BINPOINT_REPORT_SAVE_HPP

#include <filesystem>
#include <span>
#include <string_view>

#include "../io/file.hpp"

namespace binpoint {

/// Writes a report, whole or not at all: what stood there before is replaced at the end, in one
/// step.
/// @throws std::runtime_error  naming the file, when it cannot be written; nothing is left behind
inline void save_report(const std::filesystem::path& path, std::string_view text) {
  io::write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace binpoint

#endif
