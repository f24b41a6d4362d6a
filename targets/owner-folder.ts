/**
 * The folder of a process that starts targets. It lies in the system's temporary folder and is named after its owner. It
 * holds the targets' files, one empty file for each process that was started, agents of a load included, and a mark when there are containers (they
 * carry the owner as a label). A sweeper sleeps until the owner is gone, however it ended, and removes what the folder
 * names. The next start does so too, in case the sweeper was killed as well (leftovers.ts).
 *
 * Others use the temporary folder as well: other users, and containers that share it. So a folder counts only where it is
 * this user's alone, and its owner is known to be dead only where its pid means the same as here.
 */
import { spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pidSpace } from './pid-space.ts';
import { processStart } from './process-start.ts';

/** Label of every container: `tidemark.owner=PID-START-SPACE`. */
export const OWNER_LABEL = 'tidemark.owner';
const PREFIX = 'tidemark-';
const FOLDER = /^tidemark-((\d+)-(\d+)-([0-9a-f]+))-\w{6}$/;
const PROCESS = /^(process|one)-(\d+)-(\d+)$/;
const CONTAINERS = 'containers';

/** This process: `PID-START-SPACE`; see `pidSpace`. Zeros stand for what cannot be told. */
export const owner = `${process.pid}-${processStart(process.pid) ?? '0'}-${pidSpace() ?? '0'}`;
let folder: string | null = null;
let containers = 0;

function ownFolder(): string {
  if (folder !== null) return folder;
  // Nobody can know its name before, nor make it first; only this user may look into it.
  folder = mkdtempSync(join(tmpdir(), `${PREFIX}${owner}-`));
  startSweeper(folder);
  return folder;
}

let passing: string | null = null;

/**
 * A folder for files of this process that are of no target. It goes when the process ends in order, else with the next
 * start: no sweeper is started for it.
 */
export function passingFolder(): string {
  if (passing !== null) return passing;
  const made = mkdtempSync(join(tmpdir(), `${PREFIX}${owner}-`));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  passing = made;
  return made;
}

/**
 * A process that outlives this one, and learns of its end when the pipe between them closes. Signal and exit handlers
 * would not do: kill -9 runs none, and other libraries' handlers for SIGINT stand back when they are not alone.
 */
function startSweeper(own: string): void {
  const file = new URL(`./leftover-sweeper${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  const sweeper = spawn(process.execPath, [fileURLToPath(file), own, String(process.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  sweeper.on('error', () => {});
  sweeper.unref();
  (sweeper.stdin as Socket).unref();
}

/** A new folder for one target's files, readable by this user only. */
export function newTargetFolder(): string {
  return mkdtempSync(join(ownFolder(), 'target-'));
}

/** Records a process group just started, by its leader; returns what takes the record back. */
export const recordProcess = (pid: number): (() => void) => record('process', pid);

/** The same of a process alone, in whatever group it is. */
export const recordOne = (pid: number): (() => void) => record('one', pid);

function record(kind: 'process' | 'one', pid: number): () => void {
  const start = processStart(pid);
  if (start === null) return () => {};
  const file = join(ownFolder(), `${kind}-${pid}-${start}`);
  writeFileSync(file, '');
  return () => rmSync(file, { force: true });
}

/** Records, before one is created, that there are containers of this owner; returns what takes the record back. */
export function recordContainer(): () => void {
  const record = join(ownFolder(), CONTAINERS);
  writeFileSync(record, '');
  containers += 1;
  let gone = false;
  return () => {
    if (gone) return;
    gone = true;
    containers -= 1;
    if (containers === 0) rmSync(record, { force: true });
  };
}

/** What a folder says of its owner and of what its owner started. */
export interface OwnerFolder {
  readonly path: string;
  /** `PID-START-SPACE`. */
  readonly owner: string;
  /** Process groups by their leader, or one process alone, with the time it started: its pid may belong to somebody else by now. */
  readonly processes: readonly { readonly pid: number; readonly start: string; readonly group: boolean }[];
  readonly hasContainers: boolean;
}

/** Paths of the folders whose owners are dead for certain. */
export function foldersOfTheDead(): string[] {
  const here = pidSpace();
  if (here === null) return [];
  return readdirSync(tmpdir()).flatMap((name) => {
    const [, , pid, start, space] = FOLDER.exec(name) ?? [];
    return space !== here || processStart(Number(pid)) === start ? [] : [join(tmpdir(), name)];
  });
}

/** Whether it is a folder that this user alone can read and write; a link is none. */
export function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return false;
  // On Windows modes say nothing; the temporary folder is the user's own there.
  return process.getuid === undefined || (found.uid === process.geteuid?.() && (found.mode & 0o077) === 0);
}

/** Reads a folder of ours. Throws when it is gone. */
export function readOwnerFolder(path: string): OwnerFolder {
  const names = readdirSync(path);
  const processes = names.flatMap((name) => {
    const [, kind, pid, start] = PROCESS.exec(name) ?? [];
    return pid === undefined || start === undefined
      ? []
      : [{ pid: Number(pid), start, group: kind === 'process' }];
  });
  const [, of = ''] = FOLDER.exec(basename(path)) ?? [];
  return { path, owner: of, processes, hasContainers: names.includes(CONTAINERS) };
}
