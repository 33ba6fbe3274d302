/// @file
/// Fraction lengths by output channel: chosen from each channel, in words of the tensor; their
/// gain.
#include <algorithm>
#include <binpoint/channel_formats.hpp>
#include <binpoint/criteria.hpp>
#include <binpoint/quantize.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

const bp::site weight{"conv", bp::role::weight};
const bp::site bias{"conv", bp::role::bias};
const bp::site output{"conv", bp::role::activation};

struct observed {
  bp::profile whole;
  bp::channel_profile channels;

  void add(const bp::site& where, const std::vector<float>& values, std::size_t count) {
    whole[where].add(values);
    channels.add(where, bp::tensor_view(values, {count, values.size() / count}));
  }
};

/// Channel c is a bell curve of width 2^-2c.
std::vector<float> scaled_channels(std::size_t channels, std::size_t inner) {
  std::mt19937 random(11);
  std::normal_distribution<float> normal(0, 1);
  std::vector<float> values;
  for (std::size_t i = 0; i < channels * inner; ++i) {
    values.push_back(std::ldexp(normal(random), -2 * static_cast<int>(i / inner)));
  }
  return values;
}

double measured_sqnr_db(const std::vector<float>& values, const bp::tensor_format& chosen,
                        std::size_t channels) {
  const std::size_t inner = values.size() / channels;
  bp::error_report sum;
  for (std::size_t c = 0; c < channels; ++c) {
    const std::vector<float> channel(values.begin() + static_cast<std::ptrdiff_t>(c * inner),
                                     values.begin() + static_cast<std::ptrdiff_t>((c + 1) * inner));
    std::vector<float> rounded(inner);
    sum += bp::fake_quantize_and_report(channel, rounded, chosen.of_channel(c));
  }
  return sum.sqnr_db();
}

}  // namespace

TEST_CASE("each channel has the window that the criterion chooses for it", "[channel_formats]") {
  observed seen;
  const std::vector<float> values = scaled_channels(5, 400);
  seen.add(weight, values, 5);
  const bp::least_error choose{.word_length = 8};
  const bp::plan plan = bp::choose_formats(seen.whole, seen.channels, choose);
  const bp::tensor_format& chosen = plan.at(weight);
  CHECK(chosen.base == choose(seen.whole.at(weight)).chosen);
  REQUIRE(chosen.fraction_lengths.size() == 5);
  for (std::size_t c = 0; c < 5; ++c) {
    CHECK(chosen.of_channel(c) == choose(seen.channels.at(weight)[c]).chosen);
  }
  CHECK(chosen.fraction_lengths[4] >= chosen.fraction_lengths[0] + 7);
}

TEST_CASE("only weights that were observed by channel have formats by channel",
          "[channel_formats]") {
  observed seen;
  const std::vector<float> values = scaled_channels(3, 50);
  for (const bp::site& where : {weight, bias, output}) seen.add(where, values, 3);
  const bp::site other{"dense", bp::role::weight};
  seen.whole[other].add(values);
  seen.channels.add({"gone", bp::role::weight}, bp::tensor_view(values, {3, 50}));
  const bp::policy rules{.rounding = bp::rounding_mode::half_even};
  const bp::plan plan =
      bp::choose_formats(seen.whole, seen.channels, bp::least_error{.word_length = 6}, rules);
  const bp::plan per_tensor =
      bp::choose_formats(seen.whole, bp::least_error{.word_length = 6}, rules);
  CHECK(plan.size() == 4);
  CHECK(plan.rules == rules);
  CHECK(plan.at(weight).fraction_lengths.size() == 3);
  for (const bp::site& where : {bias, output, other}) {
    CHECK(plan.at(where) == per_tensor.at(where));
  }
}

