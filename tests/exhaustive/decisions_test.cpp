// What the criteria choose, against all windows on the values themselves: eleven distributions at
// eight scales within an octave, several word lengths and seeds.

#include <algorithm>
#include <array>
#include <binpoint/criteria.hpp>
#include <binpoint/parallel.hpp>
#include <binpoint/quantize.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/decision_cases.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
namespace peers = support::peers;
using bp::format, bp::selection, support::sample;

namespace {

constexpr bool is_short = BINPOINT_EXHAUSTIVE_STRIDE > 1;
constexpr int values_per_case = is_short ? 20'000 : 400'000;
constexpr int seeds = is_short ? 1 : 3;
constexpr int scales = 8;
constexpr std::array word_lengths{4, 6, 8, 12, 16};
constexpr std::uint64_t first_seed = 600;

/// Who chooses; each is compared with the best of all windows.
enum chooser { sub_bits_3, sub_bits_5, diffs, percentile, three_sigma, max_min, choosers };
constexpr std::array names{"least_error, S = 3", "least_error, S = 5", "diffs of 5 windows",
                           "percentile 99.99",   "mean + 3 sigma",     "max-min"};

/// Of one word length and chooser: dB of SQNR below the best window.
struct tally {
  double sum_db = 0;
  double worst_db = 0;
  int best_chosen = 0;
  int cases = 0;

  void add(double loss_db) {
    sum_db += loss_db;
    worst_db = std::max(worst_db, loss_db);
    best_chosen += loss_db == 0 ? 1 : 0;
    ++cases;
  }
  void merge(const tally& other) {
    sum_db += other.sum_db;
    worst_db = std::max(worst_db, other.worst_db);
    best_chosen += other.best_chosen;
    cases += other.cases;
  }
  [[nodiscard]] double mean_db() const { return sum_db / cases; }
  [[nodiscard]] double best_share() const { return static_cast<double>(best_chosen) / cases; }
};

struct results {
  std::array<std::array<tally, choosers>, word_lengths.size()> tallies{};
  std::vector<std::string> wrong{};
  int claims = 0;

  void merge(const results& other) {
    for (std::size_t w = 0; w < word_lengths.size(); ++w) {
      for (std::size_t c = 0; c < choosers; ++c) tallies[w][c].merge(other.tallies[w][c]);
    }
    wrong.insert(wrong.end(), other.wrong.begin(), other.wrong.end());
    claims += other.claims;
  }
};

/// One data set and word length; the true error of a window is found once.
class trial {
 public:
  trial(const sample& s, int word_length) : sample_(s), word_length_(word_length) {}

  [[nodiscard]] double error(int msb) {
    double& known = errors_.at(static_cast<std::size_t>(top() + 2 - msb));
    if (known < 0) known = support::squared_error(sample_.values, at(msb));
    return known;
  }
  /// The window of least error out of some, from the highest down.
  [[nodiscard]] int best(int highest, int count) {
    int result = highest;
    for (int msb = highest - 1; msb > highest - count; --msb) {
      if (error(msb) < error(result)) result = msb;
    }
    return result;
  }
  [[nodiscard]] int top() const { return top_; }

  /// What is claimed and not true of the values; "" if all is true.
  [[nodiscard]] std::string check(const selection& claimed) {
    const auto truth = support::count_losses(sample_.values, claimed.chosen);
    const double sqnr_db = 10 * std::log10(sample_.signal / error(claimed.chosen.msb()));
    std::string wrong;
    if (claimed.underflows != truth.underflows || claimed.undecided_underflows != 0) {
      wrong += " underflows";
    }
    if (!claimed.overflows.contains(truth.overflows)) wrong += " overflows";
    if (!claimed.sqnr_db.contains(sqnr_db)) wrong += " SQNR";
    if (claimed.chosen != at(claimed.chosen.msb())) wrong += " format";
    return wrong;
  }
  /// The same of a window in which nothing overflows, and below which something does: by the
  /// definition, and when it is applied.
  [[nodiscard]] std::string check_no_overflow(const selection& claimed) {
    std::string wrong = check(claimed);
    const auto overflows = [&](int msb) {
      const auto truth = support::count_losses(sample_.values, at(msb)).overflows;
      const auto applied = bp::quantize_and_report(sample_.values, codes_, at(msb)).overflows;
      if (applied != truth) wrong += " overflows when applied";
      return truth;
    };
    if (overflows(claimed.chosen.msb()) != 0) wrong += " some overflow";
    if (overflows(claimed.chosen.msb() - 1) == 0) wrong += " a smaller window";
    return wrong;
  }

 private:
  [[nodiscard]] format at(int msb) const { return sample_.at(word_length_, msb); }

