// What all criteria share: sign, empty histograms, word lengths, values that are left out.

#include <binpoint/criteria.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::choose_format, bp::count_msb, bp::format, bp::signedness;
using support::infinity;

namespace {

/// Calls visit(name, make), make(word_length, sign) being a criterion of one word length.
template <class Visit>
void for_each_criterion(Visit visit) {
  visit("most_information", [](int w, signedness s) { return bp::most_information{w, s}; });
  visit("no_overflow", [](int w, signedness s) { return bp::no_overflow{w, s}; });
  visit("outlier_budget", [](int w, signedness s) { return bp::outlier_budget{w, 0.2, s}; });
  visit("least_error", [](int w, signedness s) { return bp::least_error{w, s}; });
}

}  // namespace

TEST_CASE("criteria: signed if a finite value below zero was seen, or as told") {
  for_each_criterion([](const std::string& name, auto make) {
    CAPTURE(name);
    const auto chosen = [&](const std::vector<double>& values, signedness sign) {
      return choose_format(count_msb(values), make(5, sign)).chosen;
    };
    CHECK_FALSE(chosen({1, 2}, signedness::automatic).is_signed);
    CHECK_FALSE(chosen({1, 2, -0.0, -infinity}, signedness::automatic).is_signed);
    CHECK(chosen({1, 2, -1e-30}, signedness::automatic).is_signed);
    CHECK(chosen({1, 2}, signedness::always).is_signed);
    CHECK_FALSE(chosen({1, -2}, signedness::never).is_signed);
    CHECK(chosen({1, 2}, signedness::always).word_length == 5);
    // Negative values are left out of the choice, not merely of the sign.
    support::generator random(94);
    auto values = support::random_values(5, 1, 1000, random);
    values.push_back(4.1);  // not worth a step twice as coarse
    const format positive = chosen(values, signedness::automatic);
    values.insert(values.end(), {-1e20, -0x1p-60});
    CHECK(chosen(values, signedness::never) == positive);
  });
}

TEST_CASE("criteria: a negative value in an unsigned choice is reported as what becomes of it") {
  const auto h = count_msb(std::vector{1.0, -2.0, -0.001});
  const auto s = choose_format(h, bp::no_overflow{8, signedness::never});
  CHECK(s.chosen == format{8, 7, false});
  CHECK(s.overflows == bp::interval<std::uint64_t>{1, 1});
  CHECK(s.underflows == 1);
}

TEST_CASE("criteria: without a finite value other than zero, W and W - 1") {
  for (const auto& values : {std::vector<double>{}, {0.0, -0.0}, {infinity, std::nan("")}}) {
    const auto h = count_msb(values);
    for_each_criterion([&](const std::string& name, auto make) {
      CAPTURE(name, values.size());
      for (const int w : {2, 8, 64}) {
        const auto s = choose_format(h, make(w, signedness::automatic));
        CHECK(s.empty);
        CHECK(s.chosen == format{w, w - 1, true});
        CHECK(choose_format(h, make(w, signedness::always)).chosen == format{w, w - 1, true});
        CHECK(choose_format(h, make(w, signedness::never)).chosen == format{w, w - 1, false});
      }
    });
    CHECK(choose_format(h, bp::shortest_word{}).chosen == format{2, 1});
    CHECK(choose_format(h, bp::shortest_word{.sign = signedness::never}).chosen ==
          format{1, 0, false});
    CHECK(choose_format(h, bp::pinned{{5, 2}}).chosen == format{5, 2});
    CHECK(choose_format(h, bp::pinned{{5, 2}}).empty);
  }
}

TEST_CASE("criteria: only negative values, and an unsigned word") {
  const auto h = count_msb(std::vector{-1.0, -4.0});
  for_each_criterion([&](const std::string& name, auto make) {
    CAPTURE(name);
    CHECK(choose_format(h, make(8, signedness::never)).chosen == format{8, 7, false});
  });
}

TEST_CASE("criteria: NaN and infinities, zeros and copies of the data decide nothing") {
  support::generator random(95);
  INFO("seed 95");
  auto values = support::random_values(2, 3, 400, random);
  const auto h = bp::count_octaves<3>(values);
  auto copies = h;
  copies.merge(h);
  values.insert(values.end(), {std::nan(""), -infinity, infinity, infinity});
  const auto with_others = bp::count_octaves<3>(values);
  auto with_zeros = h;
  with_zeros.add(std::vector<float>(1000));
  for_each_criterion([&](const std::string& name, auto make) {
    CAPTURE(name);
    const format chosen = choose_format(h, make(8, signedness::automatic)).chosen;
    CHECK(choose_format(copies, make(8, signedness::automatic)).chosen == chosen);
    CHECK(choose_format(with_others, make(8, signedness::automatic)).chosen == chosen);
    if (name == "outlier_budget") return;  // zeros are finite values there
    CHECK(choose_format(with_zeros, make(8, signedness::automatic)).chosen == chosen);
  });
}

