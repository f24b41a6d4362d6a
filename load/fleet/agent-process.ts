/** One agent as the coordinator sees it: a forked process that speaks `messages` of its protocol. */
import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** TypeScript here, JavaScript in the published package: the agent is built like its coordinator. */
const MAIN = fileURLToPath(
  new URL(`../agent/main${extname(new URL(import.meta.url).pathname)}`, import.meta.url),
);

/** A larger young generation: fewer collections stop the loop while it sends. `gc`: see Agent. */
const EXEC_ARGV = ['--max-semi-space-size=32', '--expose-gc'];

const DISMISS_TIMEOUT_MS = 2000;

export class AgentProcess<To extends object, From> {
  readonly pid: number;
  readonly #child: ChildProcess;
  #ended = false;

  constructor(options: {
    execArgv: readonly string[];
    onMessage: (message: From) => void;
    /** Also when it could not be started. */
    onExit: (how: string) => void;
  }) {
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = fork(MAIN, {
      // Not the coordinator's own: under vitest it loads through vitest's module runner.
      execArgv: [...EXEC_ARGV, ...options.execArgv],
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.pid = this.#child.pid ?? 0;
    const ended = (how: string): void => {
      if (this.#ended) return;
      this.#ended = true;
      options.onExit(how);
    };
    this.#child.on('message', (message) => options.onMessage(message as From));
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

  /** After its result: it ends by itself, as a profile of it needs; a stuck one is killed. */
  dismiss(): void {
    if (this.#ended) return;
    if (this.#child.connected) this.#child.disconnect();
    setTimeout(() => this.kill(), DISMISS_TIMEOUT_MS).unref();
  }
}
