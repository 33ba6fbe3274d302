/// @file
/// What inspect takes and gives beside whole files: pipes, a full disk, signals, files that do not
/// go together.
#include <sys/stat.h>

#include <binpoint/io/file.hpp>
#include <binpoint/io/npy.hpp>
#include <binpoint/io/plan.hpp>
#include <binpoint/io/profile.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/profiles.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

namespace bp = binpoint;
namespace io = binpoint::io;
namespace fs = std::filesystem;

namespace {

const fs::path tensors = fs::path(BINPOINT_TEST_DATA) / "tensors";
const std::string program = "'" + std::string(BINPOINT_EXAMPLE_PROGRAMS) + "/inspect' ";

std::string quoted(const fs::path& path) { return " '" + path.string() + "'"; }

void expect_error(const std::string& arguments, int exit_code, const std::string& text) {
  const support::outcome o = support::run_command(program + arguments);
  INFO(arguments);
  CHECK(o.exit_code == exit_code);
  CHECK(o.output == "inspect: " + text + "\n");
}

/// x.npy in a folder of its own.
fs::path write_array(const fs::path& folder, const std::vector<std::size_t>& shape) {
  fs::create_directory(folder);
  std::size_t count = 1;
  for (const std::size_t n : shape) count *= n;
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i);
  io::write_npy(folder / "x.npy", shape, values);
  return folder / "x.npy";
}

}  // namespace

TEST_CASE("inspect: a pipe is read as the file would be", "[examples]") {
  const temporary_folder folder;
  const fs::path profile = folder.path() / "profile";
  bp::profile seen;
  support::generator random(5);
  for (const bp::site& where : support::sites()) {
    seen[where].add(support::mixed_values<float>(random, 30));
  }
  io::write_profile(profile, seen);
  for (const fs::path& file : {tensors / "model.safetensors", tensors / "network.onnx", profile}) {
    const fs::path of_file = folder.path() / "of_file";
    const fs::path of_pipe = folder.path() / "of_pipe";
    const support::outcome o = support::run_command(
        program + quoted(file) + " --plan" + quoted(of_file) + " && cat" + quoted(file) + " | " +
        program + "/dev/stdin --plan" + quoted(of_pipe));
    INFO(o.output);
    REQUIRE(o.exit_code == 0);
    CHECK(io::read_plan(of_pipe) == io::read_plan(of_file));
  }
}

TEST_CASE("inspect: output that is lost is an error", "[examples]") {
  if (!fs::exists("/dev/full")) return;
  const support::outcome o =
      support::run_command(program + quoted(tensors / "float32.npy") + " > /dev/full");
  CHECK(o.exit_code == 1);
  CHECK(o.output == "inspect: standard output cannot be written\n");
}

TEST_CASE("inspect: a report into a pipe", "[examples]") {
  const temporary_folder folder;
  const fs::path pipe = folder.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  // Both ends are open, so that nobody waits for the other.
  const support::outcome o = support::run_command("exec 3<>" + quoted(pipe) + "; " + program +
                                                  quoted(tensors / "float32.npy") + " --plan" +
                                                  quoted(pipe) + " && head -n 1 <&3");
  INFO(o.output);
  CHECK(o.exit_code == 0);
  CHECK(o.output.ends_with(": written\nbinpoint plan 1\n"));
  CHECK(fs::is_fifo(pipe));
  CHECK(folder.file_count() == 1);
}

TEST_CASE("inspect: a report in the file that the table is printed to is refused", "[examples]") {
  const temporary_folder folder;
  const std::string out = (folder.path() / "out").string();
  for (const std::string& path : {out, std::string("/dev/stdout")}) {
    const support::outcome o = support::run_command(program + quoted(tensors / "float32.npy") +
                                                    " --plan '" + path + "' > '" + out + "'");
    CHECK(o.exit_code == 2);
    CHECK(o.output == "inspect: --plan: found '" + path +
                          "', which standard output writes, expected another file\n");
  }
  const support::outcome o =
      support::run_command(program + quoted(tensors / "float32.npy") + " --plan /dev/stdout");
  CHECK(o.exit_code == 0);
  CHECK(o.has("binpoint plan 1\n"));
}

TEST_CASE("inspect: wrong words are told before any file is read", "[examples]") {
  expect_error("/nowhere --word-length 65", 2,
               "--word-length: found '65', expected a number in 1..64");
  expect_error("/nowhere --criterion best", 2,
               "--criterion: found 'best', expected one of least_error, most_information, "
               "no_overflow, outlier_budget, shortest_word");
  expect_error("/nowhere --channel-axis 1", 2,
               "--channel-axis: found no --per-channel, which needs it");
  expect_error("/nowhere --plan /tmp/x --html /tmp/x", 2,
               "--plan: found '/tmp/x', which --html writes, expected another file");
  expect_error("/nowhere --plan /tmp/x --html /tmp/./x", 2,
               "--plan: found '/tmp/x', which --html writes, expected another file");
}

TEST_CASE("inspect: files that are merged by channel have the same channels", "[examples]") {
  const temporary_folder folder;
  const fs::path two = write_array(folder.path() / "two", {2, 3});
  const fs::path four = write_array(folder.path() / "four", {4, 3});
  const fs::path none = write_array(folder.path() / "none", {60});
  const std::string options = " --merge --per-channel";
  expect_error(
      quoted(two) + quoted(four) + options, 1,
      four.string() + ": found 'x weight' with 4 channels, expected 2 as in " + two.string());
  expect_error(
      quoted(two) + quoted(none) + options, 1,
      none.string() + ": found 'x weight' with 0 channels, expected 2 as in " + two.string());
  CHECK(support::run_command(program + quoted(two) + quoted(none) + " --merge").exit_code == 0);
  CHECK(support::run_command(program + quoted(two) + quoted(two) + options).exit_code == 0);
}

TEST_CASE("inspect: while it waits for input, a second signal ends it", "[examples]") {
  const temporary_folder folder;
  const fs::path pipe = folder.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const support::outcome o = support::run_command(
      program + quoted(pipe) +
      " & pid=$!; for i in 1 2; do sleep 0.5; kill -TERM $pid; done; sleep 0.5; "
      "kill -KILL $pid 2>/dev/null; wait $pid");
  CHECK(o.exit_code == 143);
}
