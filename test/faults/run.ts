/** `npm run test:faults`: provokes every fault, and prints a table and `N of N`. */
import process from 'node:process';
import type { TestCase } from 'vitest/node';
import { startVitest } from 'vitest/node';
import type {} from './faults.integration.test.ts';

process.env.TIDEMARK_FAULTS = 'all';
const cases: TestCase[] = [];
const vitest = await startVitest('test', ['test/faults/'], {
  project: 'integration',
  watch: false,
  reporters: [{ onTestCaseResult: (one) => void cases.push(one) }],
});
await vitest.close();

const rows = cases.map((one) => {
  const { expected = '', seen = one.result().errors?.[0]?.message ?? '' } = one.meta().fault ?? {};
  return [one.name, expected, seen === expected ? 'as expected' : seen] as const;
});
const as = rows.filter(([, , seen]) => seen === 'as expected').length;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
process.stdout.write(
  `${[
    '| fault | expected | seen |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
    '',
    `${as} of ${rows.length}`,
  ].join('\n')}\n`,
);
process.exitCode = as === rows.length ? 0 : 1;
