/// @file
/// The report's script, third part: the expected error of a window, and the criteria.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_CRITERIA_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_CRITERIA_HPP

#include <string_view>

namespace binpoint::detail {

/// It follows detail/window_error.hpp, selection.hpp, detail/candidates.hpp and criteria.hpp step
/// by step, in the same order of operations, so that the choices are the same; without leaving out
/// the windows that detail/useful_windows.hpp tells to be hopeless.
inline constexpr std::string_view html_script_criteria = R"js(
// The integral over [0, s] of the squared error: of the whole steps, and of the last part.
function integrate_error(s, rounding) {
  const n = rounding === 'nearest' ? Math.floor(s + 0.5) : Math.floor(s);
  const r = s - n;
  switch (rounding) {
    case 'nearest': return [n / 12, r * r * r / 3];
    case 'down': return [n / 3, r * r * r / 3];
    case 'up': return [n / 3, r - r * r + r * r * r / 3];
    default: return [n / 6, r * r / 2 - r * r * r / 3];
  }
}

// A side of a window, in units of its step: {top, rounding, flush, period}, as side_window.
function edge_of(w) {
  if (w.period === 0) return w.top;
  const kept = w.rounding === 'up' ? 0 : w.rounding === 'down' ? 1 : 0.5;
  return w.flush && w.top < 1 ? 1 : w.top + kept;
}
function inner_integral(w, from, to) {
  let sum = 0;
  if (w.flush && from < 1) {
    const end = to < 1 ? to : 1;
    sum += (end * end * end - from * from * from) / 3;
    if (to <= 1) return sum;
    from = 1;
  }
  const a = integrate_error(from, w.rounding);
  const b = integrate_error(to, w.rounding);
  return sum + (b[0] - a[0]) + (b[1] - a[1]);
}
function wrapped_integral(w, a) {
  const t = a / w.period;
  const n = Math.floor(t);
  return (n * (n + 1) * (2 * n + 1) / 6 + (n + 1) * (n + 1) * (t - n)) * w.period * w.period *
      w.period;
}
function outer_integral(w, a, b) {
  if (w.period === 0) return (a * a + a * b + b * b) / 3 * (b - a);
  return wrapped_integral(w, b) - wrapped_integral(w, a);
}
function squared_error(w, s) {
  if (s > edge_of(w)) {
    const off = w.period === 0 ? s - w.top
                               : (Math.floor((s - edge_of(w)) / w.period) + 1) * w.period;
    return off * off;
  }
  if (w.flush && s < 1) return s * s;
  const r = s - Math.floor(s);
  switch (w.rounding) {
    case 'nearest': return r < 0.5 ? r * r : (1 - r) * (1 - r);
    case 'down': return r * r;
    case 'up': return r > 0 ? (1 - r) * (1 - r) : 0;
    default: return r * (1 - r);
  }
}
function mean_squared_error(w, from, to) {
  if (!(to > from)) return squared_error(w, from);
  const last = edge_of(w);
  let sum = 0;
  if (from < last) sum += inner_integral(w, from, to < last ? to : last);
  if (to > last) sum += outer_integral(w, (from > last ? from : last) - last, to - last);
  return sum / (to - from);
}

function expect_energies(site, f, how, skip_negative) {
  const range = occupied_positions(site);
  const scale = range === null ? -1 : range.highest;
  const step = power_of_two(Math.max(-300, Math.min(300, -f.fraction_length - scale)));
  const period = how.overflow === 'wrap' ? power_of_two(f.word_length) : 0;
  const side = (negative) => ({
    top: magnitude_limit(f, how.overflow, negative),
    rounding: magnitude_rounding(how.rounding, negative),
    flush: how.underflow === 'flush',
    period,
  });
  const sides = [side(false), side(true)];
  const sum = {signal: 0, error: 0};
  for (const bin of site.bins) {
    if (skip_negative && bin.negative) continue;
    const from = scaled(bin.lowest, -scale);
    const to = scaled(bin.upper, -scale);
    sum.signal += bin.weight * ((from * from + from * to + to * to) / 3);
    const error = mean_squared_error(sides[bin.negative ? 1 : 0], from / step, to / step);
    sum.error += bin.weight * error * step * step;
  }
  return sum;
}
function decibels(signal, error) {
  return signal > 0 ? 10 * Math.log10(signal / error) : NaN;
}

// What a format does to a site: what the library's evaluate_format tells.
function evaluate_format(site, f, how) {
  const bounds = bound_window(site, f, how);
  const expected = expect_energies(site, f, how, false);
  const sqnr_db = [decibels(bounds.signal[0], bounds.error[1]) - 1e-9,
                   decibels(bounds.signal[1], bounds.error[0]) + 1e-9];
  if (occupied_positions(site) !== null && bounds.signal[0] === 0) sqnr_db[0] = -Infinity;
  const estimate = decibels(expected.signal, expected.error);
  const below_upper = estimate < sqnr_db[1] ? estimate : sqnr_db[1];
  const expected_sqnr_db = sqnr_db[0] < below_upper ? below_upper : sqnr_db[0];
  return {format: f, overflows: bounds.overflows, underflows: bounds.underflows, sqnr_db,
          expected_sqnr_db};
}

const nearest_rules = {rounding: 'half_away', overflow: 'saturate', underflow: 'gradual'};

// Words of one length and sign, and the positions of the values they are chosen for.
function make_candidates(site, word_length, sign) {
  const skip_negative = sign === 'never';
  let range = occupied_positions(site);
  if (skip_negative) {
    const positive = site.bins.filter((bin) => !bin.negative);
    range = positive.length === 0 ? null : {lowest: msb_position(positive[0].lowest),
                                            highest: positive[positive.length - 1].top};
  }
  const is_signed = sign === 'always' || (sign === 'automatic' && (site.min < 0 || range === null));
  const at = (msb) => ({
    word_length,
    fraction_length: word_length - (is_signed ? 1 : 0) - 1 - msb,
    signed: is_signed,
  });
  return {skip_negative, range, at, nothing: at(is_signed ? -1 : 0)};
}
function count_above(site, words, position) {
  let sum = 0n;
  for (const bin of site.bins) {
    if (bin.top > position && !(words.skip_negative && bin.negative)) sum += bin.count;
  }
  return sum;
}
// From the finest step up; among equals the highest window below which no more bits are cut off.
function least_cost(site, words, cost) {
  let best = null;
  let least = Infinity;
  for (let msb = words.range.lowest - 1; msb <= words.range.highest + 1; ++msb) {
    const candidate = words.at(msb);
    const c = cost(candidate);
    const cuts_fewer = c === least &&
        count_above(site, words, msb) < count_above(site, words, msb_of(best));
    if (best === null || c < least || cuts_fewer) {
      best = candidate;
      least = c;
    }
  }
  return best;
}

// Each maps a site and {word_length, sign, fraction, wanted} to a format.
const criteria = {
  least_error(site, o) {
    const words = make_candidates(site, o.word_length, o.sign);
    if (words.range === null) return words.nothing;
    return least_cost(site, words,
                      (f) => expect_energies(site, f, nearest_rules, words.skip_negative).error);
  },
  most_information(site, o) {
    const words = make_candidates(site, o.word_length, o.sign);
    if (words.range === null) return words.nothing;
    return least_cost(site, words, (f) => {
      let inside = 0n;
      for (let p = lsb_of(f); p <= msb_of(f); ++p) {
        inside += site.by_position[0].get(p) || 0n;
        if (!words.skip_negative) inside += site.by_position[1].get(p) || 0n;
      }
      return -Number(inside);
    });
  },
  no_overflow(site, o) {
    const words = make_candidates(site, o.word_length, o.sign);
    if (words.range === null) return words.nothing;
    let msb = words.range.highest - 1;
    const overflows = (x) =>
        x !== 0 && encode(Math.abs(x), x < 0, words.at(msb), nearest_rules, 0).overflowed;
    while (overflows(site.max) || (!words.skip_negative && overflows(site.min))) ++msb;
    return words.at(msb);
  },
  outlier_budget(site, o) {
    const words = make_candidates(site, o.word_length, o.sign);
    if (words.range === null) return words.nothing;
    const infinities = site.positive_infinities + site.negative_infinities;
    const budget = o.fraction * Number(site.values - site.nans - infinities);
    let msb = words.range.highest;
    while (msb >= words.range.lowest && Number(count_above(site, words, msb - 1)) <= budget) --msb;
    return words.at(msb);
  },
  shortest_word(site, o) {
    const is_signed = o.sign === 'always' ||
        (o.sign === 'automatic' && (site.min < 0 || !(site.max > 0)));
    const skip = o.sign === 'never';
    let best = null;
    for (let w = is_signed ? 2 : 1; w <= o.word_length; ++w) {
      best = criteria.least_error(site, {...o, word_length: w});
      if (make_candidates(site, w, o.sign).range === null) break;
      const energies = expect_energies(site, best, nearest_rules, skip);
      if (decibels(energies.signal, energies.error) >= o.wanted) break;
    }
    return best;
  },
};
)js";

}  // namespace binpoint::detail

#endif
