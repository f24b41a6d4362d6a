/**
 * `npm run test:faults`: provokes every fault, and prints a table and `N of N`; `-- --fuzz 1000000`: so many damaged packets,
 * answers and so on; `-- --save`: writes the table into docs/reliability.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { TestCase } from 'vitest/node';
import { startVitest } from 'vitest/node';
import {
  type Campaign,
  campaignSchema,
  countText,
  faultTable,
  isRight,
  SAVED_CAMPAIGNS,
  savedCampaigns,
} from '../../docs/make/fault-table.ts';
import { writePages } from '../../docs/make/pages.ts';
import type {} from './faults.integration.test.ts';

const { values } = parseArgs({
  options: { fuzz: { type: 'string', default: '20000' }, save: { type: 'boolean', default: false } },
});
process.env.TIDEMARK_FUZZ_CASES = values.fuzz;
process.env.TIDEMARK_FAULTS = 'all';
const beganMs = performance.now();
const cases: TestCase[] = [];
const vitest = await startVitest('test', ['test/faults/'], {
  project: 'integration',
  configLoader: 'native',
  watch: false,
  reporters: [
    {
      onTestCaseResult(one) {
        cases.push(one);
        process.stderr.write(`${one.result().state}: ${one.name}\n`);
      },
    },
  ],
});
await vitest.close();

const campaign: Campaign = campaignSchema.parse({
  date: new Date().toISOString().slice(0, 10),
  durationMs: Math.ceil(performance.now() - beganMs),
  damagedInputs: Number(values.fuzz),
  faults: cases.map((one) => {
    const { expected = '', seen, lacking = null } = one.meta().fault ?? {};
    return { name: one.name, expected, seen: seen ?? one.result().errors?.[0]?.message ?? '', lacking };
  }),
});
const user = process.getuid?.() === 0 ? 'root' : 'user';
process.stdout.write(`${faultTable({ [user]: campaign })}\n\n${countText(campaign)}\n`);
if (values.save) {
  writeFileSync(
    SAVED_CAMPAIGNS,
    `${JSON.stringify({ ...savedCampaigns(), [user]: campaign }, undefined, 2)}\n`,
  );
  writePages();
}
process.exitCode = campaign.faults.every(isRight) ? 0 : 1;
