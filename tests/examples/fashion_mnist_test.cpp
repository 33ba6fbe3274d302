/// @file
/// The main example as a user meets it: its results, and one clear line for each wrong input.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace fs = std::filesystem;

namespace {

struct outcome {
  int exit_code = -1;
  std::string output;  ///< of both streams

  [[nodiscard]] long lines() const { return std::count(output.begin(), output.end(), '\n'); }
};

outcome run(const std::string& arguments) {
  const std::string program = std::string(BINPOINT_EXAMPLE_PROGRAMS) + "/fashion_mnist";
  outcome result;
  FILE* pipe = popen(("'" + program + "' " + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    result.output.append(buffer.data(), n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

/// The number after a label, in percent.
double percent_after(const std::string& text, const std::string& label) {
  const std::size_t at = text.find(label);
  REQUIRE(at != std::string::npos);
  return std::strtod(text.c_str() + at + label.size(), nullptr);
}

/// A copy of the example's files, to be damaged, and a place for the report beside it.
class damaged_files {
 public:
  damaged_files() { fs::copy(BINPOINT_EXAMPLE_DATA, files()); }

  [[nodiscard]] fs::path files() const { return folder_.path() / "files"; }
  [[nodiscard]] fs::path report() const { return folder_.path() / "report.html"; }

  /// Runs the program, which must fail with one line that has all of these parts, and leave no report.
  void expect_error(std::initializer_list<std::string> parts, const std::string& more = "") const {
    const outcome o = run("--network '" + files().string() + "' --report '" + report().string() +
                          "' " + more);
    INFO(o.output);
    CHECK((o.exit_code == 1 || o.exit_code == 2));
    CHECK(o.lines() == 1);
    for (const std::string& part : parts) CHECK(o.output.find(part) != std::string::npos);
    CHECK(folder_.file_count() == 1);
  }

 private:
  temporary_folder folder_;
};

void cut_to(const fs::path& file, std::uintmax_t size) { fs::resize_file(file, size); }

void overwrite(const fs::path& file, std::streamoff at, const std::string& bytes) {
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(at);
  stream << bytes;
}

}  // namespace

TEST_CASE("8 bits keep the accuracy, 4 bits visibly do not", "[examples]") {
  const temporary_folder folder;
  const std::string report = (folder.path() / "report.html").string();
  const outcome eight = run("--report '" + report + "'");
  INFO(eight.output);
  REQUIRE(eight.exit_code == 0);
  const double of_float = percent_after(eight.output, "float ");
  CHECK(of_float >= 88);
  CHECK(percent_after(eight.output, "8-bit fixed point") >= of_float - 1);
  CHECK(fs::file_size(report) > 10'000);
  const outcome four = run("--word-length 4 --report '" + report + "'");
  CHECK(percent_after(four.output, "4-bit fixed point") <= of_float - 1);
}

TEST_CASE("every criterion of the example runs", "[examples]") {
  const temporary_folder folder;
  const std::string report = " --report '" + (folder.path() / "r.html").string() + "'";
  for (const char* name :
       {"least_error", "most_information", "no_overflow", "outlier_budget", "shortest_word"}) {
    const outcome o = run("--criterion " + std::string(name) + report);
    INFO(name << ": " << o.output);
    CHECK(o.exit_code == 0);
    CHECK(percent_after(o.output, "8-bit fixed point") > 80);
  }
}

TEST_CASE("the table of all criteria has their formats and accuracies", "[examples]") {
  const temporary_folder folder;
  const outcome o =
      run("--word-length 4 --compare --report '" + (folder.path() / "r.html").string() + "'");
  INFO(o.output);
  REQUIRE(o.exit_code == 0);
  const std::size_t table = o.output.find("format, SQNR in dB");
  REQUIRE(table != std::string::npos);
  std::istringstream rest(o.output.substr(o.output.find("accuracy in %", table)));
  std::string word;
  rest >> word >> word >> word;
  double least_error = 0;
  double most_information = 0;
  rest >> least_error >> most_information;
  CHECK(least_error == percent_after(o.output, "4-bit fixed point"));
  CHECK(most_information < least_error);
  CHECK(o.output.find("dense2 weight", table) != std::string::npos);
  CHECK(o.output.find("sfix4_En", table) != std::string::npos);
}

TEST_CASE("wrong options are refused in one line", "[examples]") {
  const damaged_files intact;
  intact.expect_error({"unknown option '--wordlength'"}, "--wordlength 8");
  intact.expect_error({"--word-length", "'65'", "1..64"}, "--word-length 65");
  intact.expect_error({"--word-length", "'0'", "1..64"}, "--word-length 0");
  intact.expect_error({"--word-length", "'eight'", "1..64"}, "--word-length eight");
  intact.expect_error({"--criterion", "'best'", "least_error"}, "--criterion best");
  intact.expect_error({"signed word of length 1"}, "--word-length 1");
  intact.expect_error({"/nowhere", "t10k-images"}, "--data /nowhere");
  CHECK(run("--help").exit_code == 0);
}

TEST_CASE("a missing, cut or malformed file is named in one line", "[examples]") {
  const damaged_files d;
  SECTION("weights missing") {
    fs::remove(d.files() / "conv2.weight.npy");
    d.expect_error({"conv2.weight.npy"});
  }
  SECTION("weights cut") {
    cut_to(d.files() / "dense1.weight.npy", 5000);
    d.expect_error({"dense1.weight.npy", "found", "expected"});
  }
  SECTION("weights malformed") {
    overwrite(d.files() / "conv1.bias.npy", 0, "not NumPy");
    d.expect_error({"conv1.bias.npy", "found", "expected"});
  }
  SECTION("weights of another shape") {
    fs::copy_file(d.files() / "conv1.bias.npy", d.files() / "conv2.bias.npy",
                  fs::copy_options::overwrite_existing);
    d.expect_error({"conv2.bias.npy", "found shape (8,)", "expected (16,)"});
  }
  SECTION("images missing") {
    fs::remove(d.files() / "test-images.idx3-ubyte");
    d.expect_error({"test-images"});
  }
  SECTION("images cut") {
    cut_to(d.files() / "test-images.idx3-ubyte", 100'000);
    d.expect_error({"test-images.idx3-ubyte", "found", "expected"});
  }
  SECTION("images malformed") {
    overwrite(d.files() / "calibration-images.idx3-ubyte", 0, "GIF8");
    d.expect_error({"calibration-images.idx3-ubyte", "found", "expected"});
  }
  SECTION("calibration set empty") {
    overwrite(d.files() / "calibration-images.idx3-ubyte", 4, std::string(4, '\0'));
    cut_to(d.files() / "calibration-images.idx3-ubyte", 16);
    d.expect_error({"calibration-images.idx3-ubyte", "N > 0"});
  }
  SECTION("labels cut") {
    cut_to(d.files() / "test-labels.idx1-ubyte", 1000);
    d.expect_error({"test-labels.idx1-ubyte", "found", "expected"});
  }
  SECTION("a label out of range") {
    overwrite(d.files() / "test-labels.idx1-ubyte", 8, "\x7f");
    d.expect_error({"test-labels.idx1-ubyte", "found label 127 for image 0", "expected 0..9"});
  }
}

TEST_CASE("a report that cannot be written leaves nothing behind", "[examples]") {
  const temporary_folder folder;
  const fs::path target = folder.path() / "missing" / "report.html";
  const outcome o = run("--report '" + target.string() + "'");
  CHECK(o.exit_code == 1);
  CHECK(o.output.find(target.string()) != std::string::npos);
  CHECK(folder.file_count() == 0);
}
