import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { tidemark } from './config.ts';

const resolve = {
  alias: {
    'tidemark/config': fileURLToPath(new URL('config.ts', import.meta.url)),
    tidemark: fileURLToPath(new URL('index.ts', import.meta.url)),
  },
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
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
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { ...tidemark(), resolve, test: { ...tidemark().test, name: 'slo', include: ['suites/**/*.slo.ts'] } },
    ],
  },
});
