/** What `tidemark grade` is given, checked. All functions throw UsageError. */
import { type Dirent, existsSync, lstatSync, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isLeftBehind } from '../grading/left-behind.ts';
import { patternOf } from '../grading/matching-cells.ts';
import { RubricError, readRubric } from '../grading/read-rubric.ts';
import type { Rubric } from '../grading/rubric.ts';
import { resultsFilesIn } from '../grading/submission-files.ts';
import { kindOf } from '../load/regular-file.ts';
import { decodeText } from '../text/decode.ts';
import { UsageError } from './arguments.ts';
import { findFiles } from './find-files.ts';

export async function rubricIn(path: string): Promise<Rubric> {
  const yaml = await readFile(path).then(decodeText, (error: Error) => {
    throw new UsageError(
      `${path} cannot be read: ${error.message}. A rubric like docs/rubrics/lampi.yaml is required.`,
    );
  });
  try {
    return readRubric(yaml, path);
  } catch (error) {
    throw error instanceof RubricError ? new UsageError(error.message, { cause: error }) : error;
  }
}

export function refuseUnreachable({ total, criteria }: Rubric, atLeast: number | undefined): void {
  if (atLeast === undefined || atLeast <= total) return;
  const byMeasure = criteria.reduce((all, { points, human }) => all + (human === undefined ? points : 0), 0);
  throw new UsageError(
    `--at-least: a number up to ${total}, the points of the rubric, is required (${byMeasure} of them are measured); got ${atLeast}.`,
  );
}

/** The folder itself where results lie in it, else those below it. Throws UsageError. */
export async function submissionsIn(folder: string): Promise<string[]> {
  const status = await stat(folder).catch(() => null);
  if (!status?.isDirectory()) {
    throw new UsageError(
      `--results ${folder}: no such folder below ${process.cwd()}. A folder with results is required.`,
    );
  }
  if ((await resultsFilesIn(folder)).length > 0) return [folder];
  const below = await readdir(folder, { withFileTypes: true });
  return below
    .filter((entry) => !isLeftBehind(entry.name) && !isFile(entry))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** Or a link to one. */
function isFile(entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(join(entry.parentPath, entry.name)).isFile();
  } catch {
    // It leads to nothing, or to itself.
    return false;
  }
}

/** Why what stands in the place of a submission is none; null: it is a folder. */
export function whyNoSubmission(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return path.includes('\uFFFD') ? 'its name is not UTF-8; rename it' : 'it is no longer there';
  if (found.isDirectory()) return null;
  const leads = found.isSymbolicLink() ? ', which may lead to the work of somebody else' : '';
  return `it is ${kindOf(found)}${leads}; a folder is required`;
}

/**
 * A suite that neither a submission nor the folder `suites` has: not handed in, or a mistake of the rubric. One line each; throws UsageError
 * when none of them is known.
 */
export async function unknownSuites(
  { criteria }: Rubric,
  file: string,
  handedIn: ReadonlySet<string>,
): Promise<string[]> {
  const asked = criteria.flatMap(({ id, slo, scale }) =>
    [slo, scale?.cell, scale?.over].flatMap((cells) => (cells ? [{ id, suite: cells.suite }] : [])),
  );
  const here = existsSync('suites') ? await findFiles(['suites']).catch((): string[] => []) : [];
  const known = [...handedIn, ...here.map((path) => relative('', path).replaceAll(sep, '/'))];
  const unknown = asked.filter(({ suite }) => !known.some((name) => patternOf(suite).test(name)));
  if (unknown.length === 0) return [];
  const lines = [...new Set(unknown.map(({ id, suite }) => `  ${id}: ${suite}`))];
  const said = [
    `${file} names suites that are neither in the results nor below suites/ here:`,
    ...lines,
    `There are: ${[...new Set(known)].sort().join(', ') || 'none'}.`,
  ];
  if (unknown.length === asked.length) throw new UsageError(said.join('\n'));
  return [...said, 'Criteria that need them earn no points.'];
}
