/** The temporary folder is shared: with other users, and with containers whose pids mean other processes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pidSpace } from '../../targets/pid-space.ts';
import { processStart } from '../../targets/process-start.ts';

const OWNER = fileURLToPath(new URL('owner.ts', import.meta.url));
const LEFTOVERS = fileURLToPath(new URL('../../targets/leftovers.ts', import.meta.url));
const NOBODY = 65_534;
/** No pid is as large (proc(5), `pid_max`). */
const DEAD = 4_200_001;
const isRoot = process.getuid?.() === 0;
const namespaces = isRoot && spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;

let temporary: string;
let victim: ChildProcess;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'shared-'));
  chmodSync(temporary, 0o1777);
  victim = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
});
afterEach(() => {
  victim.kill('SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

const record = (pid: number | undefined): string => `process-${pid}-${processStart(pid ?? 0)}`;

/** A folder as a run leaves it that died, of whose processes the victim still lives. */
function leftBehind({ space = pidSpace(), mode = 0o700, pid = victim.pid } = {}): string {
  const folder = join(temporary, `tidemark-${DEAD}-1-${space}-aB3_xY`);
  mkdirSync(folder, { mode });
  chmodSync(folder, mode);
  writeFileSync(join(folder, record(pid)), '');
  return folder;
}

const script = `import(${JSON.stringify(LEFTOVERS)}).then((m) => m.removeLeftovers()).then((dead) => process.stdout.write('removed ' + dead.length))`;

/** What the next start says, in a process of its own. */
const sweep = (prefix: readonly string[] = []): string => {
  const [file = '', ...args] = [...prefix, process.execPath, '--input-type=module', '-e', script];
  return spawnSync(file, args, { env: { ...process.env, TMPDIR: temporary }, encoding: 'utf8' }).stdout;
};

const lives = async (): Promise<boolean> => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return processStart(victim.pid ?? 0) !== null;
};

it('a folder of a dead run goes, with the processes it names', async () => {
  const folder = leftBehind();
  expect(sweep()).toBe('removed 1');
  expect(existsSync(folder)).toBe(false);
  await vi.waitFor(async () => expect(await lives()).toBe(false));
});

describe('nothing is done of what is said in', () => {
  it.skipIf(!isRoot)('a folder of another user', async () => {
    const folder = leftBehind();
    chownSync(folder, NOBODY, NOBODY);
    expect(sweep()).toBe('removed 0');
    expect(existsSync(folder)).toBe(true);
    expect(await lives()).toBe(true);
  });

  it('a folder that others can write to', async () => {
    const folder = leftBehind({ mode: 0o770 });
    expect(sweep()).toBe('removed 0');
    expect(existsSync(folder)).toBe(true);
    expect(await lives()).toBe(true);
  });

  it('a link', async () => {
    const precious = mkdtempSync(join(temporary, 'precious-'));
    writeFileSync(join(precious, record(victim.pid)), '');
    symlinkSync(precious, join(temporary, `tidemark-${DEAD}-1-${pidSpace()}-aB3_xY`));
    expect(sweep()).toBe('removed 0');
    expect(readdirSync(precious)).toEqual([record(victim.pid)]);
    expect(await lives()).toBe(true);
  });

  it('a folder of another boot or PID namespace', async () => {
    const folder = leftBehind({ space: '0123456789ab' });
    expect(sweep()).toBe('removed 0');
    expect(existsSync(folder)).toBe(true);
    expect(await lives()).toBe(true);
  });
});

it('a record that names the group of whoever sweeps kills nobody', async () => {
  const folder = join(temporary, `tidemark-${DEAD}-1-${pidSpace()}-aB3_xY`);
  mkdirSync(folder, { mode: 0o700 });
  const own = `const { mkdirSync, readFileSync, writeFileSync } = await import('node:fs');
    const start = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[19];
    writeFileSync(${JSON.stringify(folder)} + '/process-' + process.pid + '-' + start, '');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${own}\n${script}`], {
    detached: true,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('removed 1');
});

describe.skipIf(!namespaces)('a run in another PID namespace', () => {
  const inNamespace = ['unshare', '--pid', '--fork', '--mount-proc'];

  it('leaves the folder of a live run alone', async () => {
    const env = { ...process.env, TMPDIR: temporary };
    const live = spawn(process.execPath, [OWNER, 'embedded'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(createInterface({ input: live.stdout }), 'line');
    const before = readdirSync(temporary, { recursive: true });
    expect(sweep(inNamespace)).toBe('removed 0');
    expect(readdirSync(temporary, { recursive: true })).toEqual(before);
    live.kill('SIGKILL');
    await vi.waitFor(() => expect(readdirSync(temporary)).toEqual([]), { timeout: 10_000 });
  });

  it('that sees the processes of the one outside takes them for nobody', async () => {
    const folder = leftBehind();
    expect(sweep(['unshare', '--pid', '--fork'])).toBe('removed 0');
    expect(existsSync(folder)).toBe(true);
    expect(await lives()).toBe(true);
  });

  it('whose first process a record names goes on', () => {
    const folder = join(temporary, 'made-inside');
    mkdirSync(folder);
    const inside = `
      import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
      const { pidSpace } = await import(${JSON.stringify(LEFTOVERS.replace('leftovers', 'pid-space'))});
      const start = readFileSync('/proc/1/stat', 'utf8').split(') ')[1].split(' ')[19];
      const folder = process.env.TMPDIR + '/tidemark-${DEAD}-1-' + pidSpace() + '-aB3_xY';
      mkdirSync(folder, { mode: 0o700 });
      writeFileSync(folder + '/process-1-' + start, '');
      ${script}`;
    const args = [
      ...inNamespace.slice(1),
      'sh',
      '-c',
      'sleep 60 & "$@"; kill -0 $! && echo " and lives"',
      'sh',
    ];
    const { stdout } = spawnSync(
      'unshare',
      [...args, process.execPath, '--input-type=module', '-e', inside],
      {
        env: { ...process.env, TMPDIR: temporary },
        encoding: 'utf8',
      },
    );
    expect(stdout).toBe('removed 1 and lives\n');
  });
});
