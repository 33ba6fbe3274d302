/// @file
/// The criteria: rules that choose from a histogram the window of bits a word shall represent.
///
/// All see the values of one histogram and choose the format of a word of given length. Ties: fewer
/// most significant bits above the window, then the finer step. Without a finite value other than zero
/// all choose format{W, W - 1} (`pinned`: its own).
#ifndef BINPOINT_CRITERIA_HPP
#define BINPOINT_CRITERIA_HPP

#include <cstdint>
#include <limits>
#include <string>

#include "detail/bins.hpp"
#include "detail/check.hpp"
#include "detail/window_error.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "selection.hpp"

namespace binpoint {

/// Whether a word has a sign bit. `never` leaves negative values out of the choice.
enum class signedness { automatic, always, never };

namespace detail {

/// What a criterion chooses from: words of one length and sign, and the data's positions.
struct candidates {
  int word_length = 8;
  bool is_signed = true;
  bool skip_negative = false;
  position_range positions{};

  /// The word whose window starts at a position.
  [[nodiscard]] constexpr format at(int msb) const {
    return {word_length, word_length - (is_signed ? 1 : 0) - 1 - msb, is_signed};
  }
  [[nodiscard]] constexpr bool none() const { return positions.highest < positions.lowest; }
  [[nodiscard]] constexpr selection nothing() const {
    return {.chosen = {word_length, word_length - 1, is_signed}, .empty = true};
  }
};

/// Positions of the highest and the lowest bit of the positive values.
template <int S>
[[nodiscard]] constexpr position_range positive_positions(const octave_histogram<S>& h) {
  position_range result;
  for_each_bin(h, [&](const magnitude_bin& bin) {
    if (bin.negative) return;
    const position_range here{msb_position(bin.lowest), msb_position(bin.highest)};
    result = {result.highest < result.lowest ? here.lowest : result.lowest, here.highest};
  });
  return result;
}

template <int S>
[[nodiscard]] constexpr candidates make_candidates(const char* function,
                                                   const octave_histogram<S>& h, int word_length,
                                                   signedness sign) {
  check_format(function, {word_length, 0, true});
  candidates result;
  result.word_length = word_length;
  result.skip_negative = sign == signedness::never;
  result.positions =
      result.skip_negative ? positive_positions(h) : occupied_positions(h);
  result.is_signed =
      sign == signedness::always ||
      (sign == signedness::automatic && (h.min() < 0 || result.none()));
  if (result.is_signed && word_length < 2) {
    invalid_argument(function, "a signed word of length 1 has no magnitude bit");
  }
  return result;
}

/// Values whose most significant bit is, or may be, above a position.
template <int S>
[[nodiscard]] constexpr std::uint64_t count_above(const octave_histogram<S>& h,
                                                  const candidates& words, int position) {
  std::uint64_t sum = 0;
  for_each_bin(h, [&](const magnitude_bin& bin) {
    if (words.skip_negative && bin.negative) return;
    if (msb_position(bin.highest) > position) sum += bin.count;
  });
  return sum;
}

/// The window with the least cost(format), by the rules for ties.
template <int S, class Cost>
[[nodiscard]] selection least_cost(const octave_histogram<S>& h, const candidates& words, Cost cost) {
  selection best;
  auto least = std::numeric_limits<double>::infinity();
  // From the finest step up; among equals the highest window below which no more bits are cut off.
  for (int msb = words.positions.lowest - 1; msb <= words.positions.highest + 1; ++msb) {
    const format candidate = words.at(msb);
    const double c = cost(candidate);
    const bool cuts_fewer = c == least && count_above(h, words, msb) <
                                              count_above(h, words, best.chosen.msb());
    if (msb < words.positions.lowest || c < least || cuts_fewer) {
      best.chosen = candidate;
      least = c;
    }
  }
  return best;
}

}  // namespace detail

/// The window that holds the most most significant bits: the published method.
/// @par Source  "a data type that can represent the bit locations that capture the most information"
struct most_information {
  int word_length = 8;
  signedness sign = signedness::automatic;

  template <int S>
  [[nodiscard]] selection operator()(const octave_histogram<S>& h) const {
    const auto words = detail::make_candidates("most_information", h, word_length, sign);
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

  template <int S>
  [[nodiscard]] selection operator()(const octave_histogram<S>& h) const {
    const auto words = detail::make_candidates("no_overflow", h, word_length, sign);
    if (words.none()) return words.nothing();
    int msb = words.positions.highest - 1;
    const auto overflows = [&](double x) {
      return detail::encode_float(x, words.at(msb), policy{}).overflowed;
    };
    while (overflows(h.max()) || (!words.skip_negative && overflows(h.min()))) ++msb;
    return {.chosen = words.at(msb)};
  }
};

/// The smallest window such that at most a given share of the finite values, zeros included, has its
/// most significant bit above the window.
struct outlier_budget {
  int word_length = 8;
  double fraction = 1e-4;
  signedness sign = signedness::automatic;

  template <int S>
  [[nodiscard]] selection operator()(const octave_histogram<S>& h) const {
    if (!(fraction >= 0 && fraction <= 1)) {
      detail::invalid_argument("outlier_budget",
                               "fraction " + std::to_string(fraction) + " is outside 0..1");
    }
    const auto words = detail::make_candidates("outlier_budget", h, word_length, sign);
    if (words.none()) return words.nothing();
    const double budget = fraction * static_cast<double>(h.finite());
    int msb = words.positions.highest;
    while (msb >= words.positions.lowest &&
           static_cast<double>(detail::count_above(h, words, msb - 1)) <= budget) {
      --msb;
    }
    return {.chosen = words.at(msb)};
  }
};

/// The window of the least expected squared error, which is the best expected SQNR.
/// @par Source  the closed form of detail/window_error.hpp, summed over the bins
struct least_error {
  int word_length = 8;
  signedness sign = signedness::automatic;

  template <int S>
  [[nodiscard]] selection operator()(const octave_histogram<S>& h) const {
    const auto words = detail::make_candidates("least_error", h, word_length, sign);
    if (words.none()) return words.nothing();
    return detail::least_cost(h, words, [&](format candidate) {
      return detail::expect_energies(h, candidate, policy{}, words.skip_negative).error;
    });
  }
};

/// The least word length whose best window reaches an expected SQNR; the longest allowed where none does.
struct shortest_word {
  double sqnr_db = 40;
  int max_word_length = 16;
  signedness sign = signedness::automatic;

  template <int S>
  [[nodiscard]] selection operator()(const octave_histogram<S>& h) const {
    detail::check_format("shortest_word", {max_word_length, 0, true});
    const bool is_signed = sign == signedness::always ||
                           (sign == signedness::automatic && (h.min() < 0 || !(h.max() > 0)));
    const int shortest = is_signed ? 2 : 1;
    if (max_word_length < shortest) {
      detail::invalid_argument("shortest_word", "a signed word of length 1 has no magnitude bit");
    }
    for (int word_length = shortest;; ++word_length) {
      const selection best = least_error{word_length, sign}(h);
      if (best.empty || word_length >= max_word_length) return best;
      const auto energies =
          detail::expect_energies(h, best.chosen, policy{}, sign == signedness::never);
      if (detail::decibels(energies.signal, energies.error) >= sqnr_db) return best;
    }
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
