"""Opens the pages that pages.cpp wrote in a headless Chromium and checks what a reader would.

usage: check.py FOLDER; prints "N passed, M failed", and exits with 1 if any failed.
"""

import glob
import json
import os
import sys

import browser
from channels_check import check_channels
from counter import Counter
from numbers_check import check_numbers
import view_check as view

MOST_BYTES = {'sites': 2_000_000, 'demo': 400_000}


def read_twin(folder, name):
  with open(os.path.join(folder, name + '.json'), encoding='utf-8') as file:
    return json.load(file)


def open_page(counter, program, folder, name):
  counter.page = name
  page = browser.Page(program, os.path.join(folder, name + '.html'))
  with open(os.path.join(os.path.dirname(__file__), 'driver.js'), encoding='utf-8') as file:
    page.run(file.read())
  return page


def check_network(counter, program, folder, name, word):
  """A page of a network, all of it."""
  page = open_page(counter, program, folder, name)
  twin = read_twin(folder, name)
  size = os.path.getsize(os.path.join(folder, name + '.html'))
  counter.check(size < MOST_BYTES[name], 'size', size)
  print(f'{name}: {len(twin["sites"])} sites, {size} bytes')
  view.check_content(counter, page, read_twin(folder, name))
  view.check_redraw(counter, page)
  view.check_study(counter, page, 1)
  told = check_channels(counter, page, twin)
  print(f'{name}: {told} cells of channels pointed at')
  view.check_order(counter, page, twin)
  view.check_filter(counter, page, twin, word)
  view.check_columns(counter, page)
  view.check_inputs(counter, page)
  view.check_keyboard(counter, page)
  view.check_semantics(counter, page)
  page.run('test.toggle(0)')
  view.check_looks(counter, page, name, folder)
  page.run('test.toggle(0)')
  compared = check_numbers(counter, page, os.path.join(folder, name + '.expected.json'))
  print(f'{name}: {compared} choices compared with the library')
  view.check_silence(counter, page)
  view.check_policy(counter, page)
  page.close()


def check_odd(counter, program, folder, name):
  """Odd data and hostile names under one policy."""
  page = open_page(counter, program, folder, name)
  view.check_content(counter, page, read_twin(folder, name))
  view.check_redraw(counter, page)
  view.check_study(counter, page, 0)
  compared = check_numbers(counter, page, os.path.join(folder, name + '.expected.json'))
  print(f'{name}: {compared} choices compared with the library')
  view.check_silence(counter, page)
  page.screenshot(os.path.join(folder, name + '.png'))
  page.close()


def run_checks(counter, program, folder):
  check_network(counter, program, folder, 'demo', 'conv')
  check_network(counter, program, folder, 'sites', 'block1.')
  odd = sorted(glob.glob(os.path.join(folder, 'policy*.html')))
  counter.page = 'odd'
  counter.check(len(odd) >= 8, 'pages of all policies', odd)
  for path in odd:
    check_odd(counter, program, folder, os.path.basename(path)[:-len('.html')])
  counter.page = 'no script'
  page = browser.Page(program, os.path.join(folder, 'demo.html'), scripts=False)
  view.check_without_script(counter, page, read_twin(folder, 'demo'), folder)


def main():
  if len(sys.argv) != 2:
    print(__doc__, file=sys.stderr)
    return 2
  path = browser.find_program()
  if path is None:
    print('check.py: there is no Chromium (Debian: chromium)', file=sys.stderr)
    return 2
  counter = Counter()
  program = browser.Browser(path)
  try:
    run_checks(counter, program, sys.argv[1])
  except Exception as error:  # A page that cannot be read is a failure, not an end of the count.
    counter.check(False, type(error).__name__, error)
  finally:
    program.close()
  print(f'{counter.passed} passed, {counter.failed} failed')
  return 0 if counter.failed == 0 else 1


if __name__ == '__main__':
  sys.exit(main())
