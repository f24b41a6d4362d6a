import { expect, test } from 'vitest';
import { nearMiss } from '../../text/near-miss.ts';

const words = ['p90', 'p95', 'p99', 'p99.9', 'lost', 'sent', 'received', 'publish.rate', 'connect.rate'];

test.each([
  ['lots', 'lost'],
  ['losst', 'lost'],
  ['recieved', 'received'],
  ['publish.rte', 'publish.rate'],
  ['conect.rate', 'connect.rate'],
  ['sen', 'sent'],
  ['throughput', null],
  ['', null],
  ['p98', 'p99'],
  ['p96', 'p95'],
  ['p9', 'p90'],
])('"%s" most likely means %s', (word, meant) => {
  expect(nearMiss(word, words)).toBe(meant);
});
