import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { breachIn, seenOf, unfinishedIn } from './breach.ts';
import type { Fault } from './fault.ts';

export const unwritableJunit: Fault = {
  name: 'a folder in the place of junit.xml',
  expected: 'exit code 129, said, nothing unfinished',
  short: true,
  async provoke() {
    const folder = breachIn();
    mkdirSync(join(folder.path, 'results/junit.xml'), { recursive: true });
    const { code, stderr } = await folder.run('run');
    return seenOf(
      code,
      /Cannot write results to .*junit\.xml is a folder/.test(stderr),
      unfinishedIn(folder),
    );
  },
};
