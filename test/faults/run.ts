/** `npm run test:faults`: provokes every fault, and prints a table and `N of N`; `-- --fuzz 1000000`: so many damaged packets and answers. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { TestCase } from 'vitest/node';
import { startVitest } from 'vitest/node';
import type {} from './faults.integration.test.ts';

const { values } = parseArgs({ options: { fuzz: { type: 'string' } } });
if (values.fuzz !== undefined) process.env.TIDEMARK_FUZZ_CASES = values.fuzz;
process.env.TIDEMARK_FAULTS = 'all';
const cases: TestCase[] = [];
const vitest = await startVitest('test', ['test/faults/'], {
  project: 'integration',
  configLoader: 'native',
  watch: false,
  reporters: [{ onTestCaseResult: (one) => void cases.push(one) }],
});
await vitest.close();

const rows = cases.map((one) => {
  const { expected = '', seen = one.result().errors?.[0]?.message ?? '' } = one.meta().fault ?? {};
  return [one.name, expected, seen === expected ? 'as expected' : seen] as const;
});
const NOT_PROVOKED = 'not provoked: ';
const left = rows.filter(([, , seen]) => seen.startsWith(NOT_PROVOKED));
const provoked = rows.length - left.length;
const as = rows.filter(([, , seen]) => seen === 'as expected').length;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
process.stdout.write(
  `${[
    '| fault | expected | seen |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
    '',
    `${as} of ${provoked}`,
    ...left.map(([name, , seen]) => `left out: ${name} (${seen.slice(NOT_PROVOKED.length)})`),
  ].join('\n')}\n`,
);
process.exitCode = as === provoked ? 0 : 1;
