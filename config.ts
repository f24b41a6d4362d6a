/** The vitest preset for performance tests: one process a file, one file and one test at a time, no retries. */
import type { ViteUserConfig } from 'vitest/config';

/** A run bounds itself by its plan; vitest's own time-out is only the last resort. */
const LAST_RESORT_MS = 24 * 3600e3;

/** `export default defineConfig(tidemark())` runs `*.slo.ts` files under bare vitest. */
export function tidemark(): ViteUserConfig {
  return {
    test: {
      include: ['**/*.slo.ts'],
      pool: 'forks',
      fileParallelism: false,
      maxConcurrency: 1,
      retry: 0,
      sequence: { concurrent: false },
      testTimeout: LAST_RESORT_MS,
      hookTimeout: LAST_RESORT_MS,
    },
  };
}
