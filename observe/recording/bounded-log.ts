/** A log file that ends at a number of bytes: what writes it is not ours, and may never stop. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createGzip, type Gzip } from 'node:zlib';

export class BoundedLog {
  readonly #file: string;
  readonly #stream: WriteStream;
  /** A file whose name ends in `.gz` is compressed. */
  readonly #gzip: Gzip | null;
  readonly #mostBytes: number;
  #bytes = 0;
  #incomplete: string | null = null;

  constructor(file: string, mostBytes: number) {
    this.#file = file;
    this.#mostBytes = mostBytes;
    this.#stream = createWriteStream(file).on('error', (error) => {
      this.#incomplete = error.message;
    });
    this.#gzip = file.endsWith('.gz') ? createGzip() : null;
    this.#gzip?.on('error', () => {}).pipe(this.#stream);
  }

  /** Why it has not all lines; null = it has. */
  get incomplete(): string | null {
    return this.#incomplete;
  }

  write(line: string): void {
    if (this.#incomplete !== null) return;
    this.#bytes += Buffer.byteLength(line) + 1;
    // Of a compressed file what is on the way to the disk is not counted yet.
    const bytes = this.#gzip ? this.#stream.bytesWritten : this.#bytes;
    if (bytes <= this.#mostBytes) (this.#gzip ?? this.#stream).write(`${line}\n`);
    else this.#incomplete = `it ends at ${this.#mostBytes / 1024 / 1024} MiB`;
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const stream = this.#stream;
    if (stream.closed || stream.destroyed) return;
    (this.#gzip ?? stream).end();
    await once(stream, 'close').catch(() => {});
  }

  /** Removes the file. */
  async discard(): Promise<void> {
    const stream = this.#stream;
    this.#gzip?.destroy();
    stream.destroy();
    // A file that is still being opened would be there again.
    if (!stream.closed) await once(stream, 'close').catch(() => {});
    await rm(this.#file, { force: true });
  }
}
