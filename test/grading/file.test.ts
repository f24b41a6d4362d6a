import { expect, test } from 'vitest';
import { graded, passing, savedOf, submissionOf } from './a-submission.ts';

const LONG =
  'The broker holds a thousand devices and fails at twelve hundred, where its one processor is full and each answer waits for longer.';
const points = (part: string, text: string, existing: string[] = []) =>
  graded(`file: { path: a.md, parts: [${part}] }`, submissionOf([], { 'a.md': text }, existing)).points;

test('points are shared among the parts, and what is missing is named', () => {
  const one = graded(
    'file: { path: a.md, parts: [{ section: Setup }, { section: Result, paragraphs: 2 }, { table: [load] }] }',
    submissionOf([], { 'a.md': `# Setup\nx\n# Results\n${LONG}\n# Result\n${LONG}\n` }),
  );
  expect(one.points).toBe(3.3);
  expect(one.why).toBe(
    '1 of 3 required parts; missing: 2 paragraphs in "Result" (there are 1); a table with load',
  );
  expect(one.evidence).toEqual([{ text: 'it is there', file: 'a.md', section: 'Setup' }]);
});

test('a file that is not there earns nothing', () => {
  const one = graded('file: { path: b.md, parts: [{ paragraphs: 1 }] }', submissionOf([], { 'a.md': LONG }));
  expect(one).toMatchObject({ points: 0, why: 'there is no b.md' });
});

test.each([
  ['two of some length', `${LONG}\n\nBut ${LONG}`, 10],
  ['one twice', `${LONG}\n\n${LONG}`, 0],
  ['short ones', 'It was fast.\n\nIt was good.', 0],
  [
    'lists, code, tables, quotes, comments and headings',
    `- ${LONG}\n\n\`\`\`\n${LONG}\n\`\`\`\n\n| ${LONG} |\n|--|\n| ${LONG} |\n\n> ${LONG}\n\n<!--\n\n${LONG}\n\n-->\n\n# ${LONG}`,
    0,
  ],
  [
    'of which a list, a quote and a table right below a sentence are none',
    `It is:\n- ${LONG}\n\nIt was:\n> ${LONG}\n\nWe saw:\n| a |\n|--|\n| ${LONG} |\n`,
    0,
  ],
  ['under an underlined heading', `Result\n======\n${LONG}\n\nBut ${LONG}`, 10],
  ['CRLF line ends', `${LONG}\r\n\r\nBut ${LONG}\r\n`, 10],
])('two paragraphs: %s', (_, text, expected) => {
  expect(points('{ paragraphs: 2 }', text)).toBe(expected);
});

test('a section ends at the next heading of its level, not at a lower one', () => {
  const text = `## A\n\n### Inside\n\n${LONG}\n\n## B\n\nBut ${LONG}\n`;
  expect(points('{ section: a, paragraphs: 1 }', text)).toBe(10);
  expect(points('{ section: a, paragraphs: 2 }', text)).toBe(0);
  expect(points('{ section: Norm* }', '# Normal use and the worst case\n\nx')).toBe(10);
  expect(points('{ section: Empty }', '# Empty\n\n# Next\n\nx')).toBe(0);
});

const machine = (rows: string) =>
  `| cell | point | CPU user % |\n|---|---|--:|\n${rows}\n\n| cell | point | disk busy % | network in kB/s |\n|---|---|--:|--:|\n${rows.replace(/\| (\S+) \|$/gm, '| $1 | $1 |')}\n`;
const row = (cell: string, point: string, figure = '1.5') => `| ${cell} | ${point} | ${figure} |`;
const THREE = [row('a', 'lowest load'), row('a', 'highest that holds'), row('a', 'lowest that breaks')];

test.each([
  ['three points with CPU, disk and network', THREE, 10],
  ['two points', THREE.slice(1), 0],
  ['a point without figures', [...THREE.slice(1), row('a', 'lowest load', '–')], 0],
  ['a test without a rising load is no third point', [...THREE.slice(1), row('b', 'only load')], 0],
])('three sar points: %s', (_, rows, expected) => {
  expect(points('{ sar: 3 }', machine(rows.join('\n')))).toBe(expected);
});

test('three sar points of one of two tests; without disk figures there is none', () => {
  const rows = [...THREE, row('tuned', 'lowest load')].join('\n');
  expect(points('{ sar: 3, of: tuned }', machine(rows))).toBe(0);
  expect(points('{ sar: 1, of: tuned }', machine(rows))).toBe(10);
  expect(points('{ sar: 1 }', machine(rows).replace('disk', 'disc'))).toBe(0);
});

test('figures of a report are those that follow from its results; its words are those handed in', () => {
  const heading = '## CPU, disk and network\n\n';
  const real = heading + machine(THREE.slice(1).join('\n'));
  const invented = `${heading}${machine(THREE.join('\n'))}\n${LONG}\n\n${real}`;
  const earned = (part: string) =>
    graded(
      `file: { path: mqtt-results.md, parts: [{ section: 'CPU, disk and network', ${part} }] }`,
      submissionOf([savedOf([passing])], { 'mqtt-results.md': invented }, [], { 'mqtt-results.md': real }),
    );
  expect(earned('sar: 3').points).toBe(0);
  expect(earned('sar: 3').why).toContain('as it follows from the results (there are 2)');
  expect(earned('sar: 2').points).toBe(10);
  expect(earned('table: [cell, point, CPU]').points).toBe(10);
  expect(earned('paragraphs: 1').points).toBe(10);
  const grade = graded(
    'file: { path: mqtt-results.md, parts: [{ table: [wish] }] }',
    submissionOf([savedOf([passing])], { 'mqtt-results.md': '| wish |\n|--|\n| 1 |' }, [], {
      'mqtt-results.md': '',
    }),
  );
  expect(grade.points).toBe(0);
});

test('a table has all the columns asked for, and a row', () => {
  const table = '| Topic | QoS | retained |\n| :-- | --: | :-: |\n';
  expect(points('{ table: [topic, qos, retain] }', `${table}| a\\|b | 1 | no |\n`)).toBe(10);
  expect(points('{ table: [topic, qos, retain] }', table)).toBe(0);
  expect(points('{ table: [topic, bytes] }', `${table}| a | 1 | no |\n`)).toBe(0);
});

test('a table right below a sentence is one', () => {
  expect(points('{ table: [topic, bytes] }', 'We send:\n| topic | bytes |\n|--|--|\n| a | 48 |\n')).toBe(10);
});

test('links count that lead to a file that is there', () => {
  const text = '![a](load.svg) [b](gone.svg) [c](https://example.org/x)\n\n```\n[d](load.svg)\n```\n';
  expect(points('{ links: 1 }', text, ['load.svg'])).toBe(10);
  expect(points('{ links: 2 }', text, ['load.svg'])).toBe(0);
  expect(points('{ links: 1 }', text)).toBe(0);
  const written = '- [a](run%20(1).svg)\n\n[b][two]\n\n<!-- [d](load.svg) -->\n\n[two]: two.svg\n';
  expect(points('{ links: 2 }', written, ['run%20(1).svg', 'two.svg'])).toBe(10);
  expect(points('{ links: 1 }', written, ['load.svg'])).toBe(0);
});
