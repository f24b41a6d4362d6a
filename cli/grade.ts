/** `tidemark grade`: what submissions earn by a rubric, as Markdown and JSON. */
import type { KeyObject } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type GivenGrade, type Grade, gradeOf } from '../reporters/grade/grade.ts';
import { givenIn } from '../reporters/grade/graders.ts';
import { gradeMarkdown, pointsText } from '../reporters/grade/markdown.ts';
import { type Graded, overviewMarkdown } from '../reporters/grade/overview.ts';
import { readSubmission } from '../reporters/grade/read-submission.ts';
import type { Rubric } from '../reporters/grade/rubric.ts';
import { version } from '../reporters/version.ts';
import { UsageError } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { GradeRequest } from './grade-command.ts';
import {
  refuseResults,
  refuseUnknownSuites,
  refuseUnreachable,
  rubricIn,
  submissionsIn,
} from './grade-input.ts';
import { checkingKey } from './keys.ts';
import { measureAgain } from './measure-again.ts';
import type { Terminal } from './terminal.ts';

interface Request extends GradeRequest {
  readonly terminal: Terminal;
}

/** A folder and its grade; null where no results could be read. */
interface Entry {
  readonly folder: string;
  readonly name: string;
  readonly grade: Grade | null;
  /** What could not be read. */
  readonly broken: string;
}

/**
 * Throws UsageError before anything is written or measured when rubric, folder or key are wrong; when interrupted, the
 * signal's reason.
 */
export async function grade(request: Request): Promise<ExitCode> {
  const { terminal, results, atLeast } = request;
  const rubric = await rubricIn(request.rubric);
  refuseUnreachable(rubric, atLeast);
  const out = refuseResults(request.out ?? join(results, 'grade.md'));
  const key = request.key === undefined ? null : await checkingKey(request.key);
  const folders = await submissionsIn(results);
  const { entries, suites } = await entriesOf(folders, rubric, key, request);
  for (const { name, broken } of entries) if (broken !== '') terminal.note(`${name}: ${broken}`);
  if (entries.every((entry) => entry.grade === null)) {
    const none = `${results}: no results. Required: a file like mqtt-results.json in it, or in folders below it.`;
    terminal.note(...(entries.length === 0 ? [none] : []), 'Nothing can be graded.');
    return EXIT.notJudged;
  }
  await refuseUnknownSuites(rubric, request.rubric, suites);

  const single = folders[0] === results;
  const graded: Graded[] = [];
  for (const entry of entries) {
    const file = single ? out : join(entry.folder, 'grade.md');
    graded.push(await finish(entry, file, request));
  }
  if (!single) {
    const table = overviewMarkdown(rubric, graded, (name) => linkTo(join(results, name, 'grade.md'), out));
    await write(out, table, { submissions: graded });
    terminal.result(relative('', out));
  }
  const low = graded.some((one) => !('grade' in one) || one.grade.points < (atLeast ?? 0));
  return atLeast !== undefined && low ? EXIT.breached : EXIT.met;
}

/** One at a time: results are large. */
async function entriesOf(
  folders: readonly string[],
  rubric: Rubric,
  key: KeyObject | null,
  { signal, rerun }: Request,
): Promise<{ readonly entries: readonly Entry[]; readonly suites: ReadonlySet<string> }> {
  const documents = rubric.criteria.flatMap(({ file }) => file?.path ?? []);
  const suites = new Set<string>();
  const entries: Entry[] = [];
  for (const folder of folders) {
    signal.throwIfAborted();
    const submission = await readSubmission(folder, documents, key);
    const { name, saved, unreadable } = submission;
    for (const { results } of saved) for (const { suite } of results.cells) suites.add(suite);
    const broken = unreadable.map(({ reason }) => reason).join('; ');
    if (saved.length === 0) {
      entries.push({ folder, name, grade: null, broken: broken || 'no file *-results.json' });
      continue;
    }
    const grade = gradeOf(rubric, submission);
    // Only a second measurement wants the cells.
    entries.push({ folder, name, grade: rerun > 0 ? grade : { ...grade, restsOn: [] }, broken });
  }
  return { entries, suites };
}

/** Measures again what was asked for, writes the grade and says it. */
async function finish(
  { folder, name, grade, broken }: Entry,
  file: string,
  request: Request,
): Promise<Graded> {
  if (grade === null) return { name, broken };
  const { restsOn, ...given } = grade;
  const again = await measureAgain(restsOn, request);
  const before = givenIn(await readFile(file, 'utf8').catch(() => ''));
  const base = linkTo(folder, file);
  await write(file, gradeMarkdown(given, { base, given: before, again }), { ...given, again });
  request.terminal.result(...linesOf(given), `  ${relative('', file)}`);
  return { name, grade: given, again };
}

/** From one file to another file or folder, with slashes, as links have them. */
const linkTo = (path: string, from: string): string =>
  relative(dirname(resolve(from)), resolve(path)).replaceAll(sep, '/');

/** The Markdown and, beside it, the same as JSON. */
async function write(file: string, markdown: string, json: object): Promise<void> {
  const data = `${JSON.stringify({ version: 1, tidemark: version, ...json }, null, 2)}\n`;
  for (const [path, content] of [
    [file, markdown],
    [file.replace(/(\.md)?$/, '.json'), data],
  ] as const) {
    await writeFile(`${path}.tmp`, content)
      .then(() => rename(`${path}.tmp`, path))
      .catch((error: Error) => {
        throw new UsageError(`${path} cannot be written: ${error.message}. Name another file with --out.`);
      });
  }
}

const linesOf = (grade: GivenGrade): string[] => [
  `${grade.rubric}, ${grade.submission}: ${pointsText(grade)}`,
  ...grade.criteria.map((one) => {
    const points = one.by === 'tidemark' ? String(one.points) : '–';
    const withheld = one.by === 'tidemark' && one.withheld > 0 ? ` (${one.withheld} withheld)` : '';
    return `  ${points.padStart(5)} of ${String(one.of).padStart(3)}  ${one.id}${withheld}`;
  }),
];
