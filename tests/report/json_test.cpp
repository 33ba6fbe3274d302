#include "report/json.hpp"

#include <algorithm>
#include <binpoint/report/json.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "report/networks.hpp"
#include "support/catch.hpp"
#include "support/profiles.hpp"
#include "support/random.hpp"

namespace {

namespace bp = binpoint;
using report_test::plan_of;
using report_test::small_network;
using report_test::some_validation;

/// The bins that runs tell of, as many as a histogram has. No run tells of an empty one.
std::vector<std::uint64_t> bins_of(const json::value& runs, std::size_t size) {
  std::vector<std::uint64_t> result(size);
  std::size_t told = 0;
  for (const json::value& run : runs.items) {
    std::size_t i = run[std::size_t{0}].count();
    for (std::size_t k = 1; k < run.items.size(); ++k, ++told) result.at(i++) = run[k].count();
  }
  CHECK(told == size - static_cast<std::size_t>(std::ranges::count(result, 0U)));
  return result;
}

void check_losses(const json::value& told, const bp::selection& s) {
  CHECK(told["overflows"][std::size_t{0}].count() == s.overflows.lower);
  CHECK(told["overflows"][1].count() == s.overflows.upper);
  CHECK(told["underflows"][std::size_t{0}].count() == s.underflows);
  CHECK(told["underflows"][1].count() == s.underflows + s.undecided_underflows);
  const auto same = [](const json::value& number, double x) {
    return std::isnan(x) ? number.is_null() : number.number() == x;
  };
  CHECK(same(told["sqnr_db"][std::size_t{0}], s.sqnr_db.lower));
  CHECK(same(told["sqnr_db"][1], s.sqnr_db.upper));
  CHECK(same(told["expected_sqnr_db"], s.expected_sqnr_db));
}

}  // namespace

TEST_CASE("JSON report: all that a histogram holds, exactly, for values of every kind") {
  support::generator random(11);
  bp::basic_profile<3> seen;
  seen[{std::string(3, '\0'), bp::role::weight}].add(support::mixed_values<double>(random, 40));
  seen[{"a\nb \xc3\xa9\xff", bp::role::bias}].add(support::mixed_values<float>(random, 40));
  seen[{"dead", bp::role::activation}].add(std::vector<float>(5, 0.0F));
  (void)seen[{"never run", bp::role::activation}];
  const bp::plan plan = bp::choose_formats(seen, bp::least_error{});
  const json::value report = json::parse(bp::json_report(seen, plan));
  CHECK(report["schema"].text == "1");
  CHECK(report["sub_bits"].text == "3");
  CHECK(report["validation"].is_null());
  REQUIRE(report["sites"].items.size() == seen.size());
  std::size_t i = 0;
  for (const auto& [where, h] : seen) {
    const json::value& told = report["sites"][i++];
    INFO(to_string(where));
    CHECK(told["role"].text == to_string(where.kind));
    CHECK(told["values"].count() == h.total());
    CHECK(told["zeros"].count() == h.zeros());
    CHECK(told["nans"].count() == h.nans());
    CHECK(told["positive_infinities"].count() == h.positive_infinities());
    CHECK(told["negative_infinities"].count() == h.negative_infinities());
    CHECK(told["positive_below"].count() + told["negative_below"].count() == h.below());
    CHECK(told["positive_above"].count() + told["negative_above"].count() == h.above());
    CHECK(told["min"].number() == h.min());
    CHECK(told["max"].number() == h.max());
    CHECK(told["smallest_nonzero"].number() == h.smallest_nonzero());
    const std::size_t bins = static_cast<std::size_t>(h.bins);
    const auto positive = bins_of(told["positive"], bins);
    const auto negative = bins_of(told["negative"], bins);
    CHECK(std::ranges::equal(positive, h.sums().subspan(8, bins)));
    CHECK(std::ranges::equal(negative, h.sums().subspan(8 + bins, bins)));
    CHECK(told["format"]["name"].text == to_string(plan.at(where).base));
    CHECK(told["format"]["lowest"].number() == plan.at(where).base.lowest());
    check_losses(told, bp::evaluate_format(h, plan.at(where).base));
    REQUIRE(told["word_lengths"].items.size() == 15);
    check_losses(told["word_lengths"][4], bp::choose_format(h, bp::least_error{6}));
    REQUIRE(told["criteria"].items.size() == 5);
    CHECK(told["criteria"][2]["criterion"].text == "no_overflow");
    check_losses(told["criteria"][2], bp::choose_format(h, bp::no_overflow{8}));
  }
}

TEST_CASE("JSON report: counts beyond 2^53 are strings") {
  CHECK(bp::detail::json_count(std::uint64_t{1} << 53) == "9007199254740992");
  CHECK(bp::detail::json_count((std::uint64_t{1} << 53) + 1) == "\"9007199254740993\"");
  bp::profile seen = small_network();
  auto& h = seen[{"input", bp::role::input}];
  h = support::doubled(h, 55);
  const json::value report = json::parse(bp::json_report(seen, plan_of(seen)));
  const json::value& values = report["sites"][3]["values"];
  CHECK(values.is == json::value::kind::string);
  CHECK(values.count() == h.total());
}

