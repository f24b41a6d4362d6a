/** A broker in its own process that is wrong by known amounts. Over real TCP; `stop` always ends it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FaultRecord, Faults } from './faults.ts';

export interface FaultBroker extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** New faults, new record; connections and retained messages stay. */
  configure(faults: Faults): Promise<void>;
  /** What it did so far. */
  record(): Promise<FaultRecord>;
  /** SIGSTOP: the kernel still accepts bytes, nobody reads them. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL, and waits for its end: the kernel closes every connection. */
  stop(): Promise<void>;
}

async function ask<Reply>(child: ChildProcess, message: object): Promise<Reply> {
  const reply = once(child, 'message');
  child.send(message);
  const [answer] = await reply;
  return answer as Reply;
}

export async function startFaultBroker(faults: Faults = {}, host = '127.0.0.1'): Promise<FaultBroker> {
  const path = fileURLToPath(new URL('./process.ts', import.meta.url));
  // The test runner's own flags and loaders do not belong in a broker.
  const child = fork(path, { execArgv: [], serialization: 'advanced' });
  const ended = once(child, 'exit');
  const { port } = await Promise.race([
    ask<{ port: number }>(child, { configure: faults, host }),
    ended.then(([code]) => {
      throw new Error(`The fault broker ended with code ${code} before it listened; its stderr is above.`);
    }),
  ]);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    host,
    port,
    url: `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`,
    pid: child.pid!,
    configure: async (next) => void (await ask(child, { configure: next })),
    record: async () => (await ask<{ record: FaultRecord }>(child, {})).record,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
