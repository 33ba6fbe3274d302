/// @file
/// The main example as a user meets it: its results, and one clear line for each wrong input.
#include <filesystem>
#include <sstream>
#include <string>

#include "examples/fashion_mnist_run.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace fs = std::filesystem;

using fashion_mnist::cut_to;
using fashion_mnist::number_after;
using fashion_mnist::outcome;
using fashion_mnist::overwrite;
using fashion_mnist::run;
using fashion_mnist::small_files;

TEST_CASE("8 bits keep the accuracy, 4 bits visibly do not", "[examples]") {
  const temporary_folder folder;
  const std::string report = (folder.path() / "report.html").string();
  const outcome eight = run("--report '" + report + "'");
  INFO(eight.output);
  REQUIRE(eight.exit_code == 0);
  const double of_float = number_after(eight.output, "float ");
  CHECK(of_float >= 88);
  CHECK(number_after(eight.output, "8-bit fixed point") >= of_float - 0.3);
  CHECK(number_after(eight.output, "8-bit integers") >= of_float - 0.3);
  CHECK(eight.has("integers: 2000 of 2000 images the same codes as simulated"));
  CHECK(fs::file_size(report) > 10'000);
  const outcome four = run("--word-length 4 --report '" + report + "'");
  CHECK(number_after(four.output, "4-bit fixed point") <= of_float - 1);
  CHECK(four.has("integers: 2000 of 2000 images the same codes as simulated"));
}

TEST_CASE("every criterion of the example runs", "[examples]") {
  const small_files d;
  for (const char* name :
       {"least_error", "most_information", "no_overflow", "outlier_budget", "shortest_word"}) {
    const outcome o = d.run("--criterion " + std::string(name));
    INFO(name << ": " << o.output);
    CHECK(o.exit_code == 0);
    CHECK(number_after(o.output, "8-bit fixed point") > 80);
    CHECK(o.has("integers: 200 of 200 images"));
  }
}

TEST_CASE("the table of all criteria has their formats and accuracies", "[examples]") {
  const small_files d;
  const outcome o = d.run("--word-length 4 --compare");
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
  CHECK(least_error == number_after(o.output, "4-bit fixed point"));
  CHECK(most_information < least_error);
  CHECK(o.output.find("dense2 weight", table) != std::string::npos);
  CHECK(o.output.find("sfix4_En", table) != std::string::npos);
}

TEST_CASE("the table of all criteria has the formats by channel where they are asked for",
          "[examples]") {
  const small_files d;
  const outcome o = d.run("--word-length 4 --compare --per-channel");
  INFO(o.output);
  REQUIRE(o.exit_code == 0);
  const std::size_t table = o.output.find("format, SQNR in dB");
  REQUIRE(table != std::string::npos);
  const std::size_t row = o.output.find("conv1 weight", table);
  REQUIRE(row != std::string::npos);
  const std::string line = o.output.substr(row, o.output.find('\n', row) - row);
  const std::string range = line.substr(0, line.find("..En"));
  CHECK(range.find("sfix4_En") != std::string::npos);
  // The heat map of the first criterion, above, says the same.
  const std::string first = o.output.substr(o.output.find("conv1 weight"), 60);
  const std::string format = first.substr(first.find("sfix4_"), first.find("..En") + 5);
  CHECK(line.find(format.substr(0, format.find(' '))) != std::string::npos);
}

TEST_CASE("wrong options are refused in one line", "[examples]") {
  const small_files intact;
  intact.expect_error({"unknown option '--wordlength'"}, "--wordlength 8");
  intact.expect_error({"--word-length", "'65'", "1..32"}, "--word-length 65");
  intact.expect_error({"--word-length", "'0'", "1..32"}, "--word-length 0");
  intact.expect_error({"--word-length", "'eight'", "1..32"}, "--word-length eight");
  intact.expect_error({"--criterion", "'best'", "least_error"}, "--criterion best");
  intact.expect_error({"signed word of length 1"}, "--word-length 1");
  intact.expect_error({"/nowhere", "t10k-images"}, "--data /nowhere");
  intact.expect_error({"--threads", "'0'", "1..256"}, "--threads 0");
  CHECK(run("--help").exit_code == 0);
}

TEST_CASE("a missing, cut or malformed file is named in one line", "[examples]") {
  const small_files d;
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
