// The progress bar as a terminal gets it.

#include "support/progress.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <binpoint/report/detail/name_text.hpp>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>

#include "support/catch.hpp"

namespace {

/// What a terminal as standard error gets while `run` runs. A terminal hands on its text in pieces
/// of any size: a zero byte after the last tells where it ends. Nothing where no terminal can be had.
template <class Run>
std::optional<std::string> shown_by(Run run) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0) return std::nullopt;
  REQUIRE(grantpt(terminal) == 0);
  REQUIRE(unlockpt(terminal) == 0);
  const int end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  REQUIRE(end >= 0);
  const int before = dup(STDERR_FILENO);
  dup2(end, STDERR_FILENO);
  run();
  dup2(before, STDERR_FILENO);
  REQUIRE(write(end, "", 1) == 1);
  std::string shown;
  for (char byte = 0; read(terminal, &byte, 1) == 1 && byte != '\0';) shown += byte;
  for (const int each : {before, end, terminal}) close(each);
  return shown;
}

}  // namespace

TEST_CASE("progress: every line fits 80 columns, whatever the label") {
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\xE6\x97\xA5";
  for (const std::string& label : {std::string("reading f"), std::string(200, 'x'), wide}) {
    const auto shown = shown_by([&] {
      demo::progress bar(label, 10);
      bar.show(5);
      bar.show(10);
    });
    if (!shown.has_value()) {
      WARN("skipped: no pseudo-terminal can be had here");
      return;
    }
    CHECK(shown->find("] 50 %") != std::string::npos);
    CHECK(shown->find("] 100 %") != std::string::npos);
    std::istringstream lines(*shown);
    std::size_t most = 0;
    for (std::string line; std::getline(lines, line, '\r');) {
      most = std::max(most, static_cast<std::size_t>(binpoint::detail::display_width(line)));
    }
    INFO(*shown);
    CHECK(most < 80);
    CHECK(most > 50);
  }
}
