import { breachIn, STANDS, seenOf, unfinishedIn } from './breach.ts';
import type { Fault } from './fault.ts';
import { inShell } from './shell.ts';

export const fullOutput: Fault = {
  name: 'standard output on a full disk',
  expected: STANDS,
  short: true,
  async provoke() {
    const folder = breachIn();
    const { code, stderr } = await inShell(folder, '$TIDEMARK run > /dev/full');
    return seenOf(code, /Standard output cannot be written: ENOSPC/.test(stderr), unfinishedIn(folder));
  },
};
