import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BREACH, breachIn, STANDS, seenOf, unfinishedIn } from './breach.ts';
import { type Fault, needsRoot } from './fault.ts';

const FILLS = BREACH.replace(
  'expect(result)',
  `await (await import('node:fs/promises')).writeFile('results/filler', Buffer.alloc(2 ** 20)).catch(() => {});
  expect(result)`,
);

export const fullDisk: Fault = {
  name: 'a disk that is full before the first results are written',
  expected: STANDS,
  short: true,
  lacking: needsRoot,
  async provoke() {
    const folder = breachIn({ 'a.slo.ts': FILLS });
    const out = join(folder.path, 'results');
    mkdirSync(out);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', out]);
    try {
      const { code, stderr } = await folder.run('run');
      return seenOf(code, /ENOSPC[\s\S]*mqtt-results\.json/.test(stderr), unfinishedIn(folder));
    } finally {
      execFileSync('umount', [out]);
    }
  },
};
