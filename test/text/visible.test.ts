import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine, visible } from '../../text/visible.ts';

test.each([
  ['a\x1b[31mred', 'a\\x1b[31mred'],
  ['\x9b31m\x00\x7f', '\\x9b31m\\x00\\x7f'],
  ['safe\u202egnp.exe', 'safe\\u202egnp.exe'],
  ['over\rwritten', 'over\\x0dwritten'],
  ['half \ud83d of a pair', 'half \\ud83d of a pair'],
  ['::error::x', '\\x3a:error::x'],
  ['one\n \t::set-output name=a::b\nstd::vector', 'one\n \t\\x3a:set-output name=a::b\nstd::vector'],
  [
    'x ##vso[task.setvariable]y ##[error]z ##teamcity[x]',
    'x \\x23#vso[task.setvariable]y \\x23#[error]z \\x23#teamcity[x]',
  ],
])('%j is shown as %j', (given, shown) => {
  expect(visible(given)).toBe(shown);
});

test.each([
  '# Heading\n\n## Another\n',
  'a:: b',
  'lines\r\nof another system'.replace('\r', ''),
  '😀 ü →',
  '  sh::x',
])('%j stays as it is', (text) => {
  expect(visible(text)).toBe(text);
});

test('a name is one line, and says where it had more', () => {
  expect(oneLine('fine\nPASS all\r\n::error::x\ty')).toBe('fine\\nPASS all\\n::error::x\\ty');
});

test('what is shown says nothing to anybody else, and is shown again as it is', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('\x1b', '\x9b', ':', '#', '[', '\n', '\r', ' ', 'a', '\u2028', '\ud800'),
  });
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = visible(text);
      expect(shown).not.toMatch(/[[\p{Cc}\u2028]--\n]|^\s*::|##\[/mv);
      expect(shown.isWellFormed()).toBe(true);
      expect(visible(shown)).toBe(shown);
    }),
  );
});

test('a long text takes no longer than a short one for each character', () => {
  // Of the processor: others may use the machine as well.
  const from = process.cpuUsage();
  for (const piece of ['\n', ' ', '#', ':', '\n ', '\x1b']) visible(piece.repeat(100_000));
  expect(process.cpuUsage(from).user / 1000).toBeLessThan(5000);
});
