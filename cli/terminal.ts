/** Results to stdout, progress to stderr: a line that renews itself on a terminal, a plain line now and then in a pipe. */
import { clearLine, cursorTo } from 'node:readline';
import { redactText } from '../text/redact.ts';

const PIPED_INTERVAL_MS = 5000;

/** Standard output, or what stands in its place: a file, a string. */
type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  #shown = false;
  #lastPipedAtMs = -Infinity;

  constructor(out: Stream = process.stdout, err: Stream = process.stderr) {
    this.#out = out;
    this.#err = err;
    // `tidemark run | head` reads no further; the run goes on, its results are in the files.
    for (const stream of [out, err]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error;
      });
    }
  }

  /** Lines of the result. */
  result(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) this.#out.write(`${redactText(line)}\n`);
  }

  /** Lines about the run: notices, problems. */
  note(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) this.#err.write(`${redactText(line)}\n`);
  }

  /** How the run stands now; replaces what it said before. */
  progress(text: string): void {
    const line = redactText(text);
    if (this.#err.isTTY === true) {
      this.#clear();
      this.#err.write(line.slice(0, (this.#err.columns ?? 80) - 1));
      this.#shown = true;
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#lastPipedAtMs < PIPED_INTERVAL_MS) return;
    this.#lastPipedAtMs = nowMs;
    this.#err.write(`${line}\n`);
  }

  #clear(): void {
    if (!this.#shown) return;
    clearLine(this.#err, 0);
    cursorTo(this.#err, 0);
    this.#shown = false;
  }
}
