/**
 * Reads a folder that somebody else made: regular files below it, of bounded size. A pipe would keep the reader waiting, a device has no
 * end, and a link may lead to another's work: they are refused.
 */
import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { kindOf } from '../load/regular-file.ts';
import { decodeText } from '../text/decode.ts';
import { plural } from '../text/format.ts';
import { isLeftBehind } from './left-behind.ts';

/** A file that is there and not read. The message says which, why, and what is required. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

const MIB = 1024 ** 2;
const MOST_FILES = 100;
const MOST_BYTES = { results: 32 * MIB, document: 4 * MIB, all: 64 * MIB } as const;
type Kind = 'results' | 'document';
const RESULTS = /-results\.json$/;

/** Names of the results files that lie in the folder itself. Throws FileRefused when there are too many. */
export async function resultsFilesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => RESULTS.test(name) && !isLeftBehind(name)).sort();
  if (names.length > MOST_FILES) {
    throw new FileRefused(
      `it has ${plural(names.length, 'file')} *-results.json; at most ${MOST_FILES} are read`,
    );
  }
  return names;
}

export class SubmissionFiles {
  readonly #root: string;
  #left: number = MOST_BYTES.all;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Rejects as `realpath` does. */
  static async of(folder: string): Promise<SubmissionFiles> {
    return new SubmissionFiles(await realpath(folder));
  }

  /** Text of a file below the folder; null: there is none. Throws FileRefused. */
  async read(path: string, kind: Kind): Promise<string | null> {
    try {
      const real = await this.#whereIs(path);
      return real === null ? null : await this.#readFile(path, real, kind);
    } catch (error) {
      if (error instanceof FileRefused) throw error;
      throw new FileRefused(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Whether a regular file or folder of the submission is there. */
  async has(path: string): Promise<boolean> {
    try {
      const real = await this.#whereIs(path);
      if (real === null) return false;
      const found = await lstat(real);
      return found.isFile() || found.isDirectory();
    } catch {
      return false;
    }
  }

  /** Where a path leads in the end; null: there is nothing of that name. Throws FileRefused when that is elsewhere. */
  async #whereIs(path: string): Promise<string | null> {
    const real = await realpath(join(this.#root, path)).catch(async (error: NodeJS.ErrnoException) => {
      const isLink = await lstat(join(this.#root, path)).then(
        (found) => found.isSymbolicLink(),
        () => false,
      );
      if (isLink) throw new FileRefused(`${path} is a link that leads to nothing; ${REQUIRED}`);
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    });
    if (real === null) return null;
    const way = relative(this.#root, real);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      throw new FileRefused(`${path} leads out of the submission; ${REQUIRED}`);
    }
    return real;
  }

  async #readFile(path: string, real: string, kind: Kind): Promise<string> {
    // Looked at before it is opened: to open a device may be to use it.
    refuseOther(path, await lstat(real));
    const file = await open(
      real,
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0),
    );
    try {
      const found = await file.stat();
      refuseOther(path, found);
      const bound = Math.min(MOST_BYTES[kind], this.#left);
      if (found.size > bound) throw tooLarge(path, kind, bound);
      // A file may grow, or say that it is empty and be endless, as those of the kernel do.
      const bytes = Buffer.alloc(Math.min(bound, found.size + MIB) + 1);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await file.read(bytes, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      if (length === bytes.length) throw tooLarge(path, kind, bound);
      this.#left -= length;
      return decodeText(bytes.subarray(0, length));
    } finally {
      await file.close();
    }
  }
}

const REQUIRED = 'a regular file in the submission is required';

const tooLarge = (path: string, kind: Kind, bound: number): FileRefused =>
  new FileRefused(
    bound < MOST_BYTES[kind]
      ? `${path} is not read: with it, the files of this submission are larger than ${MOST_BYTES.all / MIB} MiB`
      : `${path} is not read: it is larger than ${MOST_BYTES[kind] / MIB} MiB`,
  );

function refuseOther(path: string, found: Stats): void {
  if (!found.isFile()) throw new FileRefused(`${path} is ${kindOf(found)}; ${REQUIRED}`);
}
