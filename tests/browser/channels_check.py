"""Checks of what the cells of a map of channels tell when they are pointed at."""

from collections import Counter as Sums

MOST_ROWS = 64
LOWEST_POSITION = -149


def counts_by_position(channels):
  sums = Sums()
  for channel in channels:
    for first, *counts in channel['positive'] + channel['negative']:
      for i, count in enumerate(counts):
        sums[LOWEST_POSITION + first + i] += int(count)
  return {p: count for p, count in sums.items() if count > 0}


def windows_of(site, channels):
  """The highest and the lowest bit of each channel's format."""
  chosen = site['format']
  if chosen is None:
    return []
  lengths = site.get('fraction_lengths') or [chosen['fraction_length']] * len(site['channels'])
  return [(chosen['word_length'] - 1 - int(chosen['signed']) - lengths[c], -lengths[c])
          for c in channels]


def place_of(p, windows):
  inside = [lsb <= p <= msb for msb, lsb in windows]
  if all(inside):
    return ''
  if any(inside):
    return ', partly in the format'
  return ', above the format' if p > windows[0][0] else ', below the format'


def expected_titles(site):
  """In the order of rows, the highest position first."""
  channels = site['channels']
  per_row = -(-len(channels) // MOST_ROWS)
  result = []
  for first in range(0, len(channels), per_row):
    row = range(first, min(first + per_row, len(channels)))
    name = f'channel {first}' if len(row) == 1 else f'channels {first} to {row[-1]}'
    counts = counts_by_position([channels[c] for c in row])
    for p in sorted(counts, reverse=True):
      result.append(f'{name}, 2^{p}: {counts[p]:,} values{place_of(p, windows_of(site, row))}')
  return result


def color_of(title):
  return {'': 'i', 'partly in the format': 'p'}.get(title.partition('values')[2][2:], 'o')


def check_told(counter, page, site, i):
  page.run(f'test.toggle({i})')
  told = page.run(f'test.told({i})')
  where = f'{site["layer"]} {site["role"]}'
  counter.equal([title for title, _, _ in told], expected_titles(site),
                f'what the channels of {where} tell')
  counter.equal([title for title, is_found, _ in told if not is_found], [],
                f'cells of {where} that cannot be pointed at')
  counter.equal([(title, style) for title, _, style in told
                 if style[:-1] != 'bp-' + color_of(title) or style[-1] == '0'], [],
                f'cells of {where} of the wrong colour')
  page.run(f'test.toggle({i})')
  return len(told)


def check_channels(counter, page, twin):
  """Returns how many cells were pointed at."""
  known = [i for i, site in enumerate(twin['sites']) if 'channels' in site]
  counter.check(known, 'sites of known channels')
  sizes = [check_told(counter, page, twin['sites'][i], i) for i in known]
  counter.check(all(sizes), 'each of them tells something', sizes)
  again = check_told(counter, page, twin['sites'][known[0]], known[0])
  counter.equal(again, sizes[0], 'a row that is opened again tells no more')
  return sum(sizes)
