/// @file
/// The report's script, first part: the bits of doubles, and numbers as the library writes them.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_NUMBERS_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_NUMBERS_HPP

#include <string_view>

namespace binpoint::detail {

inline constexpr std::string_view html_script_numbers = R"js(
const float_view = new Float64Array(1);
const bits_view = new BigUint64Array(float_view.buffer);

function bits_of(x) {
  float_view[0] = x;
  return bits_view[0];
}
function from_bits(bits) {
  bits_view[0] = bits;
  return float_view[0];
}

// 2^e; 0 or infinity outside the range of a double.
function power_of_two(e) {
  if (e > 1023) return Infinity;
  if (e < -1074) return 0;
  return from_bits(e >= -1022 ? BigInt(e + 1023) << 52n : 1n << BigInt(e + 1074));
}
function scaled(x, e) {
  for (; e > 1000; e -= 1000) x *= power_of_two(1000);
  for (; e < -1000; e += 1000) x *= power_of_two(-1000);
  return x * power_of_two(e);
}
// Of a finite x > 0.
function msb_position(x) {
  const bits = bits_of(x);
  const exponent = Number(bits >> 52n);
  return exponent > 0 ? exponent - 1023 : bits.toString(2).length - 1075;
}
function next_below(x) {
  return from_bits(bits_of(x) - 1n);
}

// Counts are BigInt.
function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
function special_text(x) {
  return Number.isNaN(x) ? 'NaN' : x === Infinity ? 'infinity' : x === -Infinity ? '-infinity' : '';
}
function minus_of(x) {
  return x < 0 ? '-' : '';
}

// A tie goes to the even digit, as in C; toFixed and toExponential would go up.
function keeps_digits(kept, tail) {
  return /^50*$/.test(tail) && '02468'.includes(kept[kept.length - 1]);
}
// @pre  at least one place
function fixed_text(x, places) {
  const exact = Math.abs(x).toFixed(100);
  const end = exact.indexOf('.') + 1 + places;
  const kept = exact.slice(0, end);
  return minus_of(x) + (keeps_digits(kept, exact.slice(end)) ? kept : Math.abs(x).toFixed(places));
}
function exponent_text(e) {
  return 'e' + (e < 0 ? '-' : '+') + String(Math.abs(e)).padStart(2, '0');
}
// Digits whose first has the weight 10^e.
function place_point(digits, e) {
  if (e < 0) return '0.' + '0'.repeat(-e - 1) + digits;
  if (digits.length <= e + 1) return digits.padEnd(e + 1, '0');
  return digits.slice(0, e + 1) + '.' + digits.slice(e + 1);
}
function significant(x, digits = 4) {
  if (!Number.isFinite(x)) return special_text(x);
  if (x === 0) return '0';
  const exact = Math.abs(x).toExponential(100);
  const kept = exact.slice(0, digits + 1);
  const tail = exact.slice(digits + 1, exact.indexOf('e'));
  const rounded = keeps_digits(kept, tail) ? kept + exact.slice(exact.indexOf('e'))
                                           : Math.abs(x).toExponential(digits - 1);
  const [mantissa, power] = rounded.split('e');
  const e = Number(power);
  const short = mantissa.replace('.', '').replace(/0+$/, '');
  if (e >= -4 && e < digits) return minus_of(x) + place_point(short, e);
  return minus_of(x) + (short.length > 1 ? short[0] + '.' + short.slice(1) : short) +
      exponent_text(e);
}
// As many digits as it takes to read the same number back.
function shortest(x) {
  if (!Number.isFinite(x)) return special_text(x);
  if (x === 0) return '0';
  const size = Math.abs(x);
  const [mantissa, power] = size.toExponential().split('e');
  const e = Number(power);
  const long = size >= 2 ** 53 ? BigInt(size).toString()
                               : place_point(mantissa.replace('.', ''), e);
  const scientific = mantissa + exponent_text(e);
  return minus_of(x) + (long.length <= scientific.length ? long : scientific);
}

function decibels_text(db) {
  if (Number.isNaN(db)) return '-';
  if (db === Infinity) return 'no error';
  return db === -Infinity ? '-infinity dB' : fixed_text(db, 1) + ' dB';
}
function decibels_range([low, high]) {
  const lower = decibels_text(low);
  const upper = decibels_text(high);
  if (lower === '-' || upper === '-') return '-';
  if (lower === upper) return lower;
  const same_unit = lower.endsWith(' dB') && upper.endsWith(' dB');
  return (same_unit ? lower.slice(0, -3) : lower) + ' to ' + upper;
}
function percent(count, total) {
  if (total === 0n) return '-';
  if (count === 0n) return '0 %';
  if (count === total) return '100 %';
  const share = 100 * (Number(count) / Number(total));
  if (share < 0.01) return '<0.01 %';
  if (share > 99.99) return '>99.99 %';
  return fixed_text(share, 2) + ' %';
}
function percent_range([low, high], total) {
  let lower = percent(low, total);
  let upper = percent(high, total);
  if (lower === upper || lower[0] === '>') return lower;
  if (upper[0] === '<') return upper;
  if (upper[0] === '>') upper = '100 %';
  if (lower[0] === '<') lower = '0 %';
  return lower.slice(0, -2) + '-' + upper;
}
function count_text([low, high]) {
  return low === high ? grouped(high) : grouped(low) + ' to ' + grouped(high);
}

// A format is {word_length, fraction_length, signed}.
function magnitude_bits(f) {
  return f.word_length - (f.signed ? 1 : 0);
}
function msb_of(f) {
  return magnitude_bits(f) - 1 - f.fraction_length;
}
function lsb_of(f) {
  return -f.fraction_length;
}
function step_of(f) {
  return power_of_two(-f.fraction_length);
}
function highest_of(f) {
  return scaled(power_of_two(magnitude_bits(f)) - 1, -f.fraction_length);
}
function lowest_of(f) {
  return f.signed ? -power_of_two(magnitude_bits(f) - f.fraction_length) : 0;
}
function scale_name(f) {
  const n = f.fraction_length;
  return n > 0 ? 'En' + n : n < 0 ? 'E' + -n : '';
}
function format_name(f) {
  const scale = scale_name(f);
  return (f.signed ? 'sfix' : 'ufix') + f.word_length + (scale ? '_' + scale : '');
}
// sfix8_En4..En7 where channels differ; float for none.
function formats_name(formats) {
  if (formats.length === 0) return 'float';
  const sorted = [...formats].sort((a, b) => a.fraction_length - b.fraction_length);
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  if (low.fraction_length === high.fraction_length) return format_name(low);
  return format_name(low) + '..' + (scale_name(high) || 'E0');
}
)js";

}  // namespace binpoint::detail

#endif
