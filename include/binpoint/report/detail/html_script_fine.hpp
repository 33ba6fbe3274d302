/// @file
/// The report's script: the finer histogram that a row opens to.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_FINE_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_FINE_HPP

#include <string_view>

namespace binpoint::detail {

/// A bar for each bin of the histogram, over the axis of the strips, the higher octaves on the
/// left; negative values downward.
inline constexpr std::string_view html_script_fine = R"js(
const fine_height = 56;

function fine_scale(sub_bits) {
  const parts = 1 << sub_bits;
  const columns = axis.highest - axis.lowest + 1;
  const unit = Math.max(1, Math.floor(720 / (columns * parts)));
  return {
    parts, unit, width: columns * parts * unit + 2,
    x_of: (p, part) => 1 + ((axis.highest - p) * parts + parts - 1 - part) * unit,
  };
}
function draw_tick(x, y, p) {
  return svg('text', {class: 'bp-mid', x, y}, '2', svg('tspan', {class: 'bp-up', dy: -5}, String(p)));
}
function bin_title(p, part, parts, negative, count, site) {
  const end = (k) => (negative ? '-' : '') + shortest(power_of_two(p) * (1 + k / parts));
  return `${end(part)} to ${end(part + 1)}: ${grouped(count)} values ` +
      `(${percent(count, site.values)})`;
}
// @param down  1 for bars that hang from `base`, 0 for those that stand on it
function draw_bars(site, formats, scale, bins, base, down) {
  const peak = [...site.positive, ...site.negative].reduce((m, [, c]) => (c > m ? c : m), 1n);
  const bars = [];
  for (const [index, count] of bins) {
    const p = lowest_position + Math.floor(index / scale.parts);
    if (p < axis.lowest || p > axis.highest) continue;
    const part = index % scale.parts;
    const height = Math.max(1, Math.round(
        fine_height * Math.log1p(Number(count)) / Math.log1p(Number(peak))));
    const inside = coverage_of({lowest: p, highest: p}, formats);
    bars.push(rect('bp-' + inside + '6', scale.x_of(p, part), down ? base : base - height,
                   scale.unit, height, bin_title(p, part, scale.parts, down === 1, count, site)));
  }
  return bars;
}
function draw_fine(site, formats, sub_bits) {
  const scale = fine_scale(sub_bits);
  const top = 24;
  const base = top + (site.positive.length ? fine_height + 2 : 1);
  const height = base + (site.negative.length ? fine_height + 2 : 1);
  const ground = [];
  const ticks = [];
  const column = scale.parts * scale.unit;
  for (let p = axis.highest; p >= axis.lowest; --p) {
    const x = scale.x_of(p, scale.parts - 1);
    ground.push(rect('bp-' + coverage_of({lowest: p, highest: p}, formats) + '0', x, top, column,
                     height - top));
    if (p % (4 * column < 44 ? 8 : 4) === 0) ticks.push(draw_tick(x + column / 2, 16, p));
  }
  const label = `histogram of ${site.layer} ${site.role}, ${scale.parts} bins an octave`;
  const image = svg(
      'svg', {class: 'bp-map bp-row', role: 'img', 'aria-label': label, width: scale.width, height,
              viewBox: `0 0 ${scale.width} ${height}`},
      ...ticks, ...ground, ...draw_bars(site, formats, scale, site.positive, base, 0),
      ...draw_bars(site, formats, scale, site.negative, base, 1));
  const caption = `Histogram, ${scale.parts} bins an octave, heights logarithmic` +
      (site.negative.length ? ', negative values downward' : '');
  return html('figure', {class: 'fine'}, html('figcaption', {}, caption), image);
}
)js";

}  // namespace binpoint::detail

#endif
