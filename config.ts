/** The vitest preset for performance tests: one process a file, one file and one test at a time, no retry of a breach. */
import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';
import { BEFORE_RETRY_MS, NOT_BY_ITSELF } from './fixtures/cell/attempts.ts';
import { defaultSettings, type Settings, STAND_INS } from './fixtures/settings.ts';

/** A run bounds itself by its plan; vitest's own time-out is only the last resort. */
const LAST_RESORT_MS = 24 * 3600e3;

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const beside = (name: string): string => fileURLToPath(new URL(`${name}.${extension}`, import.meta.url));

const exactly = (path: string): RegExp => new RegExp(`^${path.replace(/[^\w/]/g, '\\$&')}$`);

/** What `import … from 'tidemark'` means, wherever the test file lies. */
export const resolve = {
  alias: [
    { find: /^tidemark$/, replacement: beside('index') },
    { find: /^tidemark\/config$/, replacement: beside('config') },
    { find: /^tidemark\/lampi$/, replacement: beside('lampi') },
  ],
};

/**
 * `export default defineConfig(tidemark())` runs `*.slo.ts` files under bare vitest and in editors.
 * Options of the command line are `settings` here.
 */
export function tidemark(settings: Partial<Settings> = {}): ViteUserConfig {
  const all = { ...defaultSettings(), ...settings };
  return {
    resolve,
    test: {
      include: ['**/*.slo.ts'],
      // Node reads it as it is; through vite it would take each file half a second longer.
      server: { deps: { external: resolve.alias.map(({ replacement }) => exactly(replacement)) } },
      pool: 'forks',
      fileParallelism: false,
      maxConcurrency: 1,
      // Never for a breach: see fixtures/cell/attempts.ts.
      retry: { count: all.retryInvalid, delay: BEFORE_RETRY_MS, condition: NOT_BY_ITSELF },
      sequence: { concurrent: false },
      testTimeout: LAST_RESORT_MS,
      hookTimeout: LAST_RESORT_MS,
      provide: { tidemark: all },
      reporters: [
        'default',
        [beside('reporters/vitest/reporter'), { out: all.out, outputs: all.outputs, standIns: STAND_INS }],
      ],
    },
  };
}
