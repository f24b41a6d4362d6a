/** What a command printed, again: from what it saved, by the printer that it printed it with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gradeLines } from '../../cli/grade-lines.ts';
import { cellLines, closingLines, comparisonLines, type PrintedCell } from '../../cli/printed-lines.ts';
import type { GivenGrade } from '../../grading/grade.ts';
import { bisectLines } from '../../reporters/bisect/markdown.ts';
import { type BisectResult, bisectSchema } from '../../saved/bisect.ts';
import { type Comparison, comparisonSchema } from '../../saved/comparison.ts';
import { ROOT } from './page.ts';

/** What the output of a run of test files is made from. */
export interface PrintedRun {
  /** The version that printed it. */
  readonly tidemark: string;
  readonly command: string;
  /** Of the test file, where it is one that a page shows. */
  readonly sha256: string | null;
  readonly cells: readonly PrintedCell[];
  readonly written: readonly string[];
}

type Saved = PrintedRun | ((Comparison | BisectResult | GivenGrade) & { readonly tidemark: string });

/** @throws ZodError for a comparison or a bisect of another shape than they are written in */
export function readSaved(path: string): Saved {
  const saved = JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
  if ('metrics' in saved) return comparisonSchema.parse(saved);
  return 'commits' in saved ? bisectSchema.parse(saved) : saved;
}

/** What a comment says after `printed:`: a saved result and, where it does not tell them, the files that were written. */
export function savedIn(comment: string): { readonly path: string; readonly written: readonly string[] } {
  const [path = '', written = ''] = comment.split('; written: ');
  return { path, written: written.split(' ').filter((one) => one !== '') };
}

export function printedText(comment: string): string {
  const { path, written } = savedIn(comment);
  return linesOf(readSaved(path), written).join('\n');
}

function linesOf(saved: Saved, written: readonly string[]): readonly string[] {
  if ('cells' in saved) {
    const outcome = { interrupted: false, cells: saved.cells, problems: [], written: saved.written };
    return [...saved.cells.flatMap(cellLines), ...closingLines(outcome)];
  }
  if ('criteria' in saved) return gradeLines(saved, written[0] ?? '');
  if ('commits' in saved) return [...bisectLines(saved), ...written.map((file) => `  ${file}`)];
  return comparisonLines(saved, written);
}