TEST_CASE("JSON report: numbers that are none") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(bp::detail::json_number(infinity) == "\"Infinity\"");
  CHECK(bp::detail::json_number(-infinity) == "\"-Infinity\"");
  CHECK(bp::detail::json_number(std::nan("")) == "null");
  for (const double x : {0.1, 1e300, -5e-324, 1.0 / 3, 0x1p-149, 123456789.125}) {
    CHECK(json::parse(bp::detail::json_number(x)).number() == x);
  }
}

TEST_CASE("JSON report: the run, the validation, formats of channels and none") {
  const bp::profile seen = small_network();
  bp::plan plan = plan_of(seen);
  plan.rules.rounding = bp::rounding_mode::half_even;
  plan.rules.overflow = bp::overflow_mode::wrap;
  plan[{"conv1", bp::role::bias}] = std::nullopt;
  plan[{"conv1", bp::role::weight}] = bp::tensor_format({8, 3}, {3, -5, 5});
  bp::validation v = some_validation(plan);
  v.confusion.classes = 2;
  v.confusion.counts[{1, 0}] = 7;
  v.multiply_accumulates = 99;
  bp::sensitivity alone;
  alone.sites[{"dense", bp::role::weight}].output = {.signal_energy = 100, .error_energy = 1};
  const json::value report = json::parse(bp::json_report(
      seen, plan,
      {.title = "a \"b\" \\", .facts = {{"x", "y\n\x01"}}, .validated = &v, .alone = &alone}));
  CHECK(report["title"].text == "a \"b\" \\");
  CHECK(report["facts"][std::size_t{0}][1].text == "y\n\x01");
  CHECK(report["version"].text == bp::detail::version_text());
  CHECK(report["policy"]["rounding"].text == "half_even");
  CHECK(report["policy"]["overflow"].text == "wrap");
  CHECK(report["policy"]["underflow"].text == "gradual");
  CHECK(report["validation"]["inputs"].count() == 2000);
  CHECK(report["validation"]["agreement"].number() == 0.995);
  CHECK(report["validation"]["metrics"][1]["name"].text == "loss <a>");
  CHECK(report["validation"]["metrics"][1]["quantized"].number() == 0.5);
  CHECK(report["validation"]["parameters"]["packed_bytes"].count() == 39104);
  CHECK(report["validation"]["confusion"]["pairs"][std::size_t{0}][2].count() == 7);
  CHECK(report["validation"]["multiply_accumulates"].count() == 99);
  const json::value& sites = report["sites"];
  CHECK(sites[2]["alone"]["output_sqnr_db"].number() == Approx(20));
  CHECK(sites[2]["alone"]["own_sqnr_db"].is_null());
  CHECK(!sites[3].has("alone"));
  CHECK(sites[1]["format"].is_null());
  CHECK(!sites[1].has("overflows"));
  CHECK(sites[std::size_t{0}]["fraction_lengths"][1].text == "-5");
  CHECK(!sites[std::size_t{0}].has("overflows"));
  CHECK(!sites[2].has("fraction_lengths"));
  CHECK(sites[2]["validated"]["underflows"].count() == 345);
  CHECK(sites[2]["validated"]["sqnr_db"].number() == Approx(30));
}

TEST_CASE("JSON report: the channels of a site, where they are known") {
  const bp::profile seen = small_network();
  bp::channel_profile channels;
  const std::vector<float> values{1, 0, -0.25F, 0.3F, 8, 9};
  const bp::channel_layout layout{.channels = 3, .inner = 2};
  channels.add({"dense", bp::role::weight}, bp::tensor_view<const float>(values, layout));
  const json::value report =
      json::parse(bp::json_report(seen, plan_of(seen), {.channels = &channels}));
  CHECK(!report["sites"][1].has("channels"));
  const json::value& told = report["sites"][2]["channels"];
  REQUIRE(told.items.size() == 3);
  CHECK(told[std::size_t{0}]["zeros"].count() == 1);
  CHECK(told[1]["values"].count() == 2);
  CHECK(told[1]["negative"][std::size_t{0}][std::size_t{0}].count() == 147);  // 2^-2
  CHECK(told[2]["positive"][std::size_t{0}][1].count() == 2);
  CHECK(told[2]["negative"].items.empty());
}

TEST_CASE("JSON report: names of any bytes") {
  CHECK(bp::detail::json_string("a\xff\"\\</\xc3\xa9\xe2\x80\xae") ==
        "\"a\xEF\xBF\xBD\\\"\\\\\\u003c/\xc3\xa9\\u202e\"");
  CHECK(bp::detail::json_string(std::string(1, '\0')) == "\"\\u0000\"");
}

TEST_CASE("JSON report: a plan without one of the sites is an error") {
  CHECK_THROWS_AS(bp::json_report(small_network(), bp::plan{}), std::invalid_argument);
}
