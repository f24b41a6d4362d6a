/** What `tidemark grade` is given, checked. All functions throw UsageError. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { patternOf } from '../reporters/grade/cells.ts';
import { RubricError, readRubric } from '../reporters/grade/read-rubric.ts';
import { resultsFilesIn } from '../reporters/grade/read-submission.ts';
import type { Rubric } from '../reporters/grade/rubric.ts';
import { UsageError } from './arguments.ts';
import { findFiles } from './find-files.ts';

export async function rubricIn(path: string): Promise<Rubric> {
  const yaml = await readFile(path, 'utf8').catch((error: Error) => {
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

export function refuseUnreachable({ criteria }: Rubric, atLeast: number | undefined): void {
  const most = criteria.reduce((all, { points, human }) => all + (human === undefined ? points : 0), 0);
  if (atLeast !== undefined && atLeast > most) {
    throw new UsageError(
      `--at-least ${atLeast}: by measure there are ${most} points at most; what is left to the grader does not count.`,
    );
  }
}

/** `grade.json` is written beside `grade.md`: neither may be what is graded. */
export function refuseResults(out: string): string {
  if (!/-results(\.md)?$/.test(out)) return out;
  throw new UsageError(
    `--out ${out}: this is where results and their report are. Name another file, like grade.md.`,
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
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => join(folder, name))
    .sort();
}

/** A suite that neither a submission nor the folder `suites` has is a mistake of the rubric. Throws UsageError. */
export async function refuseUnknownSuites(
  { criteria }: Rubric,
  file: string,
  handedIn: ReadonlySet<string>,
): Promise<void> {
  const asked = criteria.flatMap(({ id, slo, scale }) =>
    [slo, scale?.cell, scale?.over].flatMap((cells) => (cells ? [{ id, suite: cells.suite }] : [])),
  );
  const here = existsSync('suites') ? await findFiles(['suites']).catch((): string[] => []) : [];
  const known = [...handedIn, ...here.map((path) => relative('', path).replaceAll(sep, '/'))];
  const unknown = asked.filter(({ suite }) => !known.some((name) => patternOf(suite).test(name)));
  if (unknown.length === 0) return;
  const lines = unknown.map(({ id, suite }) => `  ${id}: ${suite}`);
  throw new UsageError(
    `${file} names suites that no results have and that are not below suites/ here:\n${[...new Set(lines)].join('\n')}\nThere are: ${[...new Set(known)].sort().join(', ')}.`,
  );
}
