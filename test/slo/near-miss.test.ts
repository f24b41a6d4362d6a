import { expect, test } from 'vitest';
import { nearMiss } from '../../slo/near-miss.ts';

const words = ['lost', 'sent', 'received', 'publish.rate', 'connect.rate'];

test.each([
  ['lots', 'lost'],
  ['losst', 'lost'],
  ['recieved', 'received'],
  ['publish.rte', 'publish.rate'],
  ['conect.rate', 'connect.rate'],
  ['sen', 'sent'],
  ['throughput', null],
  ['', null],
])('"%s" most likely means %s', (word, meant) => {
  expect(nearMiss(word, words)).toBe(meant);
});
