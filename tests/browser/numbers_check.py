"""Compares every number that a page computes with what the library says."""

import json
import math


def read_number(x):
  """A number of the library's JSON or of the page's cells."""
  if x is None or x == 'NaN':
    return math.nan
  return float(str(x).replace('infinity', 'inf').replace('Infinity', 'inf'))


def same(a, b):
  """Equal up to the last digits of a logarithm."""
  a, b = read_number(a), read_number(b)
  return (math.isnan(a) and math.isnan(b)) or a == b or abs(a - b) <= 1e-8 * max(1, abs(b))


def same_losses(found, expected):
  name, overflows, underflows, bounds, sqnr = expected
  pair = lambda text: [int(n) for n in text.split()]
  return (found[0] == name and pair(found[1]) == [int(n) for n in overflows] and
          pair(found[2]) == [int(n) for n in underflows] and
          all(map(same, found[3].split(), bounds)) and same(found[4], sqnr))


def check_numbers(counter, page, path):
  """Sets each criterion and word length of the table, and reads each site."""
  with open(path, encoding='utf-8') as file:
    settings = json.load(file)
  wrong = []
  strips = []
  compared = 0
  for s in settings:
    for control in ['sign', 'fraction', 'wanted']:
      page.run(f'test.quiet({json.dumps(control)}, {json.dumps(str(s[control]))})')
    page.run(f'test.quiet("word-length", "{s["word_length"]}")')
    page.run(f'test.set("criterion", "{s["criterion"]}")')
    setting = f'{s["criterion"]} {s["word_length"]} {s["sign"]}'
    for i, (found, expected) in enumerate(zip(page.run('test.losses()'), s['sites'], strict=True)):
      compared += 1
      if not same_losses(found, expected):
        wrong.append((setting, i, found, expected))
    strips += [(setting, i) for i in page.run('test.wrong_strips()')]
  counter.check(not wrong, f'{len(wrong)} of {compared} choices differ from the library',
                wrong[:2])
  counter.check(not strips, 'gray cells and outlines follow the formats', strips[:3])
  page.run('test.quiet("sign", "automatic"); test.quiet("fraction", "0.0001");'
           'test.quiet("wanted", "40"); test.set("criterion", "plan")')
  return compared
