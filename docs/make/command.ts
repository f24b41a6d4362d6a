/** Runs `tidemark …` for an example, as a process of its own. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './page.ts';

export interface How {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The generator stands still most of the time until the command says that it measures again. */
  readonly disturbed?: boolean;
}

/** What it printed as its result; the rest goes to stderr. The exit code is not looked at: it may be what is shown. */
export async function tidemark(args: readonly string[], how: How): Promise<string> {
  const { CI: _, ...environment } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'cli/tidemark.js'), ...args], {
    cwd: how.folder,
    env: { ...environment, NO_COLOR: '1', ...how.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let again = how.disturbed !== true;
  child.stdout.on('data', (text: Buffer) => {
    printed += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    again ||= text.includes('measuring again');
    process.stderr.write(text);
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  void ended.then(() => {
    again = true;
  });
  while (!again) await standStill(child.pid!);
  await ended;
  return printed;
}

/** Stops the generator's processes below this one for 250 of 300 ms. Linux. */
async function standStill(pid: number): Promise<void> {
  const agents = below(pid).filter((one) => commandOf(one).includes('load/agent/'));
  for (const agent of agents) signal(agent, 'SIGSTOP');
  await sleep(250);
  for (const agent of agents) signal(agent, 'SIGCONT');
  await sleep(50);
}

function below(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const);
  const children = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([one]) => [one, ...children(one)]);
  return children(pid);
}

const parentOf = (pid: number): number => Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1]);
const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`);

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
