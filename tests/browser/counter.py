"""Counts checks, and says of each that failed what was found."""


class Counter:

  def __init__(self):
    self.passed = 0
    self.failed = 0
    self.page = ''

  def check(self, condition, name, found=''):
    if condition:
      self.passed += 1
    else:
      self.failed += 1
      print(f'FAILED {self.page}: {name}{": " if found != "" else ""}{str(found)[:600]}')
    return condition

  def equal(self, found, expected, name):
    return self.check(found == expected, name, f'found {found!r:.250}, expected {expected!r:.250}')
