"""Checks of what a page shows and how it answers to its reader."""

import json
import os
import re

FOCUSABLE = ['criterion', 'word-length', 'sign', 'sort', 'filter']


def luminance(color):
  def part(c):
    c /= 255
    return c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055)**2.4
  r, g, b = [part(float(x)) for x in re.findall(r'[\d.]+', color)[:3]]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
  high, low = sorted([luminance(a), luminance(b)], reverse=True)
  return (high + 0.05) / (low + 0.05)


def check_silence(counter, page):
  """Nothing is asked for but the page itself, and nothing complains."""
  requests = [e['request']['url'] for e in page.events('Network.requestWillBeSent')]
  counter.equal(requests, [page.url], 'requests')
  noise = page.events('Runtime.exceptionThrown', 'Runtime.consoleAPICalled', 'Log.entryAdded')
  counter.equal(noise, [], 'messages of the console')


def check_content(counter, page, twin):
  sites = twin['sites']
  counter.equal(page.run('test.count()'), len(sites), 'rows')
  counter.equal(page.run('document.title'), twin['title'], 'title')
  names = page.run('test.order().map((i) => test.cell_of(i, "layer").title ||'
                   ' test.cell_of(i, "layer").lastChild.data)')
  cleaned = [re.sub('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]', '\ufffd', s['layer'])
             for s in sites]
  counter.equal([n if n is not None else '' for n in names], cleaned, 'names of layers')
  labels = page.run('[...document.querySelectorAll(".toggle")].map('
                    '(e) => e.getAttribute("aria-label"))')
  counter.equal(labels, [f'details of {name} {s["role"]}' for name, s in zip(cleaned, sites)],
                'names in what the script adds')
  sums = [sum(map(int, counts)) for counts in page.run('test.cell_counts()')]
  finite = [int(s['values']) - int(s['nans']) - int(s['positive_infinities']) -
            int(s['negative_infinities']) for s in sites]
  counter.equal(sums, finite, 'counts of the cells of each row add up to its finite values')
  counter.equal(page.run('test.wrong_strips()'), [], 'gray cells and outlines')
  counter.equal(page.run('document.querySelectorAll("img, iframe, b, link, object").length'), 0,
                'elements from names')
  carried = page.run('JSON.parse(document.getElementById("data").textContent)')
  for site in sites:
    for member in ['criteria', 'word_lengths', 'channels']:
      site.pop(member, None)
  counter.check(carried == twin, 'the page carries its JSON twin')


def check_redraw(counter, page):
  """The script draws what the library drew, to the letter."""
  before = page.run('test.markup()')
  page.run('test.set("criterion", "no_overflow"); test.set("word-length", "5")')
  between = page.run('test.markup()')
  page.run('test.set("criterion", "plan")')
  after = page.run('test.markup()')
  counter.check(before != between, 'another criterion changes the rows')
  different = [(a, b) for a, b in zip(before, after) if a != b]
  counter.check(not different, f'{len(different)} rows are not drawn again as they were',
                different[:1])


def check_study(counter, page, i):
  """An open row holds the tables that the library wrote, and a histogram."""
  static = [page.run(f'test.study({i}, "{what}")') for what in ['criteria', 'lengths']]
  page.run(f'test.toggle({i})')
  drawn = [page.run(f'test.study({i}, "{what}")') for what in ['criteria', 'lengths']]
  counter.equal(drawn, static, f'tables of row {i}')
  counter.equal([len(drawn[0]), len(drawn[1])], [5, 2], 'rows of the tables')
  body = f'document.getElementById("site-{i}")'
  counter.equal(page.run(f'{body}.querySelector(".toggle").getAttribute("aria-expanded")'), 'true',
                'an open row says so')
  bars = page.run(f'{body}.querySelectorAll(".fine title").length')
  site = page.run(f'JSON.parse(document.getElementById("data").textContent).sites[{i}]')
  low, high = page.run('[Number(test.axis.lowest), Number(test.axis.highest)]')
  bins = [-149 + (run[0] + k) // 8 for run in site['positive'] + site['negative']
          for k in range(len(run) - 1)]
  counter.equal(bars, sum(low <= p <= high for p in bins), 'a bar for each bin on the axis')
  page.run(f'test.toggle({i})')
  counter.equal(page.run(f'test.shown("more-{i}")'), False, 'a closed row is closed')


