/**
 * Judges folders in a process of its own. What is handed in can be made so that reading it takes for ever, or all memory; then that process
 * is ended, and the next folder has a new one.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FolderAsked, type JudgedFolder, unread } from './folder-asked.ts';

const HEAP_MIB = 1024;
const PATIENCE_MS = 60_000;
const TOO_MUCH = 'to grade it takes more memory than there is for one submission';

export class JudgeApart implements Disposable {
  readonly #signal: AbortSignal;
  readonly #patienceMs: number;
  #child: ChildProcess | null = null;

  /** `patienceMs`: how long one folder may take. */
  constructor(signal: AbortSignal, patienceMs = PATIENCE_MS) {
    this.#signal = signal;
    this.#patienceMs = patienceMs;
  }

  /** One at a time. On abort the signal's reason is thrown. */
  async judge(asked: FolderAsked): Promise<JudgedFolder> {
    this.#signal.throwIfAborted();
    if (this.#child?.connected !== true) this.#child = start();
    const child = this.#child;
    const late = AbortSignal.timeout(this.#patienceMs);
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, late, over.signal]);
    try {
      child.send(asked, () => {});
      const ended = once(child, 'exit', { signal }).then(([code]) => ({ code: code as number | null }));
      const answer = await Promise.race([once(child, 'message', { signal }), ended]);
      if (!('code' in answer)) return answer[0] as JudgedFolder;
      this.#end();
      return unjudged(
        asked,
        answer.code === null ? TOO_MUCH : `the process that grades ended with ${answer.code}`,
      );
    } catch (error) {
      this.#end();
      this.#signal.throwIfAborted();
      if (!late.aborted) throw error;
      return unjudged(asked, `to grade it takes longer than ${this.#patienceMs / 1000} s`);
    } finally {
      over.abort();
    }
  }

  [Symbol.dispose](): void {
    this.#end();
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}

function start(): ChildProcess {
  const file = new URL(`./grading-process${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  return fork(file, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${HEAP_MIB}`],
    // What a heap that is full says of itself is of no use to anybody.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

const unjudged = ({ folder }: FolderAsked, why: string): JudgedFolder => ({
  ...unread(folder),
  broken: [`it cannot be read: ${why}`],
});
