// What each site may become: the criterion's formats, their noise as evaluate_format and real
// values have it, the bits of the values that count; sites pinned and excluded.

#include <binpoint/criteria.hpp>
#include <binpoint/quantize.hpp>
#include <binpoint/word_choices.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::role, bp::site, bp::word_length_set;

namespace {

bp::profile three_sites(std::uint64_t seed) {
  support::generator random(seed);
  bp::profile seen;
  seen[{"conv", role::weight}].add(support::random_values(0, 0.25, 900, random));
  seen[{"conv", role::bias}].add(support::random_values(1, 2, 40, random));
  seen[{"conv", role::activation}].add(support::random_values(5, 8, 3000, random));
  return seen;
}

std::string choices_error(const bp::profile& seen, const bp::site_rule& rule) {
  try {
    (void)bp::word_choices(seen, rule);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("word_choices: one choice for each word length, with the criterion's format") {
  const bp::profile seen = three_sites(1);
  const bp::choice_table table = bp::word_choices(seen, word_length_set{4, 8, 16});
  REQUIRE(table.sites.size() == 3);
  for (const bp::site_choices& each : table.sites) {
    CAPTURE(to_string(each.where));
    REQUIRE(each.choices.size() == 3);
    const auto& histogram = seen.at(each.where);
    const bool counts = each.where.kind != role::activation;
    CHECK(each.budgeted_values == (counts ? histogram.total() : 0));
    for (std::size_t i = 0; i < 3; ++i) {
      const int length = 4 << i;
      const bp::word_choice& choice = each.choices[i];
      const bp::selection alone =
          bp::choose_format(histogram, bp::least_error{.word_length = length});
      CHECK(choice.chosen == alone.chosen);
      CHECK(choice.bits == each.budgeted_values * static_cast<std::uint64_t>(length));
      CHECK(-10 * std::log10(choice.noise_to_signal) == Approx(alone.expected_sqnr_db));
    }
  }
  CHECK(bp::word_choices(seen).sites[0].choices.size() == 15);
}

TEST_CASE("word_choices: the noise is that of the values") {
  support::generator random(2);
  const auto values = support::random_values(1, 0x1p-40, 20000, random);
  const bp::policy cut{.rounding = bp::rounding_mode::toward_zero};
  bp::profile seen;
  seen[{"w", role::weight}].add(values);
  for (const bp::policy how : {bp::policy{}, cut}) {
    const auto table = bp::word_choices(seen, word_length_set{4, 6, 9}, how);
    CHECK(table.rules == how);
    for (const bp::word_choice& choice : table.sites[0].choices) {
      std::vector<double> rounded(values.size());
      bp::fake_quantize(values, rounded, choice.chosen.base, how);
      double error = 0;
      double signal = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        error += (rounded[i] - values[i]) * (rounded[i] - values[i]);
        signal += values[i] * values[i];
      }
      CHECK(choice.noise_to_signal == Approx(error / signal).epsilon(0.05));
      CHECK(choice.mean_squared_error ==
            Approx(error / static_cast<double>(values.size())).epsilon(0.05));
    }
  }
}

TEST_CASE("word_choices: a rule sees site and histogram, it pins, excludes, weighs and counts") {
  const bp::profile seen = three_sites(3);
  const bp::format mine{16, 9};
  const auto rule = [&](const site& where, const auto& histogram) -> bp::site_rule {
    if (where.kind == role::bias) return mine;
    if (where.kind == role::weight) return std::nullopt;
    CHECK(histogram.total() == 3000);
    bp::site_rule result = word_length_set{8, 12};
    result.sensitivity = 2.5;
    result.budgeted_values = 75;
    result.choose.limits = {.lowest_lsb = -2, .highest_lsb = 0};
    return result;
  };
  const auto sites = bp::word_choices(seen, rule).sites;
  REQUIRE(sites[0].choices.size() == 1);
  CHECK(sites[0].choices[0].chosen.stays_float);
  CHECK(sites[0].choices[0].noise_to_signal == 0);
  CHECK(sites[0].choices[0].bits == 900 * 32);
  REQUIRE(sites[1].choices.size() == 1);
  CHECK(sites[1].choices[0].chosen == mine);
  CHECK(sites[1].choices[0].bits == 40 * 16);
  CHECK(sites[1].choices[0].noise_to_signal > 0);
  REQUIRE(sites[2].choices.size() == 2);
  CHECK(sites[2].sensitivity == 2.5);
  CHECK(sites[2].choices[1].bits == 75 * 12);
  for (const auto& choice : sites[2].choices) CHECK(choice.chosen.base.lsb() >= -2);
}

TEST_CASE("word_choices: words that cannot be are left out, if none is left, the site is named") {
  bp::profile seen;
  seen[{"relu", role::activation}].add(std::vector<float>{0, 1, 3});
  seen[{"w", role::weight}].add(std::vector<float>{-1, 3});
  const auto sites = bp::word_choices(seen, word_length_set{1, 2}).sites;
  CHECK(sites[0].choices.size() == 2);
  CHECK(sites[1].choices.size() == 1);
  CHECK(choices_error(seen, word_length_set{1}) ==
        "binpoint: word_choices: no word length that is offered has a window for 'w weight'");
  bp::site_rule narrow = word_length_set{4, 8};
  narrow.choose.limits = {.lowest_lsb = 0, .highest_msb = 4};
  CHECK(bp::word_choices(seen, narrow).sites[1].choices.size() == 1);
  bp::site_rule wrong;
  for (const double sensitivity : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    wrong.sensitivity = sensitivity;
    CHECK(choices_error(seen, wrong) ==
          "binpoint: word_choices: found a sensitivity of " + std::to_string(sensitivity) +
              " for 'relu activation', expected a finite number from 0 up");
  }
  wrong = {};
  wrong.budgeted_values = std::uint64_t{1} << 60;  // times 16 bits is 2^64
  CHECK(choices_error(seen, wrong) ==
        "binpoint: word_choices: found 1152921504606846976 budgeted values for 'relu activation', "
        "expected 288230376151711743 at most");
  CHECK(choices_error(seen, bp::format{99, 0}) ==
        "binpoint: word_choices: word length 99 is outside 1..64");
}

TEST_CASE("word_choices: sites without a value, without a signal, without noise") {
  bp::profile seen;
  (void)seen[{"never", role::weight}];
  seen[{"zeros", role::weight}].add(std::vector<float>(7, 0.0F));
  seen[{"exact", role::weight}].add(std::vector<float>{3});
  for (const auto& each : bp::word_choices(seen, word_length_set{4, 8}).sites) {
    CAPTURE(to_string(each.where));
    REQUIRE(each.choices.size() == 2);
    CHECK(each.choices[0].noise_to_signal == 0);
    CHECK(each.choices[0].mean_squared_error == 0);
  }
}
