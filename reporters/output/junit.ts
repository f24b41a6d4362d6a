import { join } from 'node:path';
import type { Output } from './output.ts';

/** By vitest, to which each judged bound is an annotation of its test. */
export const junit: Output = {
  description: 'junit.xml: the tests with each judged bound, for CI services (not under plain `vitest run`)',
  byDefault: true,
  open: ({ folder }) => {
    const outputFile = join(folder, 'junit.xml');
    return {
      start: async () => (await import('../../saved/results-file.ts')).proveFile(outputFile),
      vitestReporter: ['junit', { outputFile }],
    };
  },
};