TEST_CASE("word length and sign are the tensor's in every channel", "[channel_formats]") {
  observed seen;
  // Of the second channel alone one would choose an unsigned word, of the third a shorter one.
  seen.add(weight, {-3, 2.6F, 0.11F, 0.23F, -0.25F, 0.25F}, 3);
  for (const bp::plan& plan :
       {bp::choose_formats(seen.whole, seen.channels, bp::no_overflow{.word_length = 8}),
        bp::choose_formats(seen.whole, seen.channels,
                           [](const auto& h) { return bp::no_overflow{.word_length = 8}(h); })}) {
    const bp::tensor_format& chosen = plan.at(weight);
    CHECK(chosen.of_channel(0) == bp::format{8, 5});
    CHECK(chosen.of_channel(1) == bp::format{8, 9});
    CHECK(chosen.of_channel(2).word_length == 8);
    CHECK(chosen.of_channel(2).highest() >= 0.25);
  }
  const bp::plan shortest = bp::choose_formats(
      seen.whole, seen.channels, bp::shortest_word{.sqnr_db = 30, .max_word_length = 12});
  const bp::format whole = shortest.at(weight).base;
  CHECK(whole ==
        bp::shortest_word{.sqnr_db = 30, .max_word_length = 12}(seen.whole.at(weight)).chosen);
  const bp::least_error same_length{.word_length = whole.word_length,
                                    .sign = bp::signedness::always};
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(shortest.at(weight).of_channel(c) == same_length(seen.channels.at(weight)[c]).chosen);
  }
}

TEST_CASE("a channel of positive values is chosen for as the signed word that it gets",
          "[channel_formats]") {
  const bp::least_error as_signed{.word_length = 3, .sign = bp::signedness::always};
  const bp::least_error automatic{.word_length = 3};
  int differences = 0;
  for (int large = 1; large <= 60; ++large) {
    std::vector<float> values;
    for (int i = 0; i < 1000; ++i) values.push_back(static_cast<float>(i) / 1000);
    std::fill_n(values.begin(), large, 1.9F);
    values.resize(2000, -1.0F);
    observed seen;
    seen.add(weight, values, 2);
    const bp::msb_histogram& positive = seen.channels.at(weight)[0];
    const bp::plan plan = bp::choose_formats(seen.whole, seen.channels, automatic);
    CHECK(plan.at(weight).of_channel(0) == as_signed(positive).chosen);
    if (automatic(positive).chosen.msb() != as_signed(positive).chosen.msb()) ++differences;
  }
  // With a magnitude bit more it would sooner pay to reach up to the few large values.
  CHECK(differences > 0);
}

TEST_CASE("a channel without a value that counts follows the tensor", "[channel_formats]") {
  constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
  observed seen;
  seen.add(weight, {3, -2.5F, 0, 0, not_a_number, not_a_number, 0.1F, -0.1F}, 4);
  const bp::tensor_format chosen =
      bp::choose_formats(seen.whole, seen.channels, bp::no_overflow{}).at(weight);
  CHECK(chosen.base.fraction_length == 5);
  CHECK(chosen.fraction_lengths == std::vector<int>{5, 5, 5, 10});

  observed negative;
  negative.add(weight, {3, 2, -1, -2, 0.5F, 0.1F}, 3);
  const bp::no_overflow never{.word_length = 8, .sign = bp::signedness::never};
  CHECK(bp::choose_formats(negative.whole, negative.channels, never).at(weight).fraction_lengths ==
        std::vector<int>{6, 6, 8});
}

TEST_CASE("weights that are pinned, excluded or alike in all channels keep one format",
          "[channel_formats]") {
  observed seen;
  const std::vector<float> values = scaled_channels(2, 100);
  const bp::site excluded{"first", bp::role::weight};
  const bp::site own{"own", bp::role::weight};
  for (const bp::site& where : {weight, excluded, own}) seen.add(where, values, 2);
  const bp::plan plan = bp::choose_formats(
      seen.whole, seen.channels,
      [&](const bp::site& where, const auto&) -> std::optional<bp::tensor_format> {
        if (where == excluded) return std::nullopt;
        if (where == own) return bp::tensor_format(bp::format{8, 0}, {1, 2});
        return bp::format{8, 6};
      });
  CHECK(plan.at(weight) == bp::format{8, 6});
  CHECK(plan.at(excluded).stays_float);
  CHECK(plan.at(own) == bp::tensor_format(bp::format{8, 0}, {1, 2}));
  CHECK(bp::choose_formats(seen.whole, seen.channels, bp::pinned{{4, 3}}).at(weight) ==
        bp::format{4, 3});
  CHECK_THROWS_WITH(bp::choose_formats(seen.whole, seen.channels, bp::pinned{{65, 3}}),
                    "binpoint: pinned: word length 65 is outside 1..64");
}

