import { defineConfig } from 'vitest/config';
import { resolve, tidemark } from './config.ts';

const { reporters, ...slo } = tidemark().test ?? {};

/** Of the tests that run `tidemark` as a process of its own, those that follow a latency from run to run. */
const TIMED = ['bisect', 'compare-runs'].map((name) => `test/cli/${name}.integration.test.ts`);

const integration = { pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          isolate: false,
          maxWorkers: '100%',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts'],
        },
      },
      {
        resolve,
        test: {
          ...integration,
          name: 'commands',
          include: ['test/{cli,deploy,matrix}/**/*.integration.test.ts'],
          exclude: TIMED,
          // While one waits for its turn to put load on the machine (fixtures/load-lock.ts), another starts or ends.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          ...integration,
          name: 'integration',
          include: ['test/!(cli|deploy|matrix)/**/*.integration.test.ts', ...TIMED],
          fileParallelism: false,
          // Of tests that say they may run at once: those that count and do not time.
          maxConcurrency: 3,
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
