// What check.py runs in a page: reads its cells, and sets its controls as a reader would.
(() => {
  const by_id = (id) => document.getElementById(id);
  const table = by_id('sites');
  const columns = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.column);
  const bodies = () => [...table.tBodies];
  const row_of = (i) => by_id('site-' + i).rows[0];
  const cell_of = (i, column) => row_of(i).cells[columns.indexOf(column)];
  const set = (id, value) => {
    by_id(id).value = value;
    by_id(id).dispatchEvent(new Event('input', {bubbles: true}));
  };
  const value_of = (cell) => cell.querySelector('data')?.value ?? cell.textContent;
  const window_of = (name) => {
    const [, sign, word, way, digits] = /^([su])fix(\d+)(?:_E(n?)(\d+))?$/.exec(name);
    const fraction = digits ? (way ? 1 : -1) * Number(digits) : 0;
    return {lsb: -fraction, msb: Number(word) - (sign === 's' ? 1 : 0) - 1 - fraction,
            is_signed: sign === 's', word: Number(word)};
  };
  // The positions that a strip's rectangles of a kind cover, those that tell a count left out.
  const covered = (svg, prefix) => {
    const {highest, cell} = table.dataset;
    return [...svg.querySelectorAll('rect')]
        .filter((r) => r.getAttribute('class').startsWith(prefix) && !r.querySelector('title'))
        .flatMap((r) => Array.from(
            {length: r.getAttribute('width') / cell},
            (_, k) => highest - (r.getAttribute('x') - 1) / cell - k));
  };
  const columns_of = ['format', 'overflow', 'underflow', 'bounds', 'sqnr'];
  window.test = {
    columns, set, cell_of,
    axis: table.dataset,
    // Without a word to the page, which reads all controls at the next one.
    quiet: (id, value) => { by_id(id).value = value; },
    count: () => bodies().length,
    order: () => bodies().map((body) => Number(body.id.slice(5))),
    visible: () => bodies().filter((body) => !body.hidden).map((body) => Number(body.id.slice(5))),
    // For each site [format, overflows, underflows, bounds, expected].
    losses: () => Array.from({length: table.tBodies.length}, (_, i) =>
        columns_of.map((column) => value_of(cell_of(i, column)))),
    // All markup that depends on the formats.
    markup: () => Array.from({length: table.tBodies.length}, (_, i) =>
        ['bits', 'lowest', 'highest', ...columns_of].map((c) => cell_of(i, c).outerHTML).join('\n')),
    // Sites whose gray cells, or outline, are not what their one format says.
    wrong_strips: () => Array.from({length: table.tBodies.length}, (_, i) => i).filter((i) => {
      const name = cell_of(i, 'format').textContent;
      if (name === 'float' || name.includes('..')) return false;
      const f = window_of(name);
      const svg = cell_of(i, 'bits').querySelector('svg');
      const {highest, lowest} = table.dataset;
      const inside = covered(svg, 'bp-i').sort((a, b) => b - a);
      const outside = covered(svg, 'bp-o').sort((a, b) => b - a);
      const partly = covered(svg, 'bp-p');
      const expected_in = [];
      const expected_out = [];
      for (let p = Number(highest); p >= Number(lowest); --p) {
        (f.lsb <= p && p <= f.msb ? expected_in : expected_out).push(p);
      }
      const ends = table.dataset.mergesAbove === '1' || table.dataset.mergesBelow === '1' ||
          Number(highest) === 128 || Number(lowest) === -150;
      const ignore = (list) => list.filter(
          (p) => !ends || (p !== Number(highest) && p !== Number(lowest))).join();
      const word = covered(svg, 'bp-word');
      const top = f.msb + (f.is_signed ? 1 : 0);
      const shown = Array.from({length: f.word}, (_, k) => top - k)
          .filter((p) => p <= highest && p >= lowest);
      return ignore(inside) !== ignore(expected_in) || ignore(outside) !== ignore(expected_out) ||
          (!ends && partly.length > 0) || word.join() !== shown.join();
    }),
    // Of each strip, the counts that its cells tell.
    cell_counts: () => Array.from({length: table.tBodies.length}, (_, i) =>
        [...cell_of(i, 'bits').querySelectorAll('title')].map(
            (t) => t.textContent.split(': ')[1].split(' ')[0].replaceAll(',', ''))),
    toggle: (i) => row_of(i).querySelector('.toggle').click(),
    study: (i, what) => [...by_id('site-' + i).querySelectorAll(`.${what} tbody tr`)].map(
        (row) => [...row.cells].map((cell) => cell.textContent)),
    // Of each cell of the channels of an open row, its text, whether a pointer finds it, and the
    // class of what is drawn there.
    told: (i) => {
      const map = by_id('site-' + i).querySelector('.channels');
      map.scrollIntoView({block: 'center'});
      return [...map.querySelectorAll('rect')].map((cell) => {
        const box = cell.getBoundingClientRect();
        const found = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return [cell.querySelector('title').textContent, found[0] === cell,
                found[1]?.getAttribute('class') ?? ''];
      });
    },
    shown: (id) => by_id(id).getClientRects().length > 0,
  };
})()
