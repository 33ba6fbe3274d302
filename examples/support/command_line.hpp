/// @file
/// A command line of files and options in any order.
#ifndef BINPOINT_EXAMPLES_COMMAND_LINE_HPP
#define BINPOINT_EXAMPLES_COMMAND_LINE_HPP

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"

namespace demo {

/// The arguments that begin with "--", each with its value, and the others, which are files.
struct command_line {
  std::vector<std::string> files;
  std::vector<const char*> options;

  command_line(std::span<const char* const> arguments, const std::vector<option>& known) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const std::string_view name = arguments[i];
      if (!name.starts_with("--")) {
        files.emplace_back(name);
        continue;
      }
      options.push_back(arguments[i]);
      const bool has_value = std::ranges::any_of(
          known, [&](const option& each) { return each.name == name && !each.value.empty(); });
      if (has_value && i + 1 < arguments.size()) options.push_back(arguments[++i]);
    }
  }
};

}  // namespace demo

#endif