TEST_CASE("criteria: one outlier does not coarsen a choice by counts") {
  support::generator random(96);
  INFO("seed 96");
  auto values = support::random_values(0, 1, 20000, random);
  const auto before = choose_format(count_msb(values), bp::most_information{8}).chosen;
  const auto budget = choose_format(count_msb(values), bp::outlier_budget{8, 1e-3}).chosen;
  values.push_back(1e6);
  CHECK(choose_format(count_msb(values), bp::most_information{8}).chosen == before);
  CHECK(choose_format(count_msb(values), bp::outlier_budget{8, 1e-3}).chosen == budget);
  CHECK(choose_format(count_msb(values), bp::no_overflow{8}).chosen.msb() == 19);
}

TEST_CASE("criteria: doubles beyond every float") {
  const auto h = count_msb(std::vector{1e200, -1e199, 1e-200});
  CHECK(choose_format(h, bp::no_overflow{8}).chosen.msb() == std::ilogb(1e200));
  for_each_criterion([&](const std::string& name, auto make) {
    CAPTURE(name);
    CHECK(choose_format(h, make(8, signedness::automatic)).chosen.is_valid());
  });
}

TEST_CASE("shortest_word: the least word length that reaches the expected SQNR") {
  support::generator random(97);
  INFO("seed 97");
  for (const int kind : {0, 1, 5, 9}) {
    const auto h = bp::count_octaves<3>(support::random_values(kind, 1, 5000, random));
    for (const double wanted : {1.0, 20.0, 40.0, 61.5}) {
      CAPTURE(kind, wanted);
      const auto s = choose_format(h, bp::shortest_word{wanted, 24});
      CHECK(s.expected_sqnr_db >= wanted);
      const int w = s.chosen.word_length;
      CHECK(s.chosen == choose_format(h, bp::least_error{w}).chosen);
      for (int shorter = s.chosen.is_signed ? 2 : 1; shorter < w; ++shorter) {
        CHECK(choose_format(h, bp::least_error{shorter}).expected_sqnr_db < wanted);
      }
    }
    CHECK(choose_format(h, bp::shortest_word{400, 12}).chosen.word_length == 12);
  }
  // A constant is exact in one bit.
  const auto constant = count_msb(std::vector{4.0, 4.0});
  CHECK(choose_format(constant, bp::shortest_word{100, 16}).chosen == format{1, -2, false});
}

TEST_CASE("criteria: word lengths that do not exist, or leave no magnitude bit, are refused") {
  const auto h = count_msb(std::vector{1.0, -1.0});
  for_each_criterion([&](const std::string& name, auto make) {
    const auto text = "binpoint: " + name + ": ";
    CHECK_THROWS_WITH(choose_format(h, make(0, signedness::automatic)),
                      text + "word length 0 is outside 1..64");
    CHECK_THROWS_WITH(choose_format(h, make(65, signedness::automatic)),
                      text + "word length 65 is outside 1..64");
    CHECK_THROWS_WITH(choose_format(h, make(1, signedness::automatic)),
                      text + "a signed word of length 1 has no magnitude bit");
    CHECK_THROWS_AS(choose_format(bp::msb_histogram{}, make(1, signedness::automatic)),
                    std::invalid_argument);
    CHECK(choose_format(h, make(1, signedness::never)).chosen.word_length == 1);
    CHECK(choose_format(h, make(64, signedness::automatic)).chosen.word_length == 64);
  });
  CHECK_THROWS_WITH(choose_format(h, bp::pinned{{8, 99999}}),
                    "binpoint: pinned: fraction length 99999 is outside -32767..32767");
  CHECK_THROWS_WITH(choose_format(h, bp::shortest_word{40, 0}),
                    "binpoint: shortest_word: word length 0 is outside 1..64");
  CHECK_THROWS_AS(choose_format(h, bp::shortest_word{40, 1}), std::invalid_argument);
  CHECK(choose_format(h, bp::pinned{{1, 0}}).chosen == format{1, 0});
}
