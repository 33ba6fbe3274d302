/// @file
/// The criteria: rules that choose from a histogram the window of bits a word shall represent.
///
/// All see the values of one histogram and choose the format of a word of given length. Ties: fewer
/// most significant bits above the window, then the finer step. Without a finite value other than
/// zero all choose format{W, W - 1} (`pinned`: its own). Limits of a window (limits.hpp) restrict
/// the choice; where no window within them does what is asked, or no value was seen, it is the
/// nearest one.
#ifndef BINPOINT_CRITERIA_HPP
#define BINPOINT_CRITERIA_HPP

#include <cstdint>
#include <string>

#include "detail/bins.hpp"
#include "detail/candidates.hpp"
#include "detail/check.hpp"
#include "detail/encode.hpp"
#include "detail/useful_windows.hpp"
#include "detail/window_error.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "limits.hpp"
#include "policy.hpp"
#include "selection.hpp"

namespace binpoint {

/// The window that holds the most most significant bits: the published method.
/// @par Source  "a data type that can represent the bit locations that capture the most
///              information"
struct most_information {
  int word_length = 8;
  signedness sign = signedness::automatic;
  window_limits limits{};

  template <int S>
  [[nodiscard]] constexpr selection operator()(const octave_histogram<S>& h) const {
    const auto words = detail::make_candidates("most_information", h, word_length, sign, limits);
    if (words.none()) return words.nothing();
    return detail::least_cost(h, words, [&](format candidate) {
      std::uint64_t inside = 0;
      for (int p = candidate.lsb(); p <= candidate.msb(); ++p) {
        inside += words.skip_negative ? h.positive(p) : h.count(p);
      }
      return -static_cast<double>(inside);
    });
  }
};

/// The smallest window in which no observed value overflows after rounding to nearest. Exact: the
/// largest and the smallest value are known, and -2^n needs no bit more than n.
struct no_overflow {
  int word_length = 8;
  signedness sign = signedness::automatic;
  window_limits limits{};

  template <int S>
  [[nodiscard]] constexpr selection operator()(const octave_histogram<S>& h) const {
    const auto words = detail::make_candidates("no_overflow", h, word_length, sign, limits);
    if (words.none()) return words.nothing();
    int msb = words.positions.highest - 1;
    const auto overflows = [&](double x) {
      return detail::encode_float(x, words.at(msb), policy{}).overflowed;
    };
    while (overflows(h.max()) || (!words.skip_negative && overflows(h.min()))) ++msb;
    return words.nearest(msb);
  }
};

/// The smallest window such that at most a given share of the finite values, zeros included, has
/// its most significant bit above the window.
struct outlier_budget {
  int word_length = 8;
  double fraction = 1e-4;
  signedness sign = signedness::automatic;
  window_limits limits{};

  template <int S>
  [[nodiscard]] constexpr selection operator()(const octave_histogram<S>& h) const {
    if (!(fraction >= 0 && fraction <= 1)) {
      detail::invalid_argument("outlier_budget",
                               "fraction " + std::to_string(fraction) + " is outside 0..1");
    }
    const auto words = detail::make_candidates("outlier_budget", h, word_length, sign, limits);
    if (words.none()) return words.nothing();
    const double budget = fraction * static_cast<double>(h.finite());
    int msb = words.positions.highest;
    while (msb >= words.positions.lowest &&
           static_cast<double>(detail::count_above(h, words, msb - 1)) <= budget) {
      --msb;
    }
    return words.nearest(msb);
  }
};

/// The window of the least expected squared error, which is the best expected SQNR.
/// @par Complexity  O(occupied bins) for each window that may be the best: some five, rarely more
/// @par Source  the closed form of detail/window_error.hpp, summed over the bins
struct least_error {
  int word_length = 8;
  signedness sign = signedness::automatic;
  window_limits limits{};

  template <int S>
  [[nodiscard]] constexpr selection operator()(const octave_histogram<S>& h) const {
    auto words = detail::make_candidates("least_error", h, word_length, sign, limits);
    if (words.none()) return words.nothing();
    const auto cost = [&](format candidate) {
      return detail::expect_energies(h, candidate, policy{}, words.skip_negative).error;
    };
    words.tops.lowest = detail::lowest_useful_msb(h, words, cost);
    return detail::least_cost(h, words, cost);
  }
};

/// The least word length whose best window reaches an expected SQNR; the longest allowed where none
/// does.
///
/// Allowed are the word lengths offered, up to max_word_length, that have a magnitude bit and a
/// window within the limits.
struct shortest_word {
  double sqnr_db = 40;
  int max_word_length = 16;
  signedness sign = signedness::automatic;
  window_limits limits{};
  word_length_set offered{};

  /// @throws std::invalid_argument when no word length is allowed
  template <int S>
  [[nodiscard]] constexpr selection operator()(const octave_histogram<S>& h) const {
    detail::check_format("shortest_word", {max_word_length, 0, true});
    const bool is_signed = sign == signedness::always ||
                           (sign == signedness::automatic && (h.min() < 0 || !(h.max() > 0)));
    selection best;
    bool found = false;
    for (int w = is_signed ? 2 : 1; w <= max_word_length; ++w) {
      if (!offered.contains(w) || !fits(w - (is_signed ? 1 : 0))) continue;
      best = least_error{w, sign, limits}(h);
      found = true;
      if (best.empty || expected_sqnr_db(h, best.chosen) >= sqnr_db) break;
    }
    if (!found) detail::invalid_argument("shortest_word", "no word length is allowed");
    return best;
  }

 private:
  [[nodiscard]] constexpr bool fits(int magnitude_bits) const {
    const detail::position_range tops = detail::allowed_tops(limits, magnitude_bits);
    return tops.lowest <= tops.highest;
  }
  template <int S>
  [[nodiscard]] constexpr double expected_sqnr_db(const octave_histogram<S>& h,
                                                  format chosen) const {
    const auto energies = detail::expect_energies(h, chosen, policy{}, sign == signedness::never);
    return detail::decibels(energies.signal, energies.error);
  }
};

/// The user's own format.
struct pinned {
  format chosen{};

  template <int S>
  [[nodiscard]] constexpr selection operator()(const octave_histogram<S>&) const {
    detail::check_format("pinned", chosen);
    return {.chosen = chosen};
  }
};

}  // namespace binpoint

#endif