def check_order(counter, page, twin):
  plain = list(range(len(twin['sites'])))
  worth = page.run('test.losses()')
  number = lambda x: 1e300 if x in ('-', 'NaN') else min(1e299, float(x))
  page.run('test.set("sort", "sqnr")')
  counter.equal(page.run('test.order()'), sorted(plain, key=lambda i: (number(worth[i][4]), i)),
                'by SQNR')
  counter.equal(page.run('document.querySelector("[aria-sort]").dataset.column'), 'sqnr',
                'the sorted column says so')
  page.run('test.set("sort", "loss")')
  share = lambda i: (-1 if worth[i][1] == '-' else
                     sum(int(worth[i][k].split()[1]) for k in [1, 2]) /
                     max(1, int(twin['sites'][i]['values'])))
  counter.equal(page.run('test.order()'), sorted(plain, key=lambda i: (-max(0, share(i)), i)),
                'by loss')
  page.run('test.set("sort", "network")')
  counter.equal(page.run('test.order()'), plain, 'by network')


def check_filter(counter, page, twin, word):
  matches = [i for i, s in enumerate(twin['sites']) if word in f'{s["layer"]} {s["role"]}'.lower()]
  page.run(f'test.set("filter", {json.dumps(word.upper())})')
  counter.equal(page.run('test.visible()'), matches, f'filter {word}')
  counter.check(page.run('document.getElementById("summary").textContent').startswith(
      f'{len(matches)} of {len(twin["sites"])} sites'), 'the summary counts the rows')
  page.run('test.set("filter", "no such site")')
  counter.equal(page.run('test.visible()'), [], 'a filter that nothing matches')
  page.run('test.set("filter", "")')
  counter.equal(len(page.run('test.visible()')), len(twin['sites']), 'no filter')


def check_columns(counter, page):
  box = 'document.querySelector("#controls input[data-column=sqnr]")'
  shown = 'test.cell_of(0, "sqnr").getClientRects().length'
  page.run(f'{box}.click()')
  counter.equal(page.run(shown), 0, 'a column is hidden')
  page.run(f'{box}.click()')
  counter.equal(page.run(shown), 1, 'and shown again')


def check_inputs(counter, page):
  """Numbers that make no sense change nothing; the plan comes back as it was."""
  page.run('test.set("criterion", "least_error"); test.set("word-length", "6")')
  good = page.run('test.losses()')
  for text in ['', '1', '65', '-3', '6.9']:
    page.run(f'test.set("word-length", "{text}")')
    counter.equal(page.run('test.losses()'), good, f'word length "{text}"')
  page.run('document.getElementById("word-length").dispatchEvent(new Event("change"))')
  counter.equal(page.run('document.getElementById("word-length").value'), '6',
                'the word length that holds is shown')
  counter.equal(page.run('test.shown("fraction-label")'), False, 'parameters of others are hidden')
  page.run('test.set("criterion", "outlier_budget")')
  counter.equal(page.run('test.shown("fraction-label")'), True, 'its own parameter is shown')
  stale = page.run('document.querySelectorAll(".validated:not(.stale)").length')
  counter.equal(stale, 0, 'what was validated is marked as of other formats')
  page.run('test.set("criterion", "plan")')
  counter.equal(page.run('document.querySelectorAll(".stale").length'), 0, 'and no longer')
  counter.equal(page.run('document.getElementById("word-length").disabled'), True,
                'the plan has its own word lengths')


