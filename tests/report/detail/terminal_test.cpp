// The width of a terminal: a pseudo-terminal stands in for standard output.

#include <algorithm>
#include <binpoint/report/detail/terminal.hpp>
#include <binpoint/report/text.hpp>
#include <cstddef>
#include <sstream>
#include <string>

#include "report/networks.hpp"
#include "support/catch.hpp"

using binpoint::detail::wants_color;

TEST_CASE("terminal: colours where they are wanted") {
  CHECK(wants_color(true, nullptr, "xterm"));
  CHECK(wants_color(true, "", "xterm"));
  CHECK(!wants_color(false, nullptr, "xterm"));
  CHECK(!wants_color(true, "1", "xterm"));
  CHECK(!wants_color(true, nullptr, "dumb"));
  CHECK(!wants_color(true, nullptr, nullptr));
}

#if __has_include(<sys/ioctl.h>) && __has_include(<unistd.h>)

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace {

/// Standard output is a terminal of that many columns while this lives.
class pseudo_terminal {
 public:
  explicit pseudo_terminal(unsigned short columns)
      : master_(posix_openpt(O_RDWR | O_NOCTTY)), saved_(dup(STDOUT_FILENO)) {
    if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0) return;
    const int slave = open(ptsname(master_), O_RDWR | O_NOCTTY);
    if (slave < 0) return;
    winsize size{};
    size.ws_col = columns;
    works_ = ioctl(slave, TIOCSWINSZ, &size) == 0 && dup2(slave, STDOUT_FILENO) >= 0;
    close(slave);
  }
  ~pseudo_terminal() {
    dup2(saved_, STDOUT_FILENO);
    close(saved_);
    if (master_ >= 0) close(master_);
  }
  pseudo_terminal(const pseudo_terminal&) = delete;
  pseudo_terminal& operator=(const pseudo_terminal&) = delete;

  [[nodiscard]] bool works() const { return works_; }

 private:
  int master_;
  int saved_;
  bool works_ = false;
};

/// The longest line of a heat map that finds the width by itself.
std::size_t longest_line(unsigned short columns, int& width) {
  const auto seen = report_test::small_network();
  std::string text;
  {
    const pseudo_terminal terminal(columns);
    if (!terminal.works()) return 0;
    width = binpoint::detail::terminal_width();
    text = binpoint::heat_map(seen, report_test::plan_of(seen),
                              {.color = binpoint::color_mode::never, .legend = false});
  }
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

}  // namespace

TEST_CASE("terminal: the heat map is as wide as it, and no wider") {
  int width = 0;
  const std::size_t narrow = longest_line(72, width);
  if (narrow == 0) {
    WARN("there are no pseudo-terminals here");
    return;
  }
  CHECK(width == 72);
  CHECK(narrow <= 72);
  const std::size_t wide = longest_line(180, width);
  CHECK(width == 180);
  CHECK(wide <= 180);
  CHECK(wide > 100);  // more than where no width is known
}

#endif
