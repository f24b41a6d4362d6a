/** Results of an earlier run in the same folder: they are replaced only by a run that measured all of its tests again. */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../load/regular-file.ts';
import { cellKey } from './cell-identity.ts';
import { readJsonFile } from './long-json.ts';
import { replaceFile } from './replace-file.ts';
import type { AnyResults } from './results.ts';
import { inFolder, stemOf } from './results-file.ts';

const MOST_REPORT_BYTES = 64 * 1024 ** 2;

/** What is known of the cells of an earlier run; null: its file is none that can be read. */
type EarlierCells = readonly { readonly key: string; readonly measured: boolean }[] | null;

interface SetAside {
  /** What the names of its files begin with now. */
  readonly stem: string;
  readonly cells: EarlierCells;
}

/** `mqtt-results.json`, its report and the charts of the report. */
const OF_A_RUN = /^\.(?:json|md|hlog|(?:stats|latency)\.csv|[\w.-]+\.svg)$/;

export class EarlierResults {
  readonly #folder: string;
  /** By the stem of the files; null: there was nothing. */
  readonly #aside = new Map<string, Promise<SetAside | null>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The results of this kind of load stay where they are: this run has all of their tests. */
  goOn(of: Pick<AnyResults, 'protocol'>): void {
    this.#aside.set(stemOf(of), Promise.resolve(null));
  }

  /** Once for each kind of load, before its first results are written. @throws ResultsError */
  async setAside(of: Pick<AnyResults, 'protocol'>): Promise<void> {
    const stem = stemOf(of);
    let aside = this.#aside.get(stem);
    if (aside === undefined) {
      aside = inFolder(this.#folder, () => setAside(this.#folder, stem));
      this.#aside.set(stem, aside);
    }
    await aside;
  }

  /**
   * Removes what was set aside where `results`, the whole run, have all of it anew. Gives the name of the file that is kept
   * and how many tests it has that this run has not; null: none is kept. @throws ResultsError
   */
  async settle(
    results: AnyResults,
  ): Promise<{ readonly file: string; readonly missing: number | null } | null> {
    const aside = await this.#aside.get(stemOf(results));
    if (!aside) return null;
    const again = new Map(results.cells.map((cell) => [cellKey(cell), cell.runs.length > 0]));
    // A test that never came to its load this time replaces no figures.
    const missing =
      aside.cells?.filter(({ key, measured }) => (measured ? again.get(key) !== true : !again.has(key))) ??
      null;
    if (missing === null || missing.length > 0)
      return { file: `${aside.stem}.json`, missing: missing?.length ?? null };
    await inFolder(this.#folder, async () => {
      for (const name of await filesOf(this.#folder, aside.stem)) await rm(join(this.#folder, name));
    });
    return null;
  }
}

async function filesOf(folder: string, stem: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isFile() ? entry.name : []));
  return names.filter((name) => name.startsWith(stem) && OF_A_RUN.test(name.slice(stem.length)));
}

async function setAside(folder: string, stem: string): Promise<SetAside | null> {
  const names = await filesOf(folder, stem);
  if (!names.includes(`${stem}.json`)) return null;
  const { startedAt, cells } = await earlierRun(join(folder, `${stem}.json`));
  const aside = await freeStem(folder, stem, startedAt);
  for (const name of names) {
    const path = join(folder, name);
    const moved = join(folder, `${aside}${name.slice(stem.length)}`);
    if (!name.endsWith('.md')) {
      await rename(path, moved);
      continue;
    }
    // Its charts have other names now. A full disk has no room for that; then it goes as it is.
    await renamed(path, moved, (text) => text.replaceAll(`${stem}.`, `${aside}.`)).then(
      () => rm(path),
      () => rename(path, moved),
    );
  }
  return { stem: aside, cells };
}

/** Rejects where it cannot be read or written. */
async function renamed(path: string, to: string, change: (text: string) => string): Promise<void> {
  await replaceFile(to, change(readRegularFile(path, MOST_REPORT_BYTES).toString()));
}

async function earlierRun(
  path: string,
): Promise<{ readonly startedAt: string; readonly cells: EarlierCells }> {
  try {
    // Not checked as results are: another release may have written them.
    const { startedAt, cells } = (await readJsonFile(path)) as AnyResults;
    return {
      startedAt: new Date(startedAt).toISOString(),
      cells: cells.map((cell) => ({ key: cellKey(cell), measured: cell.runs.length > 0 })),
    };
  } catch {
    return { startedAt: new Date().toISOString(), cells: null };
  }
}

/** `mqtt-2026-11-28T09-53-12Z-results`: results files go by their ending. */
async function freeStem(folder: string, stem: string, startedAt: string): Promise<string> {
  const names = new Set(await readdir(folder));
  const when = startedAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  for (let n = 1; ; n++) {
    const free = stem.replace(/-results$/, `-${when}${n === 1 ? '' : `-${n}`}-results`);
    if (!names.has(`${free}.json`)) return free;
  }
}
