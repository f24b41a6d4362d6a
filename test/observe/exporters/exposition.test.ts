import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExposition } from '../../../observe/exporters/exposition.ts';

const plain = (text: string) =>
  parseExposition(text).map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]);

describe('the text of an exporter', () => {
  test('is read as samples, whatever stands around them', () => {
    const text = [
      '# HELP up Whether it is up.',
      '# TYPE up gauge',
      '',
      'up 1',
      '  spaced { a = "1" , b="2" , }   2.5e+3   1700000000000  ',
      'escaped{path="C:\\\\dir",text="say \\"hi\\"\\n",empty=""} -0.5\r',
      'with_exemplar_bucket{le="+Inf"} 17 # {trace="a"} 0.67 1700000000.1',
      'none NaN',
      'most +Inf',
      'least -Inf 1700000000.123',
      '{"dotted.name",label="x"} .5',
      '# EOF',
    ].join('\n');
    expect(plain(text)).toEqual([
      ['up', {}, 1],
      ['spaced', { a: '1', b: '2' }, 2500],
      ['escaped', { path: 'C:\\dir', text: 'say "hi"\n', empty: '' }, -0.5],
      ['with_exemplar_bucket', { le: '+Inf' }, 17],
      ['none', {}, Number.NaN],
      ['most', {}, Number.POSITIVE_INFINITY],
      ['least', {}, Number.NEGATIVE_INFINITY],
      ['dotted.name', { label: 'x' }, 0.5],
    ]);
  });

  test.for([
    ['a page', '<!DOCTYPE html>'],
    ['JSON', '{"status":"ok"}'],
    ['a name without a value', 'up'],
    ['a word for a value', 'up one'],
    ['a hexadecimal value', 'up 0x10'],
    ['something after the time', 'up 1 2 3'],
    ['a word for a time', 'up 1 soon'],
    ['labels without an end', 'up{a="1" 1'],
    ['labels without a comma', 'up{a="1"b="2"} 1'],
    ['a label without quotes', 'up{a=1} 1'],
    ['a quote without an end', 'up{a="1} 1'],
    ['no name', '{} 1'],
    ['a name that begins with a digit', '9up 1'],
    ['bytes', '\u0000\u0001'],
    ['an endless line', `${'x'.repeat(70_000)} 1`],
  ])('is refused at its first wrong line: %s', ([, line]) => {
    expect(() => parseExposition(`good 1\n${line}\n`)).toThrow(/^line 2 is "/);
  });

  test('is read again as what was written, for any names, labels and values', () => {
    const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,5}$/);
    const value = fc.oneof(fc.double(), fc.integer());
    const sample = fc.record({
      name,
      labels: fc.dictionary(name, fc.string({ unit: 'binary', maxLength: 8 }), { maxKeys: 3 }),
      value,
    });
    const escaped = (text: string) =>
      text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    const number = (it: number) =>
      Number.isFinite(it) ? String(it) : it > 0 ? '+Inf' : it < 0 ? '-Inf' : 'NaN';
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 5 }), (samples) => {
        const text = samples.map(({ name, labels, value }) => {
          const pairs = Object.entries(labels).map(([label, of]) => `${label}="${escaped(of)}"`);
          return `${name}{${pairs.join(',')}} ${number(value)}\n`;
        });
        const read = plain(text.join(''));
        expect(read).toEqual(samples.map((it) => [it.name, { ...it.labels }, it.value + 0]));
      }),
    );
  });

  test('either is samples or is refused in a line, whatever it is', () => {
    const pieces = fc.constantFrom('a', '{', '}', '"', '\\', '=', ',', ' ', '1', '#', '\n', 'é', '\0', '\t');
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (it) => {
        try {
          parseExposition(it);
        } catch (error) {
          expect((error as Error).message).toMatch(/^line \d+ is "[^\n]{0,400}"$/);
        }
      }),
    );
  });

  test('takes time in proportion to its length', () => {
    const hostile = [
      'a{'.padEnd(60_000, '"'),
      `a{${'b="c",'.repeat(9000)}`,
      ' '.repeat(60_000),
      `a{b="${'\\'.repeat(59_000)}`,
    ];
    for (const line of hostile) {
      const beganMs = performance.now();
      for (let again = 0; again < 20; again++) {
        try {
          parseExposition(`${line}!`);
        } catch {
          // Refused: what is looked at is how long that takes.
        }
      }
      expect(performance.now() - beganMs).toBeLessThan(2000);
    }
  });
});
