/** Processes that answer, which are measured apart from who asks. */
import { type ChildProcess, type ChildProcessByStdio, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { WORKER_CONNECTIONS, WORKER_FILTER } from './asking.ts';

export interface Workers extends AsyncDisposable {
  readonly pid: number;
}

export async function tidemarkWorkers(url: string): Promise<Workers> {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('../../cli/tidemark.js', import.meta.url)),
      ...['respond', '--broker', url, '--filter', WORKER_FILTER, '--connections', `${WORKER_CONNECTIONS}`],
      ...['--port', '0'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await said(child, /^Answering/, 'tidemark respond');
  return workersOf(child);
}

/** Resolves once the program says it on stderr, which nobody reads any further. Throws Error when it ends before. */
export async function said(
  child: ChildProcessByStdio<null, null, Readable>,
  what: RegExp,
  name: string,
): Promise<void> {
  // A program that cannot be started has an error, which tells why, and no output.
  const failed = once(child, 'error').then(([error]: Error[]) => Promise.reject(error));
  const lines: string[] = [];
  const read = async () => {
    for await (const line of createInterface(child.stderr)) {
      if (what.test(line)) {
        child.stderr.resume();
        return;
      }
      lines.push(line);
    }
    throw new Error(`${name} ended early: ${lines.join(' ')}`);
  };
  await Promise.race([read(), failed]);
}

export async function mqttjsWorkers(url: string): Promise<Workers> {
  const child = fork(fileURLToPath(new URL('mqttjs-workers.ts', import.meta.url)), [url]);
  const [ready] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
  if (ready === undefined) throw new Error('the workers of MQTT.js ended early');
  return workersOf(child);
}

export const workersOf = (child: ChildProcess): Workers => ({
  pid: child.pid!,
  async [Symbol.asyncDispose]() {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  },
});
