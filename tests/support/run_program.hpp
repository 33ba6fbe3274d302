/// @file
/// Programs as a user runs them: their exit code, and what they say.
#ifndef BINPOINT_TESTS_SUPPORT_RUN_PROGRAM_HPP
#define BINPOINT_TESTS_SUPPORT_RUN_PROGRAM_HPP

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <string>

#include "support/catch.hpp"

namespace support {

struct outcome {
  int exit_code = -1;  ///< -1: it was ended by a signal
  std::string output;  ///< of both streams

  [[nodiscard]] long lines() const { return std::count(output.begin(), output.end(), '\n'); }
  [[nodiscard]] bool has(const std::string& part) const {
    return output.find(part) != std::string::npos;
  }
};

/// @param command  of the shell
inline outcome run_command(const std::string& command) {
  outcome result;
  FILE* pipe = popen(("{ " + command + " ; } 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    result.output.append(buffer.data(), n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

/// @param name       of a program in examples/
/// @param arguments  as a shell takes them
inline outcome run_example(const std::string& name, const std::string& arguments) {
  return run_command("'" + std::string(BINPOINT_EXAMPLE_PROGRAMS) + "/" + name + "' " + arguments);
}

}  // namespace support

#endif
