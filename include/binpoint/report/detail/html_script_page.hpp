/// @file
/// The report's script, last part: what the reader changes, and what follows from it.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_PAGE_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_PAGE_HPP

#include <string_view>

namespace binpoint::detail {

inline constexpr std::string_view html_script_page = R"js(
const data = JSON.parse(document.getElementById('data').textContent);
const by_id = (id) => document.getElementById(id);
const table = by_id('sites');
const column_ids = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.column);
const column_at = Object.fromEntries(column_ids.map((id, i) => [id, i]));

// Numbers as JSON has them: infinities are strings, NaN is null.
function read_number(x) {
  return x === null ? NaN : Number(x);
}
// [index, count] of each bin, from runs.
function read_bins(runs) {
  return runs.flatMap(([first, ...counts]) => counts.map((count, i) => [first + i, BigInt(count)]));
}
function sum_positions(bins, below, above) {
  const sums = new Map();
  for (const [index, count] of bins) {
    const p = lowest_position + (index >> data.sub_bits);
    sums.set(p, (sums.get(p) || 0n) + count);
  }
  if (below > 0n) sums.set(below_all, below);
  if (above > 0n) sums.set(above_all, above);
  return sums;
}
function planned_formats(site) {
  if (site.format === null) return [];
  const lengths = new Set(site.fraction_lengths || [site.format.fraction_length]);
  return [...lengths].map((fraction_length) => ({...site.format, fraction_length}));
}
function planned_losses(site) {
  if (!site.overflows) return null;
  return {overflows: site.overflows.map(BigInt), underflows: site.underflows.map(BigInt),
          sqnr_db: site.sqnr_db.map(read_number),
          expected_sqnr_db: read_number(site.expected_sqnr_db)};
}
// Control characters, and marks that would reorder a line, as the library replaces them.
const harmful = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/g;
function read_site(from, index) {
  const site = {...from, index, layer: from.layer.replace(harmful, '\ufffd')};
  for (const name of ['values', 'zeros', 'nans', 'positive_infinities', 'negative_infinities',
                      'positive_below', 'negative_below', 'positive_above', 'negative_above']) {
    site[name] = BigInt(from[name]);
  }
  site.positive = read_bins(from.positive);
  site.negative = read_bins(from.negative);
  site.bins = make_bins(site, data.sub_bits);
  site.by_position = [sum_positions(site.positive, 0n, 0n), sum_positions(site.negative, 0n, 0n)];
  site.positions = sum_positions([...site.positive, ...site.negative],
                                 site.positive_below + site.negative_below,
                                 site.positive_above + site.negative_above);
  site.peak = [...site.positions.values()].reduce((a, b) => (a > b ? a : b), 0n);
  site.planned = {formats: planned_formats(site), losses: planned_losses(from)};
  site.now = site.planned;
  site.body = by_id('site-' + index);
  site.row = site.body.rows[0];
  site.more = site.body.rows[1];
  return site;
}
const sites = data.sites.map(read_site);

// What the reader has set; of a number that makes no sense, what was there before.
const setting = {criterion: 'plan', word_length: Number(by_id('word-length').value), fraction: 1e-4,
                 wanted: 40, sign: 'automatic'};
function read_setting() {
  const number = (id, lowest, highest, old) => {
    const x = by_id(id).valueAsNumber;
    return x >= lowest && x <= highest ? x : old;
  };
  setting.criterion = by_id('criterion').value;
  setting.word_length = Math.trunc(number('word-length', 2, 64, setting.word_length));
  setting.fraction = number('fraction', 0, 1, setting.fraction);
  setting.wanted = number('wanted', -1e9, 1e9, setting.wanted);
  setting.sign = by_id('sign').value;
}
function show_setting() {
  by_id('word-length').disabled = setting.criterion === 'plan';
  by_id('sign').disabled = setting.criterion === 'plan';
  by_id('fraction-label').hidden = setting.criterion !== 'outlier_budget';
  by_id('wanted-label').hidden = setting.criterion !== 'shortest_word';
}
function choose(site, criterion, word_length) {
  const f = criteria[criterion](site, {...setting, word_length});
  return evaluate_format(site, f, data.policy);
}
function result_of(site) {
  if (setting.criterion === 'plan') return site.planned;
  const losses = choose(site, setting.criterion, setting.word_length);
  return {formats: [losses.format], losses};
}

function fill_row(site) {
  const {formats, losses} = site.now;
  const cell = (id) => site.row.cells[column_at[id]];
  cell('bits').replaceChildren(draw_strip(site, formats));
  fill_format(cell('format'), formats_name(formats));
  fill_losses(['overflow', 'underflow', 'sqnr', 'bounds'].map(cell), losses, site.values);
  fill_range(cell('lowest'), cell('highest'), formats);
  for (const each of site.row.querySelectorAll('.validated')) {
    each.classList.toggle('stale', setting.criterion !== 'plan');
  }
}

