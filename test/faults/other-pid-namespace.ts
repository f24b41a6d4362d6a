import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Folder, UNOBSERVED } from '../cli/command.ts';
import { type Fault, needsRoot } from './fault.ts';
import { inShell } from './shell.ts';

/** Has a broker until the other run is over, and then asks it whether it is there. */
const LIVE = `
import { existsSync, writeFileSync } from 'node:fs';
import mqtt from '${import.meta.resolve('mqtt')}';
import { test } from 'tidemark';
test('small', async ({ broker }) => {
  writeFileSync('begun', broker.url);
  while (!existsSync('over')) await new Promise((resolve) => setTimeout(resolve, 20));
  const client = await mqtt.connectAsync(broker.url, { reconnectPeriod: 0 });
  writeFileSync('answered', '');
  await client.endAsync();
});
`;
const OTHER = `import { test } from 'tidemark';\ntest('small', async ({ broker }) => { broker.url; });\n`;

export const otherPidNamespace: Fault = {
  name: 'a run in another PID namespace that shares the temporary folder of a live one',
  expected: 'the folder of the live run stays, its broker answers',
  short: false,
  lacking: needsRoot,
  async provoke() {
    const folder = new Folder({ 'a.slo.ts': LIVE, 'b.slo.ts': OTHER });
    const tmp = join(folder.path, 'tmp');
    mkdirSync(tmp);
    Object.assign(folder.environment, { ...UNOBSERVED, TMPDIR: tmp });
    const has = (name: string): boolean => existsSync(join(folder.path, name));
    const live = folder.start('run', 'a.slo.ts', '--broker', 'embedded');
    while (!has('begun') && live.process.exitCode === null) await sleep(20);
    const before = readdirSync(tmp).filter((name) => name.startsWith('tidemark-'));
    const line = `unshare --pid --fork --mount-proc --net sh -c 'ip link set lo up; TMPDIR=${tmp} $TIDEMARK run b.slo.ts --broker embedded --out other'`;
    await inShell(folder, line);
    const stays = before.length > 0 && before.every((name) => existsSync(join(tmp, name)));
    folder.write({ over: '' });
    await live.ended;
    return `the folder of the live run ${stays ? 'stays' : 'is gone'}, its broker ${has('answered') ? 'answers' : 'is gone'}`;
  },
};
