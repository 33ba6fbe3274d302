"""Drives a headless Chromium over its debugging pipe, with Python's standard library alone.

Messages are JSON, each ended by a zero byte: Chromium reads file descriptor 3 and writes 4.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--disable-extensions', '--hide-scrollbars', '--remote-debugging-pipe', 'about:blank'
]
PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']


def find_program():
  """The path of a Chromium, or None."""
  return next(filter(None, map(shutil.which, PROGRAMS)), None)


def high(descriptor):
  """The same pipe under a number that 3 and 4 cannot collide with."""
  result = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 20)
  os.close(descriptor)
  return result


class Browser:
  """One process; pages are opened and closed in it."""

  def __init__(self, program):
    self.folder = tempfile.mkdtemp(prefix='binpoint-browser-')
    to_child, self.out = map(high, os.pipe())
    self.back, from_child = map(high, os.pipe())

    def take_pipes():
      os.dup2(to_child, 3)
      os.dup2(from_child, 4)

    self.process = subprocess.Popen(
        [program, f'--user-data-dir={self.folder}'] + FLAGS, preexec_fn=take_pipes, pass_fds=(3, 4),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(to_child)
    os.close(from_child)
    self.buffer = b''
    self.last_id = 0
    self.events = []

  def read_message(self, deadline):
    while b'\0' not in self.buffer:
      ready, _, _ = select.select([self.back], [], [], max(0, deadline - time.monotonic()))
      if not ready:
        raise TimeoutError('the browser does not answer')
      some = os.read(self.back, 1 << 20)
      if not some:
        raise ConnectionError('the browser has ended')
      self.buffer += some
    message, self.buffer = self.buffer.split(b'\0', 1)
    return json.loads(message)

  def call(self, method, parameters=None, session=None, timeout=60):
    self.last_id += 1
    message = {'id': self.last_id, 'method': method, 'params': parameters or {}}
    if session:
      message['sessionId'] = session
    data = json.dumps(message).encode() + b'\0'
    while data:
      data = data[os.write(self.out, data):]
    deadline = time.monotonic() + timeout
    while True:
      answer = self.read_message(deadline)
      if 'method' in answer:
        self.events.append(answer)
      elif answer.get('id') == self.last_id:
        if 'error' in answer:
          raise RuntimeError(f'{method}: {answer["error"]["message"]}')
        return answer['result']

  def wait_for(self, method, session, timeout=60):
    deadline = time.monotonic() + timeout
    while not any(e['method'] == method and e.get('sessionId') == session for e in self.events):
      message = self.read_message(deadline)
      if 'method' in message:
        self.events.append(message)

  def close(self):
    try:
      self.call('Browser.close', timeout=10)
      self.process.wait(10)
    except Exception:  # It is to end, whatever it says.
      self.process.kill()
      self.process.wait()
    shutil.rmtree(self.folder, ignore_errors=True)


class Page:
  """A file in a tab of its own."""

  def __init__(self, browser, path, scripts=True, width=1500, height=1000):
    self.browser = browser
    self.url = 'file://' + os.path.abspath(path)
    target = browser.call('Target.createTarget', {'url': 'about:blank'})
    self.target = target['targetId']
    attached = browser.call('Target.attachToTarget', {'targetId': self.target, 'flatten': True})
    self.session = attached['sessionId']
    for domain in ['Page', 'Runtime', 'Log', 'Network']:
      self.call(domain + '.enable')
    self.call('Emulation.setDeviceMetricsOverride',
              {'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': False})
    if not scripts:
      self.call('Emulation.setScriptExecutionDisabled', {'value': True})
    self.call('Page.navigate', {'url': self.url})
    browser.wait_for('Page.loadEventFired', self.session)

  def call(self, method, parameters=None):
    return self.browser.call(method, parameters, self.session)

  def run(self, script):
    """The value of an expression in the page."""
    result = self.call('Runtime.evaluate', {'expression': script, 'returnByValue': True})
    if 'exceptionDetails' in result:
      raise RuntimeError(json.dumps(result['exceptionDetails'])[:2000])
    return result['result'].get('value')

  def events(self, *methods):
    self.run('0')  # What happened before has been reported once this is answered.
    return [e['params'] for e in self.browser.events
            if e.get('sessionId') == self.session and e['method'] in methods]

  def press(self, key):
    code = {'Tab': 9, 'Enter': 13, ' ': 32}[key]
    text = {'Enter': '\r', ' ': ' '}.get(key, '')
    for kind in ['keyDown', 'keyUp']:
      self.call('Input.dispatchKeyEvent',
                {'type': kind, 'key': key, 'windowsVirtualKeyCode': code,
                 'text': text if kind == 'keyDown' else ''})

  def media(self, **features):
    """Light or dark, screen or print: media(scheme='dark'), media(kind='print')."""
    scheme = [{'name': 'prefers-color-scheme', 'value': features.get('scheme', 'light')}]
    self.call('Emulation.setEmulatedMedia', {'media': features.get('kind', ''), 'features': scheme})

  def screenshot(self, path):
    image = self.call('Page.captureScreenshot', {'format': 'png'})
    with open(path, 'wb') as file:
      file.write(base64.b64decode(image['data']))

  def close(self):
    self.browser.call('Target.closeTarget', {'targetId': self.target})
