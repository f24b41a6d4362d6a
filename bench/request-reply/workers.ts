/** Processes that answer, which are measured apart from who asks. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
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
  const said: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    if (line.startsWith('Answering')) {
      child.stderr.resume();
      return workersOf(child);
    }
    said.push(line);
  }
  throw new Error(`tidemark respond ended early: ${said.join(' ')}`);
}

export async function mqttjsWorkers(url: string): Promise<Workers> {
  const child = fork(fileURLToPath(new URL('mqttjs-workers.ts', import.meta.url)), [url]);
  const [ready] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
  if (ready === undefined) throw new Error('the workers of MQTT.js ended early');
  return workersOf(child);
}

const workersOf = (child: ChildProcess): Workers => ({
  pid: child.pid!,
  async [Symbol.asyncDispose]() {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  },
});
