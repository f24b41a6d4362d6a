import { defineConfig } from 'vitest/config';
import { resolve, tidemark } from './config.ts';

const { reporters, ...slo } = tidemark().test ?? {};

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts'],
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          // Of tests that say they may run at once: those that count and do not time.
          maxConcurrency: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { resolve, test: { ...slo, name: 'slo', include: ['suites/**/*.slo.ts'] } },
    ],
  },
});
