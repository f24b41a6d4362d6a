/** `tidemark grade`: what submissions earn by a rubric, as Markdown and JSON. */
import type { KeyObject } from 'node:crypto';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { boxNotes } from '../grading/box-notes.ts';
import { type Boxes, NO_BOXES } from '../grading/boxes.ts';
import type { Grade } from '../grading/grade.ts';
import { JudgeApart } from '../grading/judge-apart.ts';
import { gradeMarkdown } from '../grading/markdown.ts';
import { type Graded, overviewMarkdown } from '../grading/overview.ts';
import type { Rubric } from '../grading/rubric.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { replaceFile } from '../saved/replace-file.ts';
import { version } from '../saved/version.ts';
import { visible } from '../text/visible.ts';
import { gradeExitCode } from './grade-exit-code.ts';
import { refuseUnreachable, rubricIn, submissionsIn, unknownSuites, whyNoSubmission } from './grade-input.ts';
import { gradeLines } from './grade-lines.ts';
import {
  besideOf,
  cannotWrite,
  freeBesideOf,
  freeTableIn,
  GradeLost,
  jsonOf,
  proveGradeWritable,
  refuseOut,
} from './grade-place.ts';
import { onInterrupt } from './interrupt.ts';
import { measureAgain } from './measure-again.ts';
import { checkingKey } from './signing-keys.ts';
import type { Terminal } from './terminal.ts';

export interface GradeRequest {
  readonly rubric: string;
  /** Folder of one submission, or of one folder each. */
  readonly results: string;
  /** Where the grade goes: undefined = `hand-in.grade.md` beside `hand-in`; the table of all: `grade.md` in `results`. */
  readonly out: string | undefined;
  /** File with the public key that results must be signed for. */
  readonly key: string | undefined;
  /** How many cells of each submission are measured again. */
  readonly rerun: number;
  /** Fewer points than these end with 1. */
  readonly atLeast: number | undefined;
  readonly terminal: Terminal;
  /** See `ArmRequest`; for what is measured again. */
  readonly launcher: string;
}

/** Without what the program adds to it. */
export type GradeAsked = Omit<GradeRequest, 'terminal' | 'launcher'>;

type Request = GradeRequest & { readonly signal: AbortSignal };

/** A folder and its grade; null where no results could be read. */
interface Entry {
  readonly folder: string;
  readonly name: string;
  /** Where its grade goes. */
  readonly file: string;
  readonly grade: Grade | null;
  /** What the grader had filled in there. */
  readonly boxes: Boxes;
  /** What could not be read. */
  readonly broken: string;
}

/** Throws UsageError before anything is written or measured when rubric, folder or key are wrong. */
export async function grade(request: GradeRequest): Promise<ExitCode> {
  using interrupt = onInterrupt(request.terminal);
  const { signal } = interrupt;
  try {
    return await gradeAll({ ...request, signal });
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    if (!(error instanceof GradeLost)) throw error;
    request.terminal.note(error.message);
    return EXIT.notJudged;
  }
}

async function gradeAll(request: Request): Promise<ExitCode> {
  const { terminal, results, atLeast } = request;
  const rubric = await rubricIn(request.rubric);
  refuseUnreachable(rubric, atLeast);
  const key = request.key === undefined ? null : await checkingKey(request.key);
  const folders = await submissionsIn(results);
  const single = folders[0] === results;
  const out = request.out ?? (single ? besideOf(results) : freeTableIn(results));
  if (request.out !== undefined) await refuseOut(out, request.rubric, rubric, folders, single);
  await proveGradeWritable(out);
  const placeOf = single ? () => out : freeBesideOf;
  const { entries, suites } = await entriesOf(folders, placeOf, rubric, key, request);
  for (const { name, broken } of entries) if (broken !== '') terminal.note(`${name}: ${broken}`);
  if (entries.every((entry) => entry.grade === null)) {
    const none = `${results}: no results. Required: a file like mqtt-results.json in it, or in folders below it.`;
    terminal.note(...(entries.length === 0 ? [none] : []), 'Nothing can be graded.');
    return EXIT.notJudged;
  }
  terminal.note(...(await unknownSuites(rubric, request.rubric, suites)));
  if (single) await proveGradeWritable(out);

  const graded: Graded[] = [];
  let lost = false;
  for (const entry of entries) {
    graded.push(
      await finish(entry, request).catch((error: Error) => {
        // Of several, the others are still graded.
        if (single || !(error instanceof GradeLost)) throw error;
        lost = true;
        terminal.note(`${entry.name}: ${error.message}`);
        return { name: entry.name, broken: error.message };
      }),
    );
  }
  if (!single) {
    const places = new Map(entries.map(({ name, file }) => [name, file]));
    const table = overviewMarkdown(rubric, graded, (name) => linkTo(places.get(name)!, out));
    await write(out, table, { submissions: graded });
    terminal.result(relative('', out));
  }
  return gradeExitCode(graded, atLeast, lost);
}

/** One at a time: results are large. */
async function entriesOf(
  folders: readonly string[],
  placeOf: (folder: string) => string,
  rubric: Rubric,
  key: KeyObject | null,
  { signal, rerun, results }: Request,
): Promise<{ readonly entries: readonly Entry[]; readonly suites: ReadonlySet<string> }> {
  const pem = key?.export({ type: 'spki', format: 'pem' }).toString() ?? null;
  const suites = new Set<string>();
  const entries: Entry[] = [];
  using judge = new JudgeApart(signal);
  for (const folder of folders) {
    const file = placeOf(folder);
    const none = folder === results ? null : whyNoSubmission(folder);
    if (none !== null) {
      entries.push({ folder, file, name: basename(folder), grade: null, boxes: NO_BOXES, broken: none });
      continue;
    }
    const judged = await judge.judge({ folder, rubric, key: pem, earlier: file, withCells: rerun > 0 });
    for (const suite of judged.suites) suites.add(suite);
    const { name, grade, boxes, broken } = judged;
    entries.push({ folder, file, name, grade, boxes, broken: broken.join('; ') });
  }
  return { entries, suites };
}

/** Measures again what was asked for, writes the grade and says it. Throws GradeLost when it cannot be written. */
async function finish(
  { folder, name, file, grade, boxes, broken }: Entry,
  request: Request,
): Promise<Graded> {
  if (grade === null) return { name, broken };
  await proveGradeWritable(file).catch((error: Error) => {
    throw new GradeLost(error.message);
  });
  const { restsOn, ...given } = grade;
  request.terminal.note(...boxNotes(given, boxes, relative('', file)));
  const again = await measureAgain(restsOn, request);
  await write(file, gradeMarkdown(given, { base: linkTo(folder, file), again }), { ...given, again });
  request.terminal.result(...gradeLines(given, relative('', file)));
  return { name, grade: given, again };
}

/** From one file to another file or folder, with slashes, as links have them. */
const linkTo = (path: string, from: string): string =>
  relative(dirname(resolve(from)), resolve(path)).replaceAll(sep, '/');

/** The Markdown and, beside it, the same as JSON. Throws GradeLost. */
async function write(file: string, markdown: string, json: object): Promise<void> {
  const data = `${JSON.stringify({ version: 1, tidemark: version, ...json }, null, 2)}\n`;
  for (const [path, content] of [
    [file, markdown],
    [jsonOf(file), data],
  ] as const) {
    await replaceFile(path, visible(content)).catch((error: Error) => {
      throw new GradeLost(cannotWrite(path, error.message));
    });
  }
}