def check_keyboard(counter, page):
  """Tab reaches every control and row; Enter opens a row."""
  # From the top: where nothing has the focus, some browsers go on from where something had it.
  page.run('document.body.tabIndex = -1; document.body.focus();'
           'document.body.removeAttribute("tabindex"); window.scrollTo(0, 0);'
           'test.set("criterion", "least_error")')
  reached = []
  for _ in range(14):
    page.press('Tab')
    reached.append(page.run('document.activeElement.id || document.activeElement.className ||'
                            'document.activeElement.tagName'))
  for name in FOCUSABLE + ['SUMMARY', 'scroll', 'toggle']:
    counter.check(name in reached, f'Tab reaches {name}', reached)
  page.run('document.querySelector(".toggle").focus()')
  page.press('Enter')
  counter.equal(page.run('test.shown("more-0")'), True, 'Enter opens a row')
  page.press(' ')
  counter.equal(page.run('test.shown("more-0")'), False, 'the space bar closes it')
  page.run('test.set("criterion", "plan")')


def check_semantics(counter, page):
  unnamed = page.run('[...document.querySelectorAll("select, input")].filter('
                     '(e) => e.labels.length === 0).length')
  counter.equal(unnamed, 0, 'controls without a name')
  bare = page.run('[...document.querySelectorAll("svg")].filter('
                  '(e) => e.getAttribute("role") !== "img" || !e.getAttribute("aria-label")).length')
  counter.equal(bare, 0, 'images without a name')
  heads = page.run('[...document.querySelectorAll("th")].filter((e) => !e.scope).length')
  counter.equal(heads, 0, 'heads without a scope')
  counter.equal(page.run('document.documentElement.lang'), 'en', 'language')


def check_looks(counter, page, name, folder):
  grounds = []
  for scheme in ['light', 'dark']:
    page.media(scheme=scheme)
    page.screenshot(os.path.join(folder, f'{name}-{scheme}.png'))
    ground = page.run('getComputedStyle(document.body).backgroundColor')
    grounds.append(luminance(ground))
    for selector in ['body', 'caption', 'dt', 'footer', '.site td', 'summary']:
      ink = page.run(f'getComputedStyle(document.querySelector("{selector}")).color')
      counter.check(contrast(ink, ground) >= 4.5, f'contrast of {selector}, {scheme}',
                    f'{ink} on {ground}')
  counter.check(grounds[0] > 0.8 and grounds[1] < 0.1, 'light and dark grounds', grounds)
  page.media(kind='print')
  counter.equal(page.run('test.shown("controls")'), False, 'paper has no controls')
  page.screenshot(os.path.join(folder, f'{name}-print.png'))
  page.media(scheme='light')


def check_policy(counter, page):
  """Whatever got into the page would not run, and could ask for nothing. To be the last check."""
  page.run('const s = document.createElement("script"); s.textContent = "window.broken = 1";'
           'document.head.append(s)')
  counter.equal(page.run('window.broken'), None, 'another script does not run')
  ends = page.run('new Promise((end) => { const i = document.createElement("img");'
                  'i.onload = i.onerror = (event) => end(event.type);'
                  'i.src = "https://localhost:1/"; document.body.append(i); })')
  reasons = [e.get('blockedReason') for e in page.events('Network.loadingFailed')]
  counter.equal([ends] + reasons, ['error', 'csp'], 'a request of another element')


def check_without_script(counter, page, twin, folder):
  counter.equal(page.run('document.querySelectorAll(".toggle").length'), 0, 'no script has run')
  counter.equal(page.run('getComputedStyle(document.getElementById("controls")).display'), 'none',
                'controls are hidden')
  rows = page.run('[...document.querySelectorAll(".site")].filter('
                  '(e) => e.getClientRects().length > 0).length')
  counter.equal(rows, len(twin['sites']), 'rows are shown')
  counter.equal(page.run('document.querySelectorAll(".bits svg").length'), rows, 'and strips')
  page.run('document.querySelector(".more summary").click()')
  counter.check(page.run('document.querySelector(".criteria").getClientRects().length') > 0,
                'a row opens by itself')
  page.screenshot(os.path.join(folder, 'no-script.png'))
