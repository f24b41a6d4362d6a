import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { knock } from '../../targets/broker/ready.ts';
import { removeLeftovers } from '../../targets/leftovers.ts';
import { processStart } from '../../targets/process-start.ts';
import { docker, mosquitto, titled } from '../parts-here.ts';

const OWNER = fileURLToPath(new URL('owner.ts', import.meta.url));
const owners: ChildProcess[] = [];
afterEach(async () => {
  await Promise.all(owners.splice(0).map((owner) => end(owner, 'SIGKILL')));
  await removeLeftovers();
});

interface Runner {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly host: string;
  readonly port: number;
}

/** A runner in a process of its own, with a broker that answers. Without Ryuk, whose care would hide ours. */
async function runner(...args: string[]): Promise<Runner> {
  const env = { ...process.env, TESTCONTAINERS_RYUK_DISABLED: 'true' };
  const child = spawn(process.execPath, [OWNER, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  owners.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { pid: number; host: string; port: number }) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  if (child.exitCode === null && child.signalCode === null && child.kill(signal)) await exited;
}

/** Kills the runner and, first, the sweeper that would clean up after it. */
async function endWithSweeper({ child }: Runner): Promise<void> {
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  const sweeper = new RegExp(`^ *(\\d+) .*leftover-sweeper\\S* \\S+ ${child.pid}$`, 'm').exec(processes)?.[1];
  process.kill(Number(sweeper), 'SIGKILL');
  await end(child, 'SIGKILL');
}

/** The engine may take seconds to remove a container. */
const within = { timeout: 60_000, interval: 20 };
const stillAnswers = async (broker: Runner) =>
  expect(await knock(broker, 1000)).toMatchObject({ answered: true });
const foldersOf = ({ child }: Runner) =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`tidemark-${child.pid}-`));
const containersOf = ({ child }: Runner) =>
  execFileSync('docker', ['ps', '--all', '--format', '{{.Names}}'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name.startsWith(`tidemark-${child.pid}-`));

/** Nothing of it is left: no process, no container, no folder. */
async function isGone(broker: Runner): Promise<void> {
  await vi.waitFor(() => expect(foldersOf(broker)).toEqual([]), within);
  await vi.waitFor(() => expect(processStart(broker.pid)).toBeNull(), within);
  if (docker) expect(containersOf(broker)).toEqual([]);
}

describe.each([
  { choice: 'embedded', signals: ['SIGKILL'], here: true, lacking: '' },
  {
    choice: 'native',
    signals: ['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'],
    here: mosquitto,
    lacking: 'mosquitto is not installed',
  },
  { choice: 'container', signals: ['SIGKILL', 'SIGINT'], here: docker, lacking: 'no Docker engine answers' },
] as const)('$choice', ({ choice, signals, here, lacking }) => {
  describe.skipIf(!here)(titled('of a runner', here, lacking), () => {
    it.each<NodeJS.Signals>(signals)('ended by %s is removed', async (signal) => {
      const ended = await runner(choice);
      await end(ended.child, signal);
      expect(ended.child.signalCode).toBe(signal);
      await isGone(ended);
    });

    it('that exits without stopping it is removed', async () => {
      await isGone(await runner(choice, 'exit'));
    });
  });
});

describe('a site', () => {
  it('of a runner ended by SIGKILL is removed, embedded', async () => {
    const ended = await runner('embedded', 'site');
    await end(ended.child, 'SIGKILL');
    await isGone(ended);
  });

  it.skipIf(!docker)(
    titled('of a runner ended by SIGKILL is removed, container', docker, 'no Docker engine answers'),
    async () => {
      const ended = await runner('container', 'site');
      await end(ended.child, 'SIGKILL');
      await isGone(ended);
    },
  );
});

describe.skipIf(!mosquitto)(titled('the next start', mosquitto, 'mosquitto is not installed'), () => {
  it('removes what a dead runner left when nobody else did, and nothing of a parallel run', async () => {
    const dead = await runner('native');
    const live = await runner('native');
    await endWithSweeper(dead);
    await stillAnswers(dead);

    await runner('embedded');
    await isGone(dead);
    await stillAnswers(live);
  });
});

describe.skipIf(!docker)(titled('the next start', docker, 'no Docker engine answers'), () => {
  it("removes a dead runner's container, and none of a parallel run", async () => {
    const dead = await runner('container');
    const live = await runner('container', 'host-network');
    await endWithSweeper(dead);
    await stillAnswers(dead);

    await runner('embedded');
    await isGone(dead);
    await stillAnswers(live);
  });
});
