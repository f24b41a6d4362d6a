import { expect, test } from 'vitest';
import { parsePerfReport } from '../../observe/perf.ts';

const REPORT = [
  ' 6.12%  \t 9          \t[.] v8::internal::JsonParser<unsigned char>::BuildJsonObject   \tnode           ',
  ' 8.16%  \t 12         \t[k] __x64_sys_write    \t[kernel.kallsyms]  ',
  '',
  '# a comment',
  ' 4.76%\t7\t[.] LazyCompile:*handle /srv/broker.js:12\tperf-71.map',
].join('\n');

test('the functions of a report come with their samples, the hottest first, and those of the kernel are told apart', () => {
  expect(parsePerfReport(REPORT)).toEqual([
    { name: 'kernel: __x64_sys_write', object: '[kernel.kallsyms]', samples: 12 },
    { name: 'v8::internal::JsonParser<unsigned char>::BuildJsonObject', object: 'node', samples: 9 },
    { name: 'LazyCompile:*handle /srv/broker.js:12', object: 'perf-71.map', samples: 7 },
  ]);
});
