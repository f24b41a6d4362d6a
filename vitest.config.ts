import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { resolve, tidemark } from './config.ts';

const { reporters, ...slo } = tidemark().test ?? {};

// Processes that tests start take half the time to do so; the command sees to it by itself.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node-compile');

/** Tests that time, watch the machine itself, or are of what is idle or left over on it: each file has it alone. */
const TIMED = [
  'test/fixtures/load/lock',
  'test/cli/bisect-real',
  'test/targets/{leftovers,broker/idle}',
  'test/load/{http,mqtt}/time',
  'test/observe/**/*',
].map((name) => `${name}.integration.test.ts`);

const integration = {
  pool: 'forks',
  // Most of it may be waiting for the loads of others (fixtures/load/lock.ts).
  testTimeout: 300_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 10_000 } },
} as const;

export default defineConfig({
  test: {
    // Of what runs in the tests' own processes; what they start is not counted.
    coverage: {
      include: [
        '*.ts',
        '{cli,fixtures,grading,load,matrix,metrics,observe,reporters,saved,slo,statistics,targets,text}/**/*.ts',
      ],
      exclude: ['vitest.config.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'results/coverage',
      reportOnFailure: true,
    },
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          isolate: false,
          maxWorkers: '100%',
          // They take milliseconds; on a machine that is busy elsewhere, some take seconds.
          testTimeout: 60_000,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts'],
        },
      },
      {
        resolve,
        test: {
          ...integration,
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          exclude: TIMED,
          setupFiles: ['test/machine/own-load-lock.ts'],
          // While some wait for their turn to put load on the machine, another starts or ends.
          maxWorkers: 3,
          // Of tests that say they may run at once: those that count and do not time.
          maxConcurrency: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          ...integration,
          name: 'timed',
          include: TIMED,
          fileParallelism: false,
          // Of tests that say they may run at once: those that wait more than they do anything.
          maxConcurrency: 6,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve,
        test: { ...slo, name: 'slo', include: ['suites/**/*.slo.ts'], sequence: { groupOrder: 3 } },
      },
    ],
  },
});
