// Writes the pages that check.py opens, and what the library says of every choice in them.

#include <binpoint/binpoint.hpp>
#include <binpoint/report/html.hpp>
#include <binpoint/report/save.hpp>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "browser/networks.hpp"

namespace {

namespace bp = binpoint;
using bp::detail::json_list;
using bp::detail::json_object;
using bp::detail::json_string;

/// What the reader sets in the page.
struct setting {
  std::string criterion;
  int word_length = 8;
  bp::signedness sign = bp::signedness::automatic;
  double fraction = 1e-4;
  double wanted = 40;
};

bp::selection choose(const bp::octave_histogram<3>& h, const setting& s, bp::policy rules) {
  const int w = s.word_length;
  if (s.criterion == "least_error") {
    return bp::choose_format(h, bp::least_error{.word_length = w, .sign = s.sign}, rules);
  }
  if (s.criterion == "most_information") {
    return bp::choose_format(h, bp::most_information{.word_length = w, .sign = s.sign}, rules);
  }
  if (s.criterion == "no_overflow") {
    return bp::choose_format(h, bp::no_overflow{.word_length = w, .sign = s.sign}, rules);
  }
  if (s.criterion == "outlier_budget") {
    return bp::choose_format(
        h, bp::outlier_budget{.word_length = w, .fraction = s.fraction, .sign = s.sign}, rules);
  }
  return bp::choose_format(
      h, bp::shortest_word{.sqnr_db = s.wanted, .max_word_length = w, .sign = s.sign}, rules);
}

std::string name_of(bp::signedness sign) {
  return sign == bp::signedness::automatic ? "automatic"
         : sign == bp::signedness::always  ? "always"
                                           : "never";
}

/// The setting, and for each site the format, the bounds and the SQNR expected.
std::string expected_rows(const bp::profile& seen, const setting& s, bp::policy rules) {
  const auto row = [&](const auto& entry) {
    const bp::selection c = choose(entry.second, s, rules);
    return '[' + json_string(to_string(c.chosen)) + ',' + bp::detail::json_interval(c.overflows) +
           ',' + bp::detail::json_interval(bp::detail::underflows_of(c)) + ',' +
           bp::detail::json_interval(c.sqnr_db) + ',' +
           bp::detail::json_number(c.expected_sqnr_db) + ']';
  };
  return json_object()
      .add("criterion", json_string(s.criterion))
      .add("word_length", std::to_string(s.word_length))
      .add("sign", json_string(name_of(s.sign)))
      .add("fraction", bp::detail::json_number(s.fraction))
      .add("wanted", bp::detail::json_number(s.wanted))
      .add("sites", json_list(seen, row))
      .text();
}

/// Every criterion with every word length of the page's tables; of odd data some of them, and every
/// sign.
std::vector<setting> all_settings(bool is_odd) {
  std::vector<setting> result;
  for (const char* criterion :
       {"least_error", "most_information", "no_overflow", "outlier_budget", "shortest_word"}) {
    const bool is_long = std::string(criterion) == "shortest_word";
    for (int w = 2; w <= 16; w += is_odd ? 3 : 1) result.push_back({criterion, w});
    if (!is_odd) continue;
    for (const auto sign : {bp::signedness::always, bp::signedness::never}) {
      result.push_back({criterion, 7, sign});
    }
    if (is_long) continue;  // It tries every length up to the longest.
    result.push_back({criterion, 32});
    result.push_back({criterion, 64});
  }
  for (const double fraction : {0.0, 0.01, 0.2}) {
    result.push_back({"outlier_budget", 8, bp::signedness::automatic, fraction});
  }
  for (const double wanted : {10.0, 25.5, 60.0}) {
    result.push_back({"shortest_word", 12, bp::signedness::automatic, 1e-4, wanted});
  }
  return result;
}

class writer {
 public:
  explicit writer(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void write(const std::string& name, const bp::profile& seen, const bp::plan& plan,
             const bp::report_options& options, bool is_odd) const {
    bp::save_report(folder_ / (name + ".html"), bp::html_report(seen, plan, options));
    bp::save_report(folder_ / (name + ".json"), bp::json_report(seen, plan, options));
    const auto row = [&](const setting& s) { return expected_rows(seen, s, plan.rules); };
    bp::save_report(folder_ / (name + ".expected.json"),
                    json_list(all_settings(is_odd), row, ",\n"));
  }

 private:
  std::filesystem::path folder_;
};

void write_all(const std::filesystem::path& folder) {
  const writer pages(folder);
  const auto demo = browser_test::demo_run();
  pages.write("demo", demo.seen, demo.plan, demo.options(), false);
  const auto sites = browser_test::many_sites(200);
  pages.write("sites", sites.seen, sites.plan, sites.options(), false);
  std::size_t i = 0;
  for (const bp::policy& rules : browser_test::policies()) {
    auto few = browser_test::odd_sites(i < 2);
    few.plan = bp::choose_formats(few.seen, bp::least_error{.word_length = 7}, rules);
    pages.write("policy" + std::to_string(i++), few.seen, few.plan, few.options(), true);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: pages FOLDER\n", stderr);
    return 2;
  }
  try {
    write_all(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pages: %s\n", error.what());
    return 1;
  }
  return 0;
}
