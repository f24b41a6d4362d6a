import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { owner } from '../../targets/owner-folder.ts';
import { processStart } from '../../targets/process-start.ts';
import { breachIn } from './breach.ts';
import { type Fault, needsRoot } from './fault.ts';
import { inShell } from './shell.ts';

/** In the space of pids that is this one's, of an owner that cannot be alive. */
const DEAD = `4000001-1-${owner.split('-')[2]}`;

export const foreignLeftovers: Fault = {
  name: 'a folder of another user that names a process of ours as left behind',
  expected: 'the process lives',
  short: true,
  lacking: needsRoot,
  async provoke() {
    const folder = breachIn();
    const tmp = join(folder.path, 'tmp');
    mkdirSync(tmp, { mode: 0o1777 });
    execFileSync('chmod', ['755', folder.path]);
    execFileSync('chmod', ['1777', tmp]);
    const victim = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const record = `process-${victim.pid}-${processStart(victim.pid!)}`;
    const planted = join(tmp, `tidemark-${DEAD}-aaaaaa`);
    execFileSync('setpriv', [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      'sh',
      '-c',
      `mkdir -m 700 '${planted}' && : > '${planted}/${record}'`,
    ]);
    await inShell(folder, `TMPDIR='${tmp}' $TIDEMARK run --broker embedded`);
    const alive = processStart(victim.pid!) !== null;
    victim.kill('SIGKILL');
    return `the process ${alive ? 'lives' : 'was killed'}`;
  },
};
