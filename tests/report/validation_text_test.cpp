/// @file
/// A validation as text: every number the library's, every part there when given and absent if not.
#include <array>
#include <binpoint/criteria.hpp>
#include <binpoint/report/validation_text.hpp>
#include <binpoint/sensitivity.hpp>
#include <binpoint/validate.hpp>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/toy_network.hpp"

namespace bp = binpoint;

namespace {

const std::vector<std::array<float, 2>> inputs{{1, 2}, {-4, 0}, {0.55F, 8}, {0.01F, 1.5F}};
const bp::site weight{"dense", bp::role::weight};

struct results {
  support::toy_network net;
  bp::plan per_tensor = bp::choose_formats(bp::calibrate(net, inputs), bp::pinned{{6, 3}});
  bp::plan formats = per_tensor;
  bp::validation v;

  results() {
    formats.at(weight) = bp::tensor_format(bp::format{6, 3}, {4, 3});
    const std::vector<int> labels{1, 0, 1, 0};
    v = bp::validate(net, formats, inputs, bp::top_1_accuracy{labels});
  }
};

/// The words of the first line that begins with a text; none where there is no such line.
std::vector<std::string> words_of(const std::string& text, const std::string& beginning) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(beginning)) continue;
    std::istringstream words(line.substr(beginning.size()));
    std::vector<std::string> result;
    for (std::string word; words >> word;) result.push_back(word);
    return result;
  }
  return {};
}

using words = std::vector<std::string>;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("validation as text: metrics, sites, bytes", "[validation_text]") {
  const results r;
  const std::string text = bp::validation_text(r.v);
  INFO(text);
  CHECK(words_of(text, "top-1 accuracy") == words{"0.75", "0.75", "0"});
  const bp::error_report& input = r.v.sites.at({"input", bp::role::input}).losses;
  // 8 overflows, 0.01 becomes 0.
  CHECK(words_of(text, "input input") ==
        words{"sfix6_En3", "12.50", "%", "12.50", "%",
              bp::detail::number_text(input.sqnr_db(), std::chars_format::fixed, 1), "dB"});
  CHECK(words_of(text, "dense weight").front() == "sfix6_En3..En4");
  CHECK(words_of(text, "parameters") == words{"6", "24", "6", "5"});
  CHECK(words_of(text, "outputs of one input") == words{"4", "16", "4", "4"});
  CHECK(has(text, "outputs of the network: SQNR " +
                      bp::detail::decibels_text(r.v.outputs.sqnr_db()) + "\n"));
  CHECK_FALSE(has(text, "gathered"));
  CHECK_FALSE(has(text, "channels:"));
  CHECK_FALSE(has(text, "multiply-accumulates"));
  CHECK_FALSE(has(text, "guard bits"));
}

TEST_CASE("validation as text: sites alone, gains by channel, products, guard bits",
          "[validation_text]") {
  results r;
  const bp::sensitivity alone = bp::measure_sensitivity(r.net, r.formats, inputs);
  const bp::channel_profile seen = bp::observe_channels(r.net);
  const auto gains = bp::expected_channel_gains(seen, r.formats, r.per_tensor);
  const std::vector<bp::layer_guard_bits> guard_bits{{"dense", 14}, {"next", 3}};
  r.v.multiply_accumulates = 1234567;
  const std::string text =
      bp::validation_text(r.v, {.alone = &alone, .gains = &gains, .guard_bits = guard_bits});
  INFO(text);
  const auto decibels = [](double db) {
    return bp::detail::number_text(db, std::chars_format::fixed, 1);
  };
  const bp::site_sensitivity& output = alone.sites.at({"dense", bp::role::activation});
  const words of_output = words_of(text, "dense activation");
  REQUIRE(of_output.size() == 14);
  CHECK(of_output[7] == decibels(output.own.sqnr_db()));
  CHECK(of_output[9] == decibels(output.output.sqnr_db()));
  CHECK(of_output[11] == decibels(output.accumulated.sqnr_db()));
  CHECK(of_output[13] == "-");
  const words of_weight = words_of(text, "dense weight");
  REQUIRE(of_weight.size() >= 2);
  CHECK(of_weight[of_weight.size() - 2] == "+" + decibels(gains.at(weight).gain_db()));
  CHECK(has(text, "on 4 inputs: alone"));
  CHECK(has(text, "multiply-accumulates of one input: 1,234,567\n"));
  CHECK(has(text, "guard bits of the accumulators: dense 14, next 3\n"));
}

TEST_CASE("validation as text: confusion as a square, or what changed most", "[validation_text]") {
  bp::validation v;
  v.inputs = 2010;
  v.agreement = 2000.0 / 2010;
  v.confusion = {.classes = 3, .counts = {{{0, 0}, 1500}, {{2, 2}, 500}, {{2, 1}, 4}, {{1, 0}, 6}}};
  const std::string square = bp::validation_text(v);
  INFO(square);
  CHECK(has(square, "answers: the same for 2,000 of 2,010 inputs (99.50 %)\n"));
  CHECK(has(square,
            "rows: float, columns: quantized\n"
            "       0  1    2\n"
            "0  1,500  .    .\n"
            "1      6  .    .\n"
            "2      .  4  500\n"));
  const std::string list = bp::validation_text(v, {.widest_square = 2});
  INFO(list);
  CHECK(has(list,
            "float  quantized  inputs\n"
            "    1          0       6\n"
            "    2          1       4\n\n"));
  for (std::size_t i = 0; i < 11; ++i) v.confusion.counts[{7, 10 + i}] = i < 10 ? 3 : 2;
  v.confusion.classes = 1000;
  const std::string many = bp::validation_text(v);
  CHECK(has(many, "and 3 pairs more\n"));
  CHECK(has(many, "    7         17       3\nand"));
  v.agreement = 1;
  CHECK_FALSE(has(bp::validation_text(v), "float  quantized  inputs"));
}

TEST_CASE("validation as text: names cannot steer the terminal, float and empty sites have words",
          "[validation_text]") {
  bp::validation v;
  v.metrics.push_back({"a\x1b[2J", 1, 2});
  v.sites[{"b\n\x07", bp::role::bias}].chosen = std::nullopt;
  v.sites[{"zeros", bp::role::weight}] = {bp::format{8, 7}, {.total = 3}};
  const std::vector<bp::layer_guard_bits> guard_bits{{"c\x1b", 1}};
  const std::string text = bp::validation_text(v, {.guard_bits = guard_bits});
  CHECK_FALSE(has(text, "\x1b"));
  CHECK_FALSE(has(text, "\x07"));
  CHECK(has(text, " float "));
  CHECK(words_of(text, "zeros weight") == words{"sfix8_En7", "0", "%", "0", "%", "-"});
}