// What an open row shows; for the plan's formats the site's own word length.
function fill_study(site) {
  const planned = setting.criterion === 'plan';
  const own = site.format === null ? 8 : Math.max(2, site.format.word_length);
  const length = planned ? own : setting.word_length;
  const criterion = planned ? 'least_error' : setting.criterion;
  const side_by_side = Object.keys(criteria).map((name) => [name, choose(site, name, length)]);
  const lengths = [];
  for (let w = 2; w <= 16; ++w) lengths.push(choose(site, criterion, w));
  site.more.querySelector('.criteria').replaceWith(criteria_table(side_by_side, length, site.values));
  site.more.querySelector('.lengths').replaceWith(lengths_table(lengths, criterion));
  const study = site.more.querySelector('.study');
  study.querySelector('.fine')?.remove();
  study.prepend(draw_fine(site, site.now.formats, data.sub_bits));
}
function is_open(site) {
  return site.more.classList.contains('open');
}
function open_row(site, open) {
  site.more.classList.toggle('open', open);
  site.more.querySelector('details').open = open;
  const button = site.row.querySelector('.toggle');
  button.setAttribute('aria-expanded', open);
  button.firstChild.data = open ? '\u25be' : '\u25b8';
  if (open) {
    fill_study(site);
    tell_channels(site);
  }
}
function add_toggle(site) {
  site.more.id = 'more-' + site.index;
  const button = html('button', {type: 'button', class: 'toggle', 'aria-expanded': 'false',
                                 'aria-controls': site.more.id,
                                 'aria-label': `details of ${site.layer} ${site.role}`}, '\u25b8');
  button.addEventListener('click', () => open_row(site, !is_open(site)));
  site.row.cells[0].prepend(button);
}

// Greater is worse; what has no SQNR comes last.
const orders = {
  network: (a, b) => a.index - b.index,
  sqnr: (a, b) => sqnr_of(a) - sqnr_of(b) || a.index - b.index,
  loss: (a, b) => loss_of(b) - loss_of(a) || a.index - b.index,
  name: (a, b) => a.layer.localeCompare(b.layer) || a.index - b.index,
};
function sqnr_of(site) {
  const db = site.now.losses === null ? NaN : site.now.losses.expected_sqnr_db;
  return Number.isNaN(db) ? 1e300 : Math.min(1e299, Math.max(-1e299, db));
}
function loss_of(site) {
  if (site.now.losses === null || site.values === 0n) return 0;
  return Number(site.now.losses.overflows[1] + site.now.losses.underflows[1]) / Number(site.values);
}
function sort_rows() {
  const order = by_id('sort').value;
  table.append(...[...sites].sort(orders[order]).map((site) => site.body));
  const sorted = {sqnr: ['sqnr', 'ascending'], loss: ['overflow', 'descending'],
                  name: ['layer', 'ascending']}[order];
  for (const head of table.tHead.rows[0].cells) head.removeAttribute('aria-sort');
  if (sorted) table.tHead.rows[0].cells[column_at[sorted[0]]].setAttribute('aria-sort', sorted[1]);
}
function filter_rows() {
  const wanted = by_id('filter').value.toLowerCase();
  for (const site of sites) {
    site.body.hidden = !`${site.layer} ${site.role}`.toLowerCase().includes(wanted);
  }
}
function show_column(id, shown) {
  const i = column_at[id];
  table.tHead.rows[0].cells[i].hidden = !shown;
  for (const site of sites) site.row.cells[i].hidden = !shown;
}

function parameters_text() {
  let count = 0n;
  let bits = 0n;
  for (const site of sites) {
    if (site.role !== 'weight' && site.role !== 'bias') continue;
    count += site.values;
    bits += site.values * BigInt(site.now.formats.length ? site.now.formats[0].word_length : 32);
  }
  if (count === 0n) return '';
  return ` Values of weights and biases: ${grouped(count)}, ${grouped(4n * count)} bytes as float, ` +
      `${grouped((bits + 7n) / 8n)} packed.`;
}
function show_summary() {
  const shown = sites.filter((site) => !site.body.hidden);
  const worst = [...shown].sort(orders.sqnr)[0];
  let text = `${shown.length} of ${sites.length} sites.`;
  if (worst && worst.now.losses && sqnr_of(worst) < 1e300) {
    text += ` Lowest SQNR: ${decibels_text(worst.now.losses.expected_sqnr_db)}, ` +
        `${worst.layer} ${worst.role}.`;
  }
  by_id('summary').textContent = text + parameters_text();
}

function change_formats() {
  read_setting();
  show_setting();
  for (const site of sites) {
    site.now = result_of(site);
    fill_row(site);
    if (is_open(site)) fill_study(site);
  }
  sort_rows();
  show_summary();
}
function start() {
  document.documentElement.classList.add('js');
  for (const site of sites) add_toggle(site);
  for (const id of ['criterion', 'word-length', 'fraction', 'wanted', 'sign']) {
    by_id(id).addEventListener('input', change_formats);
  }
  by_id('word-length').addEventListener('change', () => {
    by_id('word-length').value = setting.word_length;
  });
  by_id('sort').addEventListener('input', sort_rows);
  by_id('filter').addEventListener('input', () => {
    filter_rows();
    show_summary();
  });
  for (const box of document.querySelectorAll('#controls input[type=checkbox]')) {
    box.addEventListener('input', () => show_column(box.dataset.column, box.checked));
  }
  by_id('controls').addEventListener('submit', (event) => event.preventDefault());
  show_setting();
  show_summary();
  by_id('controls').hidden = false;
}
start();
)js";

}  // namespace binpoint::detail

#endif
