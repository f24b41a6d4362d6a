/** The report of a run as files: Markdown and the charts beside it. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, replaceFile } from '../../saved/replace-file.ts';
import type { SavedResults } from '../../saved/results.ts';
import { stemOf } from '../../saved/results-file.ts';
import { redact } from '../../text/redact.ts';
import { visible } from '../../text/visible.ts';
import { charts } from '../charts/charts.ts';
import { markdown } from '../sections/document.ts';

const CHART = /\.(?:changes|load|percentiles|series)\.svg$/;

export interface Report {
  /** What the names of its files begin with. */
  readonly stem: string;
  /** Markdown first. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** `mqtt-results.md` or `http-results.md`, or what else its `stem` is called, and its `.svg` files. */
export function reportOf(saved: SavedResults, stem = stemOf(saved)): Report {
  const results = redact(saved);
  const drawn = charts(results, stem);
  return {
    stem,
    files: [
      { name: `${stem}.md`, text: visible(markdown(results, drawn)) },
      ...drawn.map(({ name, svg }) => ({ name, text: visible(svg) })),
    ],
  };
}

/** In place of an earlier report of its stem. Gives the paths, Markdown first. */
export async function writeReport({ stem, files }: Report, folder: string): Promise<readonly string[]> {
  await makeFolder(folder);
  // Charts of an earlier report would show cells that this one does not have.
  const stale = (await readdir(folder)).filter((name) => name.startsWith(`${stem}.`) && CHART.test(name));
  await Promise.all(stale.map((name) => rm(join(folder, name))));
  return Promise.all(
    files.map(async ({ name, text }) => {
      const path = join(folder, name);
      await replaceFile(path, text);
      return path;
    }),
  );
}
