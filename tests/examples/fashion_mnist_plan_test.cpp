/// @file
/// The main example with plans, formats by channel, its tables and the files that it writes.
#include <algorithm>
#include <binpoint/io/profile.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "examples/fashion_mnist_run.hpp"
#include "support/catch.hpp"

namespace fs = std::filesystem;

using fashion_mnist::cut_to;
using fashion_mnist::number_after;
using fashion_mnist::outcome;
using fashion_mnist::overwrite;
using fashion_mnist::small_files;
using fashion_mnist::text_of;

namespace {

/// The saved plan with one of its words replaced by another.
void edit(const fs::path& plan, const std::string& from, const std::string& to) {
  std::string text = text_of(plan);
  const std::size_t at = text.find(from);
  INFO(text);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  std::ofstream(plan, std::ios::binary) << text;
}

/// The lines between two that hold these texts.
std::string between(const std::string& text, const std::string& first, const std::string& last) {
  const std::size_t begin = text.find(first);
  const std::size_t end = text.find(last, begin);
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, end - begin);
}

}  // namespace

TEST_CASE("the table of word lengths: simulated and in integers, for every length", "[examples]") {
  const small_files d;
  const outcome o = d.run("--word-lengths --per-channel");
  INFO(o.output);
  REQUIRE(o.exit_code == 0);
  std::istringstream table(between(o.output, "same codes\nfloat", "report:"));
  std::string word;
  double of_float = 0;
  table >> word >> word >> word >> of_float;
  CHECK(of_float > 88);
  for (const int expected : {16, 12, 10, 8, 7, 6, 5, 4}) {
    int bits = 0;
    double simulated = 0;
    double integers = 0;
    int same = 0;
    int total = 0;
    table >> bits >> simulated >> integers >> same >> word >> total;
    CHECK(bits == expected);
    CHECK(simulated == integers);
    CHECK(same == small_files::images);
    CHECK(total == small_files::images);
    CHECK(std::abs(simulated - of_float) <= (bits >= 8 ? 1.5 : 10));
    if (bits == 8) CHECK(simulated == number_after(o.output, "8-bit fixed point"));
  }
}

TEST_CASE("threads change nothing", "[examples]") {
  const small_files d;
  const outcome one = d.run("--word-lengths");
  const outcome three = d.run("--word-lengths --threads 3");
  CHECK(one.exit_code == 0);
  CHECK(one.output == three.output);
}

TEST_CASE("a plan that was saved gives the same network again", "[examples]") {
  const small_files d;
  const outcome first = d.run("--per-channel --word-length 6 " + d.option("--save-plan", "a.plan"));
  INFO(first.output);
  REQUIRE(first.exit_code == 0);
  const outcome second = d.run(d.option("--plan", "a.plan") + d.option("--save-plan", "b.plan"));
  INFO(second.output);
  REQUIRE(second.exit_code == 0);
  CHECK(text_of(d.at("a.plan")) == text_of(d.at("b.plan")));
  CHECK(text_of(d.at("a.plan")).find("conv1 weight sfix6_En") != std::string::npos);
  CHECK(number_after(first.output, "6-bit integers") ==
        number_after(second.output, "planned integers"));
  CHECK(between(first.output, "site", "accuracy") == between(second.output, "site", "accuracy"));
}

TEST_CASE("a plan that integers cannot follow is repaired, and shown as it runs", "[examples]") {
  const small_files d;
  REQUIRE(d.run(d.option("--save-plan", "a.plan")).exit_code == 0);
  const std::string plan = text_of(d.at("a.plan"));
  const std::string line = between(plan, "dense1 bias ", "\n");
  edit(d.at("a.plan"), line, "dense1 bias sfix8_En20");
  const outcome o = d.run(d.option("--plan", "a.plan") + d.option("--save-plan", "b.plan"));
  INFO(o.output);
  REQUIRE(o.exit_code == 0);
  CHECK(o.has("repaired for integers: dense1 bias: sfix8_En20 becomes sfix8_En"));
  CHECK_FALSE(between(o.output, "site", "columns:").find("sfix8_En20") != std::string::npos);
  CHECK(text_of(d.at("b.plan")).find("sfix8_En20") == std::string::npos);
  CHECK(o.has("integers: 200 of 200 images"));
}

