/** Results to stdout, progress to stderr: a line that renews itself on a terminal, a plain line now and then in a pipe. */
import { clearLine, cursorTo } from 'node:readline';
import { redactText } from '../text/redact.ts';

const PIPED_INTERVAL_MS = 5000;

export class Terminal {
  readonly #live = process.stderr.isTTY === true;
  #shown = false;
  #lastPipedAtMs = -Infinity;

  constructor() {
    // `tidemark run | head` reads no further; the run goes on, its results are in the files.
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error;
      });
    }
  }

  /** Lines of the result. */
  result(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) process.stdout.write(`${redactText(line)}\n`);
  }

  /** Lines about the run: notices, problems. */
  note(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) process.stderr.write(`${redactText(line)}\n`);
  }

  /** How the run stands now; replaces what it said before. */
  progress(text: string): void {
    const line = redactText(text);
    if (this.#live) {
      this.#clear();
      process.stderr.write(line.slice(0, (process.stderr.columns ?? 80) - 1));
      this.#shown = true;
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#lastPipedAtMs < PIPED_INTERVAL_MS) return;
    this.#lastPipedAtMs = nowMs;
    process.stderr.write(`${line}\n`);
  }

  #clear(): void {
    if (!this.#shown) return;
    clearLine(process.stderr, 0);
    cursorTo(process.stderr, 0);
    this.#shown = false;
  }
}
