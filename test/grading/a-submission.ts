/** A submission as it is graded, made of sample cells, with its documents as text. */

import { type Grade, gradeOf } from '../../grading/grade.ts';
import { blocksOf, linksOf } from '../../grading/markdown-document.ts';
import { readRubric } from '../../grading/read-rubric.ts';
import type { SavedFile, Submission } from '../../grading/submission.ts';
import type { CapacityResult } from '../../saved/capacity.ts';
import type { Cell } from '../../saved/cell.ts';

import { contentHash, contentStanding, sealed } from '../../saved/integrity.ts';

import { cellOf, resultsOf } from '../reporters/sample-results.ts';
import { searchCell } from '../reporters/sample-search.ts';

export const SUITE = 'suites/mqtt/telemetry.slo.ts';

export const passing = cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 });
export const failing = cellOf({ clients: 4000, qos: 1, verdict: 'fail', medianMs: 310, lost: 12 });
export const invalid = cellOf({ clients: 2000, qos: 1, verdict: 'invalid', medianMs: 9 });

/** A search called `title` that found these bounds. */
export const search = (title: string, answer: object): Cell => ({
  ...hunt,
  title,
  capacity: { ...hunt.capacity, ...answer } as CapacityResult,
});
// What is graded are answer and trials: quick to hash without the runs.
const hunt: Cell = { ...searchCell({ bounds: 'unknown' }), runs: [], metrics: {} };

export const between = (lower: number, upper: number): object => ({
  bounds: 'between',
  lower,
  upper,
  deliveredPerSecond: lower / 6,
});

export function savedOf(cells: readonly Cell[], rest: Partial<SavedFile> = {}): SavedFile {
  const results = sealed(resultsOf(cells), null);
  return {
    name: 'mqtt-results.json',
    results,
    sha256: contentHash(results),
    content: contentStanding(results),
    signature: 'not asked',
    report: { kind: 'follows' },
    ...rest,
  };
}

/** `existing` are the links that lead to a file; `rebuilt` is what follows from the results, of a report. */
export const submissionOf = (
  saved: readonly SavedFile[],
  documents: Readonly<Record<string, string>> = {},
  existing: readonly string[] = [],
  rebuilt: Readonly<Record<string, string>> = {},
): Submission => ({
  name: 'one',
  saved,
  unreadable: [],
  documents: new Map(
    Object.entries(documents).map(([path, text]) => {
      const blocks = blocksOf(text);
      const leadSomewhere = new Set(linksOf(blocks).filter((link) => existing.includes(link)));
      const measured = rebuilt[path] === undefined ? blocks : blocksOf(rebuilt[path]);
      return [path, { blocks, measured, leadSomewhere }];
    }),
  ),
});

/** The grade of one criterion of ten points, the rest of it as YAML. */
export function graded(criterion: string, submission: Submission) {
  const yaml = `title: T\ntotal: 10\ncriteria:\n  - { id: one, title: One, points: 10, ${criterion} }\n`;
  const grade: Grade = gradeOf(readRubric(yaml, 'rubric.yaml'), submission);
  const [one] = grade.criteria;
  if (one?.by !== 'tidemark') throw new Error('a criterion that is measured was expected');
  return { ...one, grade };
}
