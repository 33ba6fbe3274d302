/// @file
/// Plans in files: the text of plan_text.hpp.
#ifndef BINPOINT_IO_PLAN_HPP
#define BINPOINT_IO_PLAN_HPP

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../check_plan.hpp"
#include "../network.hpp"
#include "../plan_text.hpp"
#include "cursor.hpp"
#include "file.hpp"

namespace binpoint::io {

/// Largest plan that is read, in bytes: that of 100,000 sites and more.
inline constexpr std::size_t plan_file_limit = std::size_t{1} << 23;

/// Reads a plan's file.
/// @throws std::runtime_error  naming the file, the line, the site, what was found and expected
[[nodiscard]] inline plan read_plan(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path, plan_file_limit);
  binpoint::detail::plan_reader reader;
  if (!reader.read(as_text(bytes))) fail(path.string(), reader.problem());
  return std::move(reader).result();
}

/// The same for a network with these sites, see check_plan.hpp.
/// @throws std::runtime_error  also when a site is unknown or missing, or cannot take its format or
///                             the policy
[[nodiscard]] inline plan read_plan(const std::filesystem::path& path, const planned_sites& sites) {
  const std::vector<std::byte> bytes = read_file(path, plan_file_limit);
  const binpoint::detail::plan_checker check(sites);
  binpoint::detail::plan_reader reader(check);
  if (!reader.read(as_text(bytes))) fail(path.string(), reader.problem());
  plan result = std::move(reader).result();
  const std::string missing = check.missing_in(result);
  if (!missing.empty()) fail(path.string(), "the plan has no format for " + missing);
  return result;
}

/// Writes a plan's file, whole or not at all.
/// @throws std::invalid_argument  when a format is invalid
/// @throws std::runtime_error     naming the file, when it cannot be written
inline void write_plan(const std::filesystem::path& path, const plan& formats) {
  const std::string text = to_string(formats);
  write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace binpoint::io

#endif
