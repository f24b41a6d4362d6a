import { BREACH, breachIn, STANDS, seenOf, unfinishedIn } from './breach.ts';
import type { Fault } from './fault.ts';

/** A file in its place keeps it from being made again. */
const REMOVES = BREACH.replace(
  'const result',
  `const { rmSync, writeFileSync } = await import('node:fs');
  rmSync('results', { recursive: true, force: true });
  writeFileSync('results', '');
  const result`,
);

export const removedFolder: Fault = {
  name: 'the results folder removed while the run goes on',
  expected: STANDS,
  short: true,
  async provoke() {
    const folder = breachIn({ 'a.slo.ts': REMOVES });
    const { code, stderr } = await folder.run('run', '--output', 'json,markdown');
    return seenOf(code, stderr.includes('Cannot write results to'), unfinishedIn(folder, '.'));
  },
};
