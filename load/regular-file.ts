/**
 * Files that somebody else may have made or named: regular ones, of bounded size. A pipe would keep the reader waiting, and a device has no
 * end.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { count } from '../text/format.ts';

/** It is there, and not read. */
export class NotRegular extends Error {
  override readonly name = 'NotRegular';
  /** Like `a named pipe`. */
  readonly what: string;

  constructor(what: string) {
    super(`it is ${what}, and a regular file is required`);
    this.what = what;
  }
}

/** It is longer than is read. */
class TooLarge extends NotRegular {
  override readonly message: string;

  constructor(what: string) {
    super(what);
    this.message = `it has ${what}`;
  }
}

/** It neither waits for another end nor makes a terminal that of this process. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
const MIB = 1024 ** 2;

/** Links are followed. @throws NotRegular, or as Node does where it cannot be read */
export function readRegularFile(path: string, mostBytes: number): Buffer {
  // Looked at before it is opened: to open a device may be to use it.
  refuseOther(statSync(path));
  const file = openSync(path, READ);
  try {
    const found = fstatSync(file);
    refuseOther(found);
    if (found.size > mostBytes) throw tooLarge(mostBytes);
    // A file may grow, or say that it is empty and be endless, as those of the kernel do.
    const bytes = Buffer.alloc(Math.min(mostBytes, found.size + MIB) + 1);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      if (read === 0) return bytes.subarray(0, length);
      length += read;
    }
    throw tooLarge(mostBytes);
  } finally {
    closeSync(file);
  }
}

/** The same without a limit. Rejects with NotRegular, or as Node does. */
export async function openRegularFile(path: string): Promise<FileHandle> {
  refuseOther(await stat(path));
  const file = await open(path, READ);
  try {
    refuseOther(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

const tooLarge = (mostBytes: number): NotRegular =>
  new TooLarge(
    `more than ${mostBytes < MIB ? `${count(mostBytes / 1024)} KiB` : `${count(mostBytes / MIB)} MiB`}`,
  );

function refuseOther(found: Stats): void {
  if (!found.isFile()) throw new NotRegular(kindOf(found));
}

/** What is there in place of a regular file. */
export function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return found.isSymbolicLink() ? 'a link' : 'a device';
}

/** Why a file could not be read, as a clause after 'got': what it is, or Node's code. */
export const whyUnread = (error: unknown): string =>
  error instanceof NotRegular
    ? error.what
    : ((error as NodeJS.ErrnoException).code ?? (error as Error).message);
