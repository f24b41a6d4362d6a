import { setTimeout as sleep } from 'node:timers/promises';
import { BREACH, breachIn } from './breach.ts';
import type { Fault } from './fault.ts';

const WAITS = BREACH.replace(
  'const result',
  `const { existsSync, writeFileSync } = await import('node:fs');
  writeFileSync('begun', '');
  while (!existsSync('refused')) await new Promise((resolve) => setTimeout(resolve, 20));
  const result`,
);

export const sameFolder: Fault = {
  name: 'two runs into one results folder',
  expected: 'the second is refused (129) and names the first; the first has its verdict (1) and its results',
  short: true,
  async provoke() {
    const folder = breachIn({ 'a.slo.ts': WAITS, 'b.slo.ts': BREACH.replace("'small'", "'other'") });
    const first = folder.start('run', 'a.slo.ts');
    while (!hasBegun(folder)) await sleep(20);
    const second = await folder.run('run', 'b.slo.ts');
    folder.write({ refused: '' });
    const { code } = await first.ended;
    const named = second.stderr.includes(`Another run (process ${first.process.pid}) is writing`);
    const titles = folder.results().cells.map(({ title }) => title);
    return `the second is refused (${second.code}) and ${named ? 'names' : 'does not name'} the first; the first has its verdict (${code}) and ${titles.join() === 'small' ? 'its' : titles.join()} results`;
  },
};

function hasBegun(folder: ReturnType<typeof breachIn>): boolean {
  try {
    folder.read('begun');
    return true;
  } catch {
    return false;
  }
}