TEMPLATE_TEST_CASE_SIG("the gain that is expected is the one that is measured", "[channel_formats]",
                       ((int SubBits), SubBits), 0, 3) {
  constexpr std::size_t channels = 6;
  // Within an octave values are taken as spread evenly: finer histograms know better.
  constexpr double tolerance_db = SubBits == 0 ? 2.5 : 0.3;
  const std::vector<float> values = scaled_channels(channels, 3000);
  bp::basic_channel_profile<SubBits> seen;
  seen.add(weight, bp::tensor_view(values, {channels, 3000}));
  const bp::profile whole_tensor = [&] {
    bp::profile result;
    result[weight].add(values);
    return result;
  }();
  for (const int word_length : {4, 6, 8}) {
    const bp::least_error choose{.word_length = word_length};
    const bp::plan whole = bp::choose_formats(whole_tensor, choose);
    const bp::plan split = bp::choose_formats(whole_tensor, seen, choose);
    const auto gains = bp::expected_channel_gains(seen, split, whole);
    REQUIRE(gains.size() == 1);
    const bp::channel_gain gain = gains.at(weight);
    const double per_tensor = measured_sqnr_db(values, whole.at(weight), channels);
    const double per_channel = measured_sqnr_db(values, split.at(weight), channels);
    INFO(word_length << " bits, measured " << per_tensor << " and " << per_channel << " dB");
    CHECK(std::abs(gain.per_tensor_db - per_tensor) < tolerance_db);
    CHECK(std::abs(gain.per_channel_db - per_channel) < tolerance_db);
    CHECK(gain.gain_db() > 0.2);
  }
}

TEST_CASE("gains of doubles at the end of their range, of zeros, of plans that do not fit",
          "[channel_formats]") {
  bp::channel_profile seen;
  const std::vector<double> tiny{1e-300, 1.7e-300, 1e-305, 1.9e-305};
  seen.add(weight, bp::tensor_view(tiny, {2, 2}));
  const std::vector<double> zeros(4);
  seen.add(bias, bp::tensor_view(zeros, {2, 2}));
  bp::plan whole;
  whole[weight] = bp::format{8, 1000};
  whole[bias] = bp::format{8, 7};
  bp::plan split;
  split[weight] = bp::tensor_format(bp::format{8, 1000}, {1002, 1018});
  split[bias] = bp::tensor_format(bp::format{8, 7}, {7, 8});
  const auto gains = bp::expected_channel_gains(seen, split, whole);
  CHECK(gains.at(weight).gain_db() > 5);
  CHECK(gains.at(weight).per_channel_db < 60);
  CHECK(std::isnan(gains.at(bias).gain_db()));

  split.at(weight).fraction_lengths.push_back(4);
  CHECK_THROWS_WITH(bp::expected_channel_gains(seen, split, whole),
                    "binpoint: expected_channel_gains: 'conv weight' has 2 channels, the plan 3");
  split.at(weight).fraction_lengths.pop_back();
  CHECK_THROWS_WITH(bp::expected_channel_gains(seen, split, bp::plan{}),
                    "binpoint: at: there is no site 'conv weight'");

  // What stays in floating point has no error, and keeps its formats for later.
  whole[weight] = std::nullopt;
  CHECK(bp::expected_channel_gains(seen, split, whole).at(weight).per_tensor_db ==
        std::numeric_limits<double>::infinity());
  split.at(weight).stays_float = true;
  CHECK_FALSE(bp::expected_channel_gains(seen, split, whole).contains(weight));
}
