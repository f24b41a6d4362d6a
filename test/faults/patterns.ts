import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Fault } from './fault.ts';

const HERE = fileURLToPath(new URL('../..', import.meta.url));

export const patterns: Fault = {
  name: 'texts made to keep a regular expression busy, by recheck',
  expected: '0 worse than linear',
  short: false,
  provoke: () =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        ['test/architecture/check-patterns.ts'],
        { cwd: HERE },
        (_, stdout, stderr) => resolve((stdout + stderr).trim()),
      );
    }),
};
