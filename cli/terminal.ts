/** Results to stdout, progress to stderr: lines that renew themselves on a terminal, a plain line now and then in a pipe. */

import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import { cutEnd } from '../text/columns.ts';
import { redactText } from '../text/redact.ts';
import { visible, visibleCommands } from '../text/visible.ts';

/** In a pipe: a run that is over by then has told nothing on its way. */
const PIPED_AFTER_MS = 120_000;
const PIPED_INTERVAL_MS = 30_000;
/** Lower windows keep one line of progress. */
const ROWS_FOR_TWO_LINES = 6;

/** Standard output, or what stands in its place: a file, a string. */
type Stream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** How a run stands, as it is shown on a terminal of some width and in a pipe. */
export interface View {
  /** The most important line first. */
  lines(columns: number): readonly string[];
  readonly line: string;
}

/** What others have written speaks to people alone. */
const shown = (line: string): string => visible(redactText(line));

export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  readonly #nowMs: () => number;
  readonly #startedAtMs: number;
  #shown = false;
  #lastPipedAtMs = -Infinity;

  constructor(
    out: Stream = process.stdout,
    err: Stream = process.stderr,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#out = out;
    this.#err = err;
    this.#nowMs = nowMs;
    this.#startedAtMs = nowMs();
    // `tidemark run | head` reads no further, a disk is full: the run goes on, its results are in the files.
    out.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') err.write(`Standard output cannot be written: ${error.message}.\n`);
    });
    err.on('error', () => {});
  }

  /** Lines of the result. */
  result(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) this.#out.write(`${shown(line)}\n`);
  }

  /** Lines about the run: notices, problems. */
  note(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) this.#err.write(`${shown(line)}\n`);
  }

  /** Where others write what is neither: test files, vitest. */
  readonly foreign: Writable = new Writable({
    write: (chunk: Buffer, _, done) => {
      this.#clear();
      this.#err.write(chunk.includes('::') ? visibleCommands(chunk.toString()) : chunk);
      done();
    },
  });

  /** How the run stands now; replaces what was said before. */
  progress(view: View): void {
    if (this.#err.isTTY === true && process.env.TERM !== 'dumb') this.#renew(view);
    else this.#pipe(view);
  }

  #renew(view: View): void {
    // The last column stays free: a terminal may begin a new line after it.
    const columns = (this.#err.columns ?? 80) - 1;
    const lines = view
      .lines(columns)
      .slice(0, (this.#err.rows ?? 0) < ROWS_FOR_TWO_LINES ? 1 : 2)
      .map((line) => cutEnd(shown(line), columns));
    this.#clear();
    this.#err.write(lines.join('\n'));
    // The cursor waits where the lines begin: what a key press echoes, like ^C, moves nothing.
    moveCursor(this.#err, 0, 1 - lines.length);
    cursorTo(this.#err, 0);
    this.#shown = true;
  }

  #pipe({ line }: View): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#startedAtMs < PIPED_AFTER_MS || nowMs - this.#lastPipedAtMs < PIPED_INTERVAL_MS) return;
    this.#lastPipedAtMs = nowMs;
    this.#err.write(`${shown(line)}\n`);
  }

  #clear(): void {
    if (!this.#shown) return;
    cursorTo(this.#err, 0);
    clearScreenDown(this.#err);
    this.#shown = false;
  }
}