  const sample& sample_;
  int word_length_;
  int top_ = peers::no_clipping(sample_, word_length_);
  std::vector<double> errors_ = std::vector<double>(64, -1.0);
  std::vector<std::int32_t> codes_ = std::vector<std::int32_t>(sample_.values.size());
};

void run_trial(const sample& s, const bp::octave_histogram<5>& fine, std::size_t which, results& r,
               const std::string& name) {
  const int w = word_lengths[which];
  trial t(s, w);
  // Below the lowest of these windows most of the energy is cut off.
  constexpr int tried = 14;
  const int best = t.best(t.top(), tried);
  const auto claim = [&](const char* what, const std::string& wrong) {
    ++r.claims;
    if (!wrong.empty()) r.wrong.push_back(name + ", W = " + std::to_string(w) + what + wrong);
  };
  if (best == t.top() - tried + 1) claim(": best window", " is at the end of the search");

  const auto chosen_3 = choose_format(bp::octave_histogram<3>(fine), bp::least_error{w});
  const auto chosen_5 = choose_format(fine, bp::least_error{w});
  claim(", S = 3:", t.check(chosen_3));
  claim(", S = 5:", t.check(chosen_5));
  claim(", S = 0:", t.check(evaluate_format(bp::msb_histogram(fine), chosen_3.chosen)));
  claim(", no_overflow:",
        t.check_no_overflow(choose_format(bp::msb_histogram(fine), bp::no_overflow{w})));

  const std::array<int, choosers> msbs{chosen_3.chosen.msb(),    chosen_5.chosen.msb(),
                                       t.best(t.top(), 5),       peers::percentile(s, w),
                                       peers::three_sigma(s, w), peers::max_min(s, w)};
  for (std::size_t c = 0; c < choosers; ++c) {
    r.tallies[which][c].add(10 * std::log10(t.error(msbs[c]) / t.error(best)));
  }
}

results run_distribution(std::uint64_t seed, int kind) {
  support::generator random(seed);
  const auto base = support::random_values(kind, 1, values_per_case, random);
  results r;
  for (int i = 0; i < scales; ++i) {
    const sample s = support::make_sample(base, std::exp2(static_cast<double>(i) / scales));
    const auto fine = bp::count_octaves<5>(s.values);
    const std::string name = "seed " + std::to_string(seed) + ", distribution " +
                             std::to_string(kind) + ", scale " + std::to_string(i);
    for (std::size_t w = 0; w < word_lengths.size(); ++w) run_trial(s, fine, w, r, name);
  }
  return r;
}

/// All seeds and distributions, on all cores.
results run_all() {
  std::mutex guard;
  results all;
  const auto run = [&](std::size_t job) {
    const auto kind = static_cast<int>(job % support::smooth_distributions);
    const results r = run_distribution(first_seed + job, kind);
    const std::lock_guard lock(guard);
    all.merge(r);
  };
  bp::thread_executor{}(std::size_t{seeds} * support::smooth_distributions, run);
  return all;
}

void print(const results& r) {
  std::printf("loss in dB against the best window: mean, worst (best chosen)\n%-20s", "");
  for (const int w : word_lengths) std::printf("%21s%2d", "W = ", w);
  std::printf("\n");
  for (std::size_t c = 0; c < choosers; ++c) {
    std::printf("%-20s", names[c]);
    for (const auto& row : r.tallies) {
      const tally& t = row[c];
      std::printf("  %6.3f %6.2f %5.1f%%", t.mean_db(), t.worst_db, 100 * t.best_share());
    }
    std::printf("\n");
  }
}

}  // namespace

TEST_CASE("decisions: least_error is as good as a search of the values, and all claims are true") {
  const results r = run_all();
  print(r);
  for (std::size_t i = 0; i < r.wrong.size() && i < 5; ++i) UNSCOPED_INFO(r.wrong[i]);
  CHECK(r.wrong.size() == 0);
  CHECK(r.claims >= 4 * seeds * support::smooth_distributions * scales * 5);

  for (std::size_t i = 0; i < word_lengths.size(); ++i) {
    CAPTURE(word_lengths[i], first_seed);
    const auto& row = r.tallies[i];
    CHECK(row[sub_bits_3].mean_db() <= 0.06);
    CHECK(row[sub_bits_5].mean_db() <= 0.03);
    CHECK(row[sub_bits_3].best_share() >= 0.95);
    CHECK(row[sub_bits_5].best_share() >= 0.98);
    for (const chooser peer : {percentile, three_sigma, max_min}) {
      CAPTURE(names[peer]);
      CHECK(row[sub_bits_3].mean_db() <= row[peer].mean_db());
      CHECK(row[sub_bits_5].mean_db() <= row[peer].mean_db());
    }
  }
  // The diffs are a search of the values themselves: it fails where the best window is not among
  // its five, and can only be equalled elsewhere. Small samples have no such tails.
  if (is_short) return;
  std::array<tally, choosers> all{};
  for (std::size_t c = 0; c < choosers; ++c) {
    for (const auto& row : r.tallies) all[c].merge(row[c]);
  }
  CHECK(all[sub_bits_3].mean_db() <= all[diffs].mean_db());
  CHECK(all[sub_bits_5].mean_db() <= all[diffs].mean_db());
}
