/** A command as a process group of its own: it can be ended whole, and Ctrl-C at the terminal does not reach it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { gitEnvironment } from '../../saved/quiet-git.ts';
import { recordProcess } from '../../targets/owner-folder.ts';

export interface GroupRequest {
  readonly file: string;
  readonly args?: readonly string[];
  /** `file` is a shell command line. */
  readonly shell?: boolean;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Interrupts the group, as Ctrl-C would. */
  readonly signal: AbortSignal;
  /** How long it may then take to end; default 20 s, in which a run ends its targets. */
  readonly patienceMs?: number;
  /** How long what it leaves running may hold its output open; default 500 ms. */
  readonly restMs?: number;
  /** Each line it writes to standard error. */
  readonly onErrorLine?: (line: string) => void;
}

export interface Ended {
  /** Null: it was ended by a signal. */
  readonly code: number | null;
  /** Standard output and error, as they came. */
  readonly log: string;
}

/** What is killed closes its output before. */
const DEATH_MS = 200;

/**
 * Runs it to its end; what it leaves running with its output open, as `daemon &` does, is killed. On abort it is interrupted, killed if that does not end it, and then the signal's reason is
 * thrown. Should this process die, the group is killed.
 */
export async function runGroup(request: GroupRequest): Promise<Ended> {
  const { file, args = [], shell = false, cwd, env, signal, onErrorLine } = request;
  const { patienceMs = 20_000, restMs = 500 } = request;
  signal.throwIfAborted();
  const child = spawn(file, args, {
    cwd,
    shell,
    detached: true,
    env: { ...gitEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = child.pid === undefined ? () => {} : recordProcess(child.pid);
  let log = '';
  let line = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
    const lines = (line + chunk).split('\n');
    line = lines.pop() ?? '';
    for (const whole of lines) onErrorLine?.(whole);
  });

  const send = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  let rest: NodeJS.Timeout | undefined;
  child.once('exit', () => {
    rest = setTimeout(() => {
      send('SIGKILL');
      rest = setTimeout(() => {
        // One that made a group of its own is not reached; nor is it waited for.
        child.stdout.destroy();
        child.stderr.destroy();
      }, DEATH_MS);
    }, restMs);
  });
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    send('SIGINT');
    patience = setTimeout(send, patienceMs, 'SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    return { code, log };
  } finally {
    clearTimeout(rest);
    clearTimeout(patience);
    signal.removeEventListener('abort', stop);
    forget();
  }
}
