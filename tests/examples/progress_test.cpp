// The progress bar as a terminal gets it.

#include "support/progress.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <binpoint/report/detail/name_text.hpp>
#include <cstdlib>
#include <sstream>
#include <string>

#include "support/catch.hpp"

namespace {

/// What a terminal as standard error gets while `run` runs.
template <class Run>
std::string shown_by(Run run) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(grantpt(terminal) == 0);
  REQUIRE(unlockpt(terminal) == 0);
  const int end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  REQUIRE(end >= 0);
  const int before = dup(STDERR_FILENO);
  dup2(end, STDERR_FILENO);
  run();
  dup2(before, STDERR_FILENO);
  std::array<char, 4096> buffer{};
  const auto count = read(terminal, buffer.data(), buffer.size());
  for (const int each : {before, end, terminal}) close(each);
  REQUIRE(count > 0);
  return {buffer.data(), static_cast<std::size_t>(count)};
}

}  // namespace

TEST_CASE("progress: every line fits 80 columns, whatever the label") {
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\xE6\x97\xA5";
  for (const std::string& label : {std::string("reading f"), std::string(200, 'x'), wide}) {
    const std::string shown = shown_by([&] {
      demo::progress bar(label, 10);
      bar.show(5);
      bar.show(10);
    });
    CHECK(shown.find("] 50 %") != std::string::npos);
    CHECK(shown.find("] 100 %") != std::string::npos);
    std::istringstream lines(shown);
    std::size_t most = 0;
    for (std::string line; std::getline(lines, line, '\r');) {
      most = std::max(most, static_cast<std::size_t>(binpoint::detail::display_width(line)));
    }
    INFO(shown);
    CHECK(most < 80);
    CHECK(most > 50);
  }
}
