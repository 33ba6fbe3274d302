// The script of the published network, as far as it goes without its packages.

#include <filesystem>
#include <string>

#include "support/catch.hpp"
#include "support/run_program.hpp"

namespace {

namespace fs = std::filesystem;

const fs::path script = fs::path(BINPOINT_EXAMPLE_DATA).parent_path() / "text_direction.py";
const fs::path model = fs::path(BINPOINT_TEST_DATA) / "tensors" / "network.onnx";

support::outcome run_script(const std::string& arguments) {
  return support::run_command("python3 '" + script.string() + "' " + arguments);
}

}  // namespace

TEST_CASE("text_direction: each mistake is told at once, in the last line", "[examples]") {
  if (support::run_command("python3 --version").exit_code != 0) return;
  const std::string file = "'" + model.string() + "' --inspect ";
  const support::outcome no_model = run_script("/nowhere/m.onnx --inspect x");
  CHECK(no_model.exit_code == 1);
  CHECK(no_model.output.starts_with("text_direction: /nowhere/m.onnx: found no such file, "));
  const support::outcome no_program = run_script(file + "/nowhere/inspect");
  CHECK(no_program.exit_code == 1);
  CHECK(no_program.output ==
        "text_direction: /nowhere/inspect: No such file or directory, "
        "expected the built example inspect\n");
  const support::outcome no_length = run_script(file + "x --word-lengths 8,x");
  CHECK(no_length.exit_code == 2);
  CHECK(no_length.output.ends_with("found '8,x', expected numbers in 1..64: 8,6,4\n"));
  const support::outcome no_line = run_script(file + "x --lines 0");
  CHECK(no_line.exit_code == 2);
  CHECK(no_line.output.ends_with("found '0', expected 2 or more\n"));
}

TEST_CASE("text_direction: a model is inspected", "[examples]") {
  if (support::run_command("python3 --version").exit_code != 0) return;
  const std::string program = "'" + std::string(BINPOINT_EXAMPLE_PROGRAMS) + "/inspect'";
  // Whether its network could be run depends on what is installed; the profile comes first.
  const support::outcome o = run_script("'" + model.string() + "' --inspect " + program);
  CHECK(o.has("values  overflow  underflow"));
  CHECK(o.has("by channel"));
}
