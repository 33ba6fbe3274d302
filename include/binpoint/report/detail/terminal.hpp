/// @file
/// What standard output is: whether a terminal, how wide, and whether it takes colours.
#ifndef BINPOINT_REPORT_DETAIL_TERMINAL_HPP
#define BINPOINT_REPORT_DETAIL_TERMINAL_HPP

#include <cstdlib>
#include <string_view>

#if __has_include(<sys/ioctl.h>) && __has_include(<unistd.h>)
#include <sys/ioctl.h>
#include <unistd.h>

namespace binpoint::detail {

[[nodiscard]] inline bool is_terminal() { return isatty(STDOUT_FILENO) == 1; }

/// In columns; 0 where standard output is no terminal or does not tell.
[[nodiscard]] inline int terminal_width() {
  winsize size{};
  return is_terminal() && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace binpoint::detail

#else

namespace binpoint::detail {

[[nodiscard]] inline bool is_terminal() { return false; }
[[nodiscard]] inline int terminal_width() { return 0; }

}  // namespace binpoint::detail

#endif

namespace binpoint::detail {

/// @param no_color, term  variables of the environment, null where they are not set
/// @par Source  no-color.org: NO_COLOR counts when it is set and not empty
[[nodiscard]] inline bool wants_color(bool is_terminal, const char* no_color, const char* term) {
  if (no_color != nullptr && *no_color != '\0') return false;
  const std::string_view kind = term == nullptr ? "" : term;
  return is_terminal && !kind.empty() && kind != "dumb";
}

[[nodiscard]] inline bool wants_color() {
  return wants_color(is_terminal(), std::getenv("NO_COLOR"), std::getenv("TERM"));
}

}  // namespace binpoint::detail

#endif