TEST_CASE("a plan that is wrong is refused in one line that names file, line and site",
          "[examples]") {
  const small_files d;
  REQUIRE(d.run(d.option("--save-plan", "a.plan")).exit_code == 0);
  const std::string line = between(text_of(d.at("a.plan")), "conv2 weight ", "\n");
  SECTION("unknown site") {
    edit(d.at("a.plan"), "conv2 weight ", "conv3 weight ");
    d.expect_error({"a.plan", "line ", "conv3 weight", "no such site"},
                   d.option("--plan", "a.plan"));
  }
  SECTION("missing site") {
    edit(d.at("a.plan"), line + "\n", "");
    d.expect_error({"a.plan", "conv2 weight"}, d.option("--plan", "a.plan"));
  }
  SECTION("no format") {
    edit(d.at("a.plan"), line, "conv2 weight sfix99");
    d.expect_error({"a.plan", "line ", "conv2 weight", "sfix99"}, d.option("--plan", "a.plan"));
  }
  SECTION("another number of channels") {
    edit(d.at("a.plan"), line, "conv2 weight sfix8_En7 [7 7]");
    d.expect_error({"a.plan", "conv2 weight", "found 2", "16 channels"},
                   d.option("--plan", "a.plan"));
  }
  SECTION("a format that integers do not have") {
    edit(d.at("a.plan"), line, "conv2 weight float");
    d.expect_error({"a.plan", "line ", "conv2 weight", "expected a format"},
                   d.option("--plan", "a.plan"));
  }
  SECTION("a format longer than codes are") {
    edit(d.at("a.plan"), line, "conv2 weight sfix64_En60");
    d.expect_error({"a.plan", "line ", "conv2 weight", "31 magnitude bits"},
                   d.option("--plan", "a.plan"));
  }
  SECTION("cut short") {
    cut_to(d.at("a.plan"), fs::file_size(d.at("a.plan")) / 2);
    d.expect_error({"a.plan"}, d.option("--plan", "a.plan"));
  }
  SECTION("missing file") { d.expect_error({"none.plan"}, d.option("--plan", "none.plan")); }
  SECTION("and formats from elsewhere") {
    d.expect_error({"--plan", "--word-length"}, d.option("--plan", "a.plan") + "--word-length 8");
  }
}

TEST_CASE("details: every site with what it costs, answers, bytes, products, guard bits",
          "[examples]") {
  const small_files d;
  const outcome o = d.run("--details --per-channel");
  INFO(o.output);
  REQUIRE(o.exit_code == 0);
  const std::string details = between(o.output, "top-1 accuracy", "report:");
  for (const char* site : {"conv1 weight", "dense2 bias", "input input", "relu3 activation"}) {
    CHECK(details.find(std::string("\n") + site) != std::string::npos);
  }
  CHECK(details.find("gathered  channels\n") != std::string::npos);
  CHECK(details.find("rows: float, columns: quantized") != std::string::npos);
  // 8 * 9 * 784 + 16 * 72 * 196 + 784 * 64 + 64 * 10.
  CHECK(details.find("multiply-accumulates of one input: 333,056\n") != std::string::npos);
  CHECK(details.find("guard bits of the accumulators: relu1 ") != std::string::npos);
  CHECK(details.find("52,138   208,552") != std::string::npos);
}

TEST_CASE("the exported header has every site's type and codes", "[examples]") {
  const small_files d;
  REQUIRE(d.run(d.option("--export", "network_formats.hpp")).exit_code == 0);
  const std::string header = text_of(d.at("network_formats.hpp"));
  CHECK(header.find("using conv1_weight = binpoint::fixed<8, 5>;") != std::string::npos);
  CHECK(header.find("dense1_weight_codes[50176]") != std::string::npos);
  CHECK(header.ends_with("#endif\n"));
}

TEST_CASE("the report's numbers for programs and spreadsheets, and what was counted",
          "[examples]") {
  const small_files d;
  const fs::path calibration = d.files() / "calibration-images.idx3-ubyte";
  overwrite(calibration, 4, {0, 0, 0, 30});
  cut_to(calibration, 16 + 30 * 28 * 28);
  REQUIRE(d.run(d.option("--json", "a.json") + d.option("--csv", "a.csv") +
                d.option("--save-profile", "a.profile"))
              .exit_code == 0);
  const std::string json = text_of(d.at("a.json"));
  CHECK(json.find("200 of 200 images the same codes as simulated") != std::string::npos);
  CHECK(json.find("[\"calibration\",\"30 training images\"]") != std::string::npos);
  CHECK(json.find("\"layer\":\"dense2\"") != std::string::npos);
  CHECK(json.find("relu1 15 of 32, ") != std::string::npos);
  const auto seen = binpoint::io::read_profile(d.at("a.profile"));
  CHECK(seen.size() == 13);
  CHECK(seen.at({"input", binpoint::role::input}).total() == 30 * 28 * 28);
  CHECK(seen.at({"conv1", binpoint::role::weight}).total() == 72);
  const std::string csv = text_of(d.at("a.csv"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 13);
  CHECK(csv.find("\nconv1,weight,72,") != std::string::npos);
}

TEST_CASE("what cannot be written leaves nothing behind", "[examples]") {
  const small_files d;
  for (const char* option :
       {"--save-plan", "--save-profile", "--export", "--svg", "--json", "--csv", "--report"}) {
    const outcome o = fashion_mnist::run("--network '" + d.files().string() + "' " +
                                         d.option(option, "missing/file"));
    INFO(option << ": " << o.output);
    CHECK(o.exit_code == 1);
    CHECK(o.has(d.at("missing/file").string()));
    CHECK(d.written() == 0);
  }
}
