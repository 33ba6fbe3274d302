/// @file
/// The report's script, fourth part: strips, cells and tables, drawn as the library draws them.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_VIEW_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_VIEW_HPP

#include <string_view>

namespace binpoint::detail {

/// It follows heat_axis.hpp, svg_row.hpp, html_strip.hpp, html_losses.hpp and html_study.hpp: the
/// same elements with the same texts.
inline constexpr std::string_view html_script_view = R"js(
function element(space, name, attributes, children) {
  const result = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, value);
  result.append(...children);
  return result;
}
function html(name, attributes = {}, ...children) {
  return element('http://www.w3.org/1999/xhtml', name, attributes, children);
}
function svg(name, attributes = {}, ...children) {
  return element('http://www.w3.org/2000/svg', name, attributes, children);
}
function rect(style, x, y, width, height, title = '') {
  const children = title ? [svg('title', {}, title)] : [];
  return svg('rect', {class: style, x, y, width, height}, ...children);
}

const axis = (() => {
  const at = document.getElementById('sites').dataset;
  return {highest: Number(at.highest), lowest: Number(at.lowest), cell: Number(at.cell),
          merges_above: at.mergesAbove === '1', merges_below: at.mergesBelow === '1'};
})();
const below_all = lowest_position - 1;
const above_all = highest_position + 1;
const strip_height = 17;
const zero_width = 18;
const levels = 8;

// The positions that column p stands for.
function span_of(p) {
  const to_bottom = p === below_all || (p === axis.lowest && axis.merges_below);
  const to_top = p === above_all || (p === axis.highest && axis.merges_above);
  return {lowest: to_bottom ? -1074 : p, highest: to_top ? 1023 : p};
}
function column_name(p) {
  const span = span_of(p);
  if (span.lowest < p && span.highest > p) return 'every position';
  return '2^' + p + (span.lowest < p ? ' and below' : span.highest > p ? ' and above' : '');
}
function count_in(site, span) {
  let sum = 0n;
  for (const [p, count] of site.positions) {
    if (span.lowest <= p && p <= span.highest) sum += count;
  }
  return sum;
}
function heat_level(count, peak) {
  if (count === 0n || peak === 0n) return 0;
  const decades = Math.log10(Number(count) / Number(peak));
  return 1 + Math.round(Math.min(1, Math.max(0, 1 + decades / 3)) * (levels - 1));
}
// i for all formats that have the bits, o for none, p for some.
function coverage_of(span, formats) {
  const all = formats.every((f) => lsb_of(f) <= span.lowest && span.highest <= msb_of(f));
  const none = formats.every((f) => msb_of(f) < span.lowest || span.highest < lsb_of(f));
  return all ? 'i' : none ? 'o' : 'p';
}
function place_of(span, formats) {
  const inside = coverage_of(span, formats);
  return {inside, above: inside === 'o' && span.lowest > msb_of(formats[0])};
}
function make_cell(site, formats, p) {
  const span = span_of(p);
  const count = count_in(site, span);
  return {p, count, ...place_of(span, formats), level: heat_level(count, site.peak)};
}
function where({inside, above}) {
  if (inside === 'i') return '';
  if (inside === 'p') return ', partly in the format';
  return above ? ', above the format' : ', below the format';
}
function column_x(p) {
  return 1 + (axis.highest - p) * axis.cell;
}
function column_middle(p) {
  return column_x(p) + Math.floor(axis.cell / 2);
}

function draw_ground(cells) {
  const result = [];
  for (let first = 0; first < cells.length;) {
    let next = first + 1;
    while (next < cells.length && cells[next].inside === cells[first].inside) ++next;
    result.push(rect('bp-' + cells[first].inside + '0', column_x(cells[first].p), 1,
                     (next - first) * axis.cell, strip_height));
    first = next;
  }
  return result;
}
function draw_cells(site, cells) {
  const result = [];
  let marks = '';
  for (const cell of cells) {
    if (cell.count === 0n) continue;
    const title = column_name(cell.p) + ': ' + grouped(cell.count) + ' values (' +
        percent(cell.count, site.values) + ')' + where(cell);
    result.push(rect('bp-' + cell.inside + cell.level, column_x(cell.p), 1, axis.cell,
                     strip_height, title));
    if (cell.inside === 'o') marks += 'M' + column_middle(cell.p) + ' ' + (strip_height - 3) + 'h.01';
  }
  if (marks) {
    result.push(svg('path', {class: 'bp-halo', d: marks}), svg('path', {class: 'bp-mark', d: marks}));
  }
  return result;
}
// The outline of the word, as far as it is on the axis, and its sign bit.
function draw_word(site, formats) {
  if (formats.length !== 1) return [];
  const f = formats[0];
  const sign = msb_of(f) + 1;
  const first = Math.min(f.signed ? sign : msb_of(f), axis.highest);
  const last = Math.max(lsb_of(f), axis.lowest);
  if (first < last) return [];
  const result = [rect('bp-word', column_x(first), 1, (first - last + 1) * axis.cell, strip_height)];
  if (f.signed && first === sign) {
    const has_mark = count_in(site, span_of(sign)) > 0n;
    result.push(svg('text', {class: 'bp-sign', x: column_middle(sign), y: has_mark ? 10 : 14},
                    '\u00b1'));
  }
  return result;
}
function draw_zeros(site, x) {
  if (site.zeros === 0n) return [];
  const level = heat_level(site.zeros, site.zeros > site.peak ? site.zeros : site.peak);
  return [rect('bp-zero bp-i' + level, x, 1, zero_width, strip_height,
               'zero: ' + grouped(site.zeros) + ' values (' + percent(site.zeros, site.values) + ')')];
}
function strip_label(site, formats) {
  const name = formats_name(formats);
  const positions = [...site.positions.keys()];
  if (positions.length === 0) return name + ', no values but zeros';
  return name + ', values from 2^' + Math.max(...positions) + ' down to 2^' +
      Math.min(...positions);
}
function draw_strip(site, formats) {
  const cells = [];
  for (let p = axis.highest; p >= axis.lowest; --p) cells.push(make_cell(site, formats, p));
  const zero_x = column_x(axis.lowest - 1) + 6;
  const width = zero_x + zero_width + 1;
  const height = strip_height + 2;
  return svg('svg', {class: 'bp-map bp-row', role: 'img', 'aria-label': strip_label(site, formats),
                     width, height, viewBox: `0 0 ${width} ${height}`},
             ...draw_ground(cells), ...draw_cells(site, cells), ...draw_word(site, formats),
             ...draw_zeros(site, zero_x));
}

