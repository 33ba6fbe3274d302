/// @file
/// The report's script, second part: what a format does to the values of a histogram.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_LOSSES_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_LOSSES_HPP

#include <string_view>

namespace binpoint::detail {

/// It follows detail/bins.hpp, encode.hpp, window_bounds.hpp and window_error.hpp step by step, in
/// the same order of operations, so that the doubles are the same.
inline constexpr std::string_view html_script_losses = R"js(
const lowest_position = -149;
const highest_position = 127;

// Positions of the lowest and the highest bit of a site's values; null without one.
function occupied_positions(site) {
  const largest = Math.max(site.max, -site.min);
  if (!(largest > 0)) return null;
  return {lowest: msb_position(site.smallest_nonzero), highest: msb_position(largest)};
}

// The intervals of magnitudes that hold values; the largest of each sign is a bin of its own.
function make_bins(site, sub_bits) {
  const bins = [];
  const range = occupied_positions(site);
  if (range === null) return bins;
  for (const negative of [false, true]) {
    const least = negative ? -site.max : site.min;
    const smallest = Math.max(site.smallest_nonzero, least);
    const largest = negative ? -site.min : site.max;
    const add = (lowest, highest, upper, count) => bins.push(
        {negative, lowest, highest, upper, count, weight: Number(count), top: msb_position(highest)});
    const visit = (from, to, count) => {
      if (count === 0n) return;
      const has_largest = site.extremes_exact && from <= largest && largest < to;
      if (has_largest) count -= 1n;
      if (count > 0n) {
        add(Math.max(from, smallest), Math.min(next_below(to), largest), Math.min(to, largest), count);
      }
      if (has_largest) add(largest, largest, largest, 1n);
    };
    visit(power_of_two(-1074), power_of_two(lowest_position),
          negative ? site.negative_below : site.positive_below);
    for (const [index, count] of negative ? site.negative : site.positive) {
      const position = lowest_position + (index >> sub_bits);
      if (position < range.lowest || position > range.highest) continue;
      const width = power_of_two(position) / (1 << sub_bits);
      const from = power_of_two(position) + (index & (1 << sub_bits) - 1) * width;
      visit(from, from + width, count);
    }
    visit(power_of_two(highest_position + 1), Infinity,
          negative ? site.negative_above : site.positive_above);
  }
  return bins;
}

const last_random = 1 - 2 ** -32;  // the highest random bits, as a share of one step

function rounds_away(whole, rest, negative, rounding, random) {
  switch (rounding) {
    case 'half_away': return rest >= 0.5;
    case 'half_even': return rest > 0.5 || (rest === 0.5 && whole % 2 === 1);
    case 'half_up': return rest > 0.5 || (rest === 0.5 && !negative);
    case 'floor': return negative;
    case 'ceiling': return !negative;
    case 'stochastic': return negative ? rest > random : random > 0 && rest >= 1 - random;
    default: return false;
  }
}
// The end of the range on one side; where 53 bits do not hold it, the next power of two.
function magnitude_limit(f, overflow, negative) {
  const end = power_of_two(magnitude_bits(f));
  if (!negative) return end - 1;
  if (!f.signed) return 0;
  return overflow === 'saturate_symmetric' ? end - 1 : end;
}
function fits(n, f, overflow, negative) {
  const end = power_of_two(magnitude_bits(f));
  if (!negative) return n < end;
  if (!f.signed) return n === 0;
  return overflow === 'saturate_symmetric' ? n < end : n <= end;
}
// A magnitude other than zero into a format; of a wrapped code only that it overflowed.
function encode(magnitude, negative, f, how, random) {
  const s = scaled(magnitude, f.fraction_length) || Number.MIN_VALUE;
  const whole = Math.floor(s);
  const rest = s - whole;
  const flushed = whole === 0 && how.underflow === 'flush';
  const away = !flushed && rest > 0 && rounds_away(whole, rest, negative, how.rounding, random);
  const n = whole + (away ? 1 : 0);
  if (fits(n, f, how.overflow, negative)) {
    return {code: negative ? -n : n, overflowed: false, underflowed: n === 0};
  }
  const limit = magnitude_limit(f, how.overflow, negative);
  return {code: negative ? -limit : limit, overflowed: true, underflowed: false};
}

function magnitude_rounding(rounding, negative) {
  switch (rounding) {
    case 'floor': return negative ? 'up' : 'down';
    case 'ceiling': return negative ? 'down' : 'up';
    case 'toward_zero': return 'down';
    case 'stochastic': return 'stochastic';
    default: return 'nearest';
  }
}

// Bounds of one bin, from what becomes of its two ends.
function bound_bin(bin, f, how) {
  const both = (x) => [encode(x, bin.negative, f, how, 0), encode(x, bin.negative, f, how, last_random)];
  const [low, low_high] = both(bin.lowest);
  const [high, high_high] = both(bin.highest);
  const value = (e) => scaled(e.code, -f.fraction_length);
  const error = (x, e) => Math.abs((bin.negative ? -x : x) - value(e));
  const slack = 2 ** -51 * Math.max(bin.highest, f.word_length > 53 ? highest_of(f) : 0);
  const one_code = low.code === high_high.code && low_high.code === high.code;
  const some_overflow = high.overflowed || high_high.overflowed;
  const wraps = how.overflow === 'wrap' && some_overflow;

  const least_error = () => {
    if (low.code !== low_high.code || !one_code || wraps) return 0;
    const x = Math.abs(value(low));
    if (bin.lowest <= x && x <= bin.highest) return 0;
    return Math.max(0, Math.min(error(bin.lowest, low), error(bin.highest, low)) - slack);
  };
  const most_error = () => {
    if (wraps) return bin.highest + Math.max(-lowest_of(f), highest_of(f));
    let most = Math.max(error(bin.lowest, low), error(bin.lowest, low_high),
                        error(bin.highest, high), error(bin.highest, high_high));
    if (!one_code) {
      const nearest = magnitude_rounding(how.rounding, bin.negative) === 'nearest';
      const halves = nearest && how.underflow === 'gradual';
      most = Math.max(most, halves ? step_of(f) / 2 : step_of(f));
    }
    return most + slack;
  };
  return {
    all_overflow: low.overflowed && low_high.overflowed,
    some_overflow,
    all_underflow: high.underflowed && high_high.underflowed,
    some_underflow: low.underflowed || low_high.underflowed,
    least_error: least_error(),
    most_error: most_error(),
  };
}

function bound_window(site, f, how) {
  const range = occupied_positions(site);
  const scale = range === null ? -1 : range.highest;
  const infinities = site.positive_infinities + site.negative_infinities;
  const sum = {overflows: [infinities, infinities], underflows: [0n, 0n],
               signal: [0, 0], error: [0, 0]};
  for (const bin of site.bins) {
    const bounds = bound_bin(bin, f, how);
    if (bounds.all_overflow) sum.overflows[0] += bin.count;
    if (bounds.some_overflow) sum.overflows[1] += bin.count;
    if (bounds.all_underflow) sum.underflows[0] += bin.count;
    if (bounds.some_underflow) sum.underflows[1] += bin.count;
    const energy = (x) => {
      const small = scaled(x, -scale);
      return bin.weight * (small * small);
    };
    sum.signal[0] += energy(bin.lowest);
    sum.signal[1] += energy(bin.highest);
    sum.error[0] += energy(bounds.least_error);
    sum.error[1] += energy(bounds.most_error);
  }
  return sum;
}
)js";

}  // namespace binpoint::detail

#endif
