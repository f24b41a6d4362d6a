import fc from 'fast-check';
import { expect, test } from 'vitest';
import { code, codeBlock, text } from '../../reporters/markdown/inline.ts';
import { left, right, table } from '../../reporters/markdown/table.ts';

interface Pair {
  readonly name: string;
  readonly value: string;
}

test('columns are padded, numbers stand right, and an empty cell is a dash', () => {
  const rows = [
    { name: 'a', value: '1' },
    { name: 'long', value: '' },
  ];
  expect(table([left<Pair>('name', (row) => row.name), right<Pair>('value', (row) => row.value)], rows)).toBe(
    ['| name | value |', '| ---- | ----: |', '| a    |     1 |', '| long |     – |'].join('\n'),
  );
});

// GFM 4.10: a pipe splits unless an odd number of backslashes precedes it.
const split = (line: string): string[] => line.slice(2, -2).match(/(?:\\.|[^|\\])+/g) ?? [];

test('any text and any code in a cell stays one cell on one line', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ unit: fc.constantFrom('|', '\\', '`', '\n', '<', 'a', ' ') }),
      (plain, nasty) => {
        const columns = [left<number>('x', () => text(plain + nasty)), left<number>('y', () => 'end')];
        const lines = table(columns, [1]).split('\n');
        expect(lines).toHaveLength(3);
        expect(split(lines[2] ?? '')).toHaveLength(2);
      },
    ),
  );
  expect(table([left('x', () => code('a|b'))], [1])).toContain('`a\\|b`');
});

test('text holds no markup, and reads plainly where none is meant', () => {
  expect(text('*a* _b_ [c](d) `e` <f> g|h')).toBe('\\*a\\* \\_b\\_ \\[c\\](d) \\`e\\` \\<f> g\\|h');
  expect(text('memory_per_connection: 5 kB (p99.9), 10 % & more')).toBe(
    'memory_per_connection: 5 kB (p99.9), 10 % & more',
  );
  expect(text('# no heading\n- no list')).toBe('\\# no heading - no list');
});

test('code outlasts the backticks inside', () => {
  expect(code('a`b')).toBe('``a`b``');
  expect(code('`')).toBe('`` ` ``');
  expect(codeBlock('```\nx')).toBe('````\n```\nx\n````');
});