// Cells, by their text, what they tell when pointed at, and their exact numbers.
function fill_cell(cell, text, title = '', value = '') {
  cell.replaceChildren(value ? html('data', {value}, text) : text);
  if (title) {
    cell.setAttribute('title', title);
  } else {
    cell.removeAttribute('title');
  }
}
function fill_format(cell, name) {
  cell.replaceChildren(html('code', {}, name));
}
function fill_share(cell, counts, total) {
  fill_cell(cell, percent_range(counts, total), count_text(counts) + ' values', counts.join(' '));
}
// Four cells: overflow, underflow, SQNR expected and its bounds.
function fill_losses([overflow, underflow, sqnr, bounds], losses, total) {
  if (losses === null) {
    for (const cell of [overflow, underflow, sqnr, bounds]) fill_cell(cell, '-');
    return;
  }
  fill_share(overflow, losses.overflows, total);
  fill_share(underflow, losses.underflows, total);
  fill_cell(sqnr, decibels_text(losses.expected_sqnr_db), '', shortest(losses.expected_sqnr_db));
  fill_cell(bounds, decibels_range(losses.sqnr_db), '', losses.sqnr_db.map(shortest).join(' '));
}
function fill_range(lowest, highest, formats) {
  if (formats.length !== 1) {
    fill_cell(lowest, '-');
    fill_cell(highest, '-');
    return;
  }
  const step = 'step ' + shortest(step_of(formats[0]));
  fill_cell(lowest, significant(lowest_of(formats[0])), step, shortest(lowest_of(formats[0])));
  fill_cell(highest, significant(highest_of(formats[0])), step, shortest(highest_of(formats[0])));
}

function row_of(head, cells) {
  return html('tr', {}, html('th', {scope: 'row'}, head), ...cells);
}
function column_heads(names, attributes = {}) {
  return names.map((name) => html('th', {scope: 'col', ...attributes}, name));
}
function format_cell(name) {
  return html('td', {class: 'name'}, html('code', {}, name));
}
// @param choices  [name of the criterion, what evaluate_format told]
function criteria_table(choices, word_length, total) {
  const rows = choices.map(([name, losses]) => {
    const cells = [1, 2, 3, 4].map(() => html('td'));
    fill_losses(cells, losses, total);
    return row_of(name, [format_cell(format_name(losses.format)), ...cells]);
  });
  const heads = [
    ...column_heads(['criterion', 'format'], {class: 'name'}),
    ...column_heads(['overflow', 'underflow', 'SQNR (estimate)', 'SQNR (bounds)']),
  ];
  return html('table', {class: 'criteria'},
              html('caption', {}, `Criteria, words of ${word_length} bits`),
              html('thead', {}, html('tr', {}, ...heads)), html('tbody', {}, ...rows));
}
function lengths_table(choices, criterion) {
  const cells = choices.map((losses) => {
    const cell = html('td');
    fill_cell(cell, decibels_text(losses.expected_sqnr_db));
    return cell;
  });
  const names = choices.map((losses) => html('td', {}, format_name(losses.format)));
  const heads = column_heads(choices.map((losses) => losses.format.word_length));
  return html('table', {class: 'lengths'},
              html('caption', {}, `Word lengths, by ${criterion}`),
              html('thead', {}, row_of('word length', heads)),
              html('tbody', {}, row_of('format', names), row_of('SQNR (estimate)', cells)));
}
)js";

}  // namespace binpoint::detail

#endif
