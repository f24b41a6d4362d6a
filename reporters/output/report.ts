/** Writes the report of a run: Markdown and the charts beside it. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyResults } from '../../saved/results.ts';
import { stemOf } from '../../saved/results-file.ts';
import { redact } from '../../text/redact.ts';
import { charts } from '../charts/charts.ts';
import { markdown } from '../sections/document.ts';

const CHART = /\.(?:load|percentiles|series)\.svg$/;

/**
 * Writes `mqtt-results.md` or `http-results.md`, or what else their `stem` is called, and its `.svg` files into the folder;
 * returns their paths, Markdown first.
 */
export async function writeReports(
  saved: AnyResults,
  folder: string,
  stem = stemOf(saved),
): Promise<string[]> {
  const results = redact(saved);
  const drawn = charts(results, stem);
  await mkdir(folder, { recursive: true });
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
    return path;
  };
  // Charts of an earlier report would show cells that this one does not have.
  const stale = (await readdir(folder)).filter((name) => name.startsWith(`${stem}.`) && CHART.test(name));
  await Promise.all(stale.map((name) => rm(join(folder, name))));
  const images = await Promise.all(drawn.map(({ name, svg }) => write(name, svg)));
  return [await write(`${stem}.md`, markdown(results, drawn)), ...images];
}
