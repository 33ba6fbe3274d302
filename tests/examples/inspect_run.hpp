/// @file
/// Running inspect, and what the tests of it read.
#ifndef BINPOINT_TESTS_EXAMPLES_INSPECT_RUN_HPP
#define BINPOINT_TESTS_EXAMPLES_INSPECT_RUN_HPP

#include <binpoint/binpoint.hpp>
#include <binpoint/io/file.hpp>
#include <binpoint/io/plan.hpp>
#include <filesystem>
#include <string>

#include "support/catch.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

namespace inspect {

namespace bp = binpoint;
namespace io = binpoint::io;
namespace fs = std::filesystem;

inline const fs::path tensors = fs::path(BINPOINT_TEST_DATA) / "tensors";

inline std::string quoted(const fs::path& path) { return " '" + path.string() + "'"; }

inline support::outcome run(const std::string& arguments) {
  return support::run_example("inspect", arguments);
}

/// The plan that inspect writes for a command line.
inline bp::plan plan_of(const std::string& arguments) {
  const temporary_folder folder;
  const fs::path file = folder.path() / "p";
  const support::outcome o = run(arguments + " --plan" + quoted(file));
  INFO(arguments << "\n" << o.output);
  REQUIRE(o.exit_code == 0);
  CHECK(folder.file_count() == 1);
  return io::read_plan(file);
}

/// Runs inspect, which must end with this code and one line, and write nothing.
inline void expect_error(const std::string& arguments, int exit_code, const std::string& text) {
  const temporary_folder folder;
  const support::outcome o = run(arguments + " --plan" + quoted(folder.path() / "p") + " --html" +
                                 quoted(folder.path() / "h"));
  INFO(arguments);
  CHECK(o.exit_code == exit_code);
  CHECK(o.output == "inspect: " + text + "\n");
  CHECK(folder.file_count() == 0);
}

inline std::string text_of(const fs::path& path) {
  const auto bytes = io::read_file(path);
  return std::string(io::as_text(bytes));
}

}  // namespace inspect

#endif
