import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { breachIn } from './breach.ts';
import { type Fault, needsRoot } from './fault.ts';
import { needsLinux } from './processes-of.ts';

/** Of this process, in which the command is carried out, the title has it, too. */
const named = (word: string): boolean =>
  readdirSync('/proc').some((pid) => {
    try {
      const other = /^\d+$/.test(pid) && Number(pid) !== process.pid;
      return other && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
    } catch {
      return false;
    }
  });

export const daemon: Fault = {
  name: 'a command that starts a daemon without an environment, and no broker',
  expected: 'exit code 125, no daemon left',
  short: true,
  lacking: () => needsLinux() ?? needsRoot(),
  async provoke() {
    const folder = breachIn({
      'a.slo.ts': `import { test } from 'tidemark';\ntest('small', async ({ broker }) => { broker.url; });\n`,
    });
    const word = randomUUID();
    const forever = 'while :; do sleep 1; done';
    const command = `exec:/usr/bin/env -i /usr/bin/setsid /bin/sh -c "(: ${word}; export PATH=/usr/bin:/bin; ${forever}) & exit 0"; exit 3`;
    const { code } = await folder.run('run', '--broker', command);
    for (let looks = 0; named(word) && looks < 50; looks++) await sleep(100);
    return `exit code ${code}, ${named(word) ? 'a' : 'no'} daemon left`;
  },
};
