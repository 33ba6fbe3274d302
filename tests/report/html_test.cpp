#include <binpoint/report/html.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "report/json.hpp"
#include "report/networks.hpp"
#include "report/xml.hpp"
#include "support/catch.hpp"

namespace {

namespace bp = binpoint;
using report_test::plan_of;
using report_test::small_network;
using report_test::some_validation;

std::string policy_of(const xml::element& page) {
  return page.only("http-equiv", "Content-Security-Policy").get("content");
}

}  // namespace

TEST_CASE("HTML report: stands alone, and lets nothing in") {
  const bp::profile seen = small_network();
  const std::string text = bp::html_report(seen, plan_of(seen));
  const xml::element page = xml::parse(text);
  // One script, which is allowed by its hash, and one block of data, which is no script.
  const auto scripts = page.named("script");
  REQUIRE(scripts.size() == 2);
  CHECK(scripts[0]->get("type") == "application/json");
  CHECK(scripts[1]->attributes.empty());
  const std::string hash = bp::detail::base64(bp::detail::sha256_of(scripts[1]->text));
  CHECK(policy_of(page) == "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" +
                               hash + "'; base-uri 'none'; form-action 'none'");
  for (const char* name : {"src", "href", "style", "onload", "onclick", "oninput", "action"}) {
    CHECK(page.all([&](const auto& e) { return !e.get(name).empty(); }).empty());
  }
  CHECK(text.find("url(") == std::string::npos);
  CHECK(text.find("@import") == std::string::npos);
  CHECK(text.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(text.find("@media print") != std::string::npos);
  CHECK(text.find("Validation") == std::string::npos);
}

TEST_CASE("HTML report: carries the numbers of its JSON twin") {
  const bp::profile seen = small_network();
  const bp::plan plan = plan_of(seen);
  const bp::validation v = some_validation(plan);
  const bp::report_options options{
      .title = "</script><b>", .facts = {{"data", "</script>"}}, .validated = &v};
  const xml::element page = xml::parse(bp::html_report(seen, plan, options));
  const json::value carried = json::parse(page.only("id", "data").text);
  const json::value twin = json::parse(bp::json_report(seen, plan, options));
  CHECK(carried["title"].text == "</script><b>");
  REQUIRE(carried["sites"].items.size() == seen.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const json::value& site = carried["sites"][i];
    CHECK(!site.has("criteria"));
    CHECK(site["layer"].text == twin["sites"][i]["layer"].text);
    CHECK(site["expected_sqnr_db"].text == twin["sites"][i]["expected_sqnr_db"].text);
    CHECK(site["positive"].items.size() == twin["sites"][i]["positive"].items.size());
  }
}

TEST_CASE("HTML report: says what was run, whatever it was called") {
  const bp::profile seen = small_network();
  bp::plan plan = plan_of(seen);
  plan.rules.rounding = bp::rounding_mode::toward_zero;
  plan.rules.underflow = bp::underflow_mode::flush;
  plan[{"dense", bp::role::weight}] = bp::format{16, 12};
  plan[{"conv1", bp::role::bias}] = std::nullopt;
  const xml::element page = xml::parse(bp::html_report(
      seen, plan, {.title = "<b>&amp;", .facts = {{"data & \"more\"", "<img src=x>"}}}));
  CHECK(page.named("title").front()->text == "<b>&amp;");
  CHECK(page.named("h1").front()->text == "<b>&amp;");
  CHECK(page.named("b").empty());
  CHECK(page.named("img").empty());
  std::vector<std::string> facts;
  for (const xml::element* each : page.named("dt")) facts.push_back(each->text);
  CHECK(facts ==
        std::vector<std::string>{"data & \"more\"", "word lengths", "arithmetic", "made by"});
  const auto values = page.named("dd");
  CHECK(values[0]->text == "<img src=x>");
  CHECK(values[1]->text == "6 bits (4 sites), 16 bits (1 site), float (1 site)");
  CHECK(values[2]->text ==
        "round toward zero; overflows saturate; less than one step becomes zero");
  CHECK(values[3]->text == "binpoint " + bp::detail::version_text());
}

TEST_CASE("HTML report: what the reader can change is hidden until the script runs") {
  const bp::profile seen = small_network();
  const xml::element page = xml::parse(bp::html_report(seen, plan_of(seen, 5)));
  const xml::element& controls = page.only("id", "controls");
  CHECK(controls.get("hidden") == "hidden");
  CHECK(page.only("id", "word-length").get("value") == "5");
  std::vector<std::string> criteria;
  for (const auto* each : page.only("id", "criterion").named("option")) {
    criteria.push_back(each->get("value"));
  }
  CHECK(criteria == std::vector<std::string>{"plan", "least_error", "most_information",
                                             "no_overflow", "outlier_budget", "shortest_word"});
  // A box for each column but the names.
  const auto heads = page.only("id", "sites").named("thead").front()->named("th");
  const auto boxes = controls.all([](const auto& e) { return e.get("type") == "checkbox"; });
  REQUIRE(boxes.size() == heads.size() - 1);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    CHECK(boxes[i]->get("data-column") == heads[i + 1]->get("data-column"));
  }
  // Each control has its name around it.
  CHECK(controls.named("label").size() ==
        controls.named("select").size() + controls.named("input").size());
}

TEST_CASE("HTML report: a profile without sites") {
  const xml::element page = xml::parse(bp::html_report(bp::profile{}, bp::plan{}));
  CHECK(page.only("id", "sites").named("tbody").empty());
}

TEST_CASE("HTML report: a plan without one of the sites is an error") {
  CHECK_THROWS_AS(bp::html_report(small_network(), bp::plan{}), std::invalid_argument);
}
