/** A fleet of forked processes on this machine. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fleet, FleetListener } from './fleet.ts';

/** TypeScript here, JavaScript in the published package: the agent is built like its coordinator. */
const MAIN = fileURLToPath(
  new URL(`../agent/main${extname(new URL(import.meta.url).pathname)}`, import.meta.url),
);

/**
 * A larger young generation: fewer collections stop the loop while it sends. Where agents are many because connections are,
 * they share CPUs anyway, and take less memory each. `gc`: see Agent.
 */
const execArgvOf = (agents: number): string[] => [
  `--max-semi-space-size=${agents > 2 * availableParallelism() ? 2 : 32}`,
  '--expose-gc',
];

const DISMISS_TIMEOUT_MS = 2000;

export function forkFleet<To extends object, From>(
  agents: number,
  listener: FleetListener<From>,
  execArgv: readonly string[],
): Fleet<To> {
  const processes = Array.from(
    { length: agents },
    (_, agent) =>
      new AgentProcess<To>(
        [...execArgvOf(agents), ...execArgv],
        (message) => listener.message(message as From, agent),
        (how) => listener.exit(how, agent),
      ),
  );
  return {
    pids: processes.map(({ pid }) => pid),
    send: (agent, message) => processes[agent]!.send(message),
    sendAll(message) {
      for (const process of processes) process.send(message);
    },
    clockOffsetUs: () => 0, // CLOCK_MONOTONIC is one for all processes of a machine
    async dismiss() {
      await Promise.all(processes.map((process) => process.dismiss()));
    },
    kill() {
      for (const process of processes) process.kill();
    },
  };
}

class AgentProcess<To extends object> {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #end = Promise.withResolvers<void>();
  #ended = false;

  constructor(
    execArgv: readonly string[],
    onMessage: (message: unknown) => void,
    onExit: (how: string) => void,
  ) {
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = fork(MAIN, {
      // Not the coordinator's own: under vitest it loads through vitest's module runner.
      execArgv: [...execArgv],
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.pid = this.#child.pid ?? 0;
    const ended = (how: string): void => {
      if (this.#ended) return;
      this.#ended = true;
      this.#end.resolve();
      onExit(how);
    };
    this.#child.on('message', onMessage);
    this.#child.on('error', (error) => ended(error.message));
    this.#child.on('exit', (code, signal) =>
      ended(signal === null ? `exit code ${code}` : `killed by ${signal}`),
    );
  }

  send(message: To): void {
    if (!this.#ended && this.#child.connected) this.#child.send(message);
  }

  kill(): void {
    if (!this.#ended) this.#child.kill('SIGKILL');
  }

  /** Resolves when it is gone. */
  async dismiss(): Promise<void> {
    if (this.#ended) return;
    if (this.#child.connected) this.#child.disconnect();
    const patience = setTimeout(() => this.kill(), DISMISS_TIMEOUT_MS);
    await this.#end.promise;
    clearTimeout(patience);
  }
}
