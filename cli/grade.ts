/** `tidemark grade`: what submissions earn by a rubric, as Markdown and JSON. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { patternOf } from '../reporters/grade/cells.ts';
import { type Grade, gradeOf } from '../reporters/grade/grade.ts';
import { givenIn } from '../reporters/grade/graders.ts';
import { gradeMarkdown, pointsText } from '../reporters/grade/markdown.ts';
import { type Graded, overviewMarkdown } from '../reporters/grade/overview.ts';
import { readSubmission, resultsFilesIn } from '../reporters/grade/read-submission.ts';
import { type Rubric, RubricError, readRubric } from '../reporters/grade/rubric.ts';
import { version } from '../reporters/version.ts';
import { UsageError } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { findFiles } from './find-files.ts';
import type { GradeRequest } from './grade-command.ts';
import { checkingKey } from './keys.ts';
import { measureAgain } from './measure-again.ts';
import type { Terminal } from './terminal.ts';

interface Request extends GradeRequest {
  readonly terminal: Terminal;
}

/**
 * Throws UsageError before anything is written or measured when rubric, folder or key are wrong; when interrupted, the
 * signal's reason.
 */
export async function grade(request: Request): Promise<ExitCode> {
  const { terminal, results, atLeast } = request;
  const rubric = await rubricIn(request.rubric);
  refuseUnreachable(rubric, atLeast);
  const key = request.key === undefined ? null : await checkingKey(request.key);
  const folders = await submissionsIn(results);
  const one = folders.length === 1 && folders[0] === results;
  const out = request.out ?? join(results, 'grade.md');

  const suites = new Set<string>();
  const grades: { readonly folder: string; readonly grade: Grade | null; readonly broken: string }[] = [];
  for (const folder of folders) {
    request.signal.throwIfAborted();
    const paths = rubric.criteria.flatMap(({ file }) => file?.path ?? []);
    const submission = await readSubmission(folder, paths, key);
    for (const { results: saved } of submission.saved) for (const { suite } of saved.cells) suites.add(suite);
    const broken = submission.unreadable.map(({ reason }) => reason).join('; ');
    // Without results there is nothing to be right or wrong about.
    grades.push(
      submission.saved.length === 0
        ? { folder, grade: null, broken: broken || 'no file *-results.json' }
        : { folder, grade: gradeOf(rubric, submission), broken },
    );
  }
  if (grades.every((found) => found.grade === null)) {
    terminal.note(
      ...(grades.length === 0
        ? [`${results}: no results. Required: a file like mqtt-results.json in it, or in folders below it.`]
        : grades.map(({ folder, broken }) => `${folder}: ${broken}`)),
      'Nothing can be graded.',
    );
    return EXIT.notJudged;
  }
  await refuseUnknownSuites(rubric, request.rubric, suites);

  const graded: Graded[] = [];
  for (const { folder, grade, broken } of grades) {
    const name = basename(resolve(folder));
    if (grade === null) {
      terminal.note(`${name}: ${broken}`);
      graded.push({ name, broken });
      continue;
    }
    const again = request.rerun > 0 ? await measureAgain(grade.restsOn, request) : [];
    const file = one ? out : join(folder, 'grade.md');
    const base = wayTo(folder, file);
    const { restsOn: _, ...saved } = grade;
    await write(file, gradeMarkdown(grade, { base, given: await givenBefore(file), again }), {
      ...saved,
      again,
    });
    terminal.result(...linesOf(grade), `  ${relative('', file)}`);
    graded.push({ name, link: `${wayTo(folder, out)}/grade.md`, grade, again });
  }
  if (!one) {
    const all = graded.map((each) => ('grade' in each ? withoutCells(each) : each));
    await write(out, overviewMarkdown(rubric, graded), { submissions: all });
    terminal.result(relative('', out));
  }
  const low = graded.some((each) => !('grade' in each) || each.grade.points < (atLeast ?? 0));
  return atLeast !== undefined && low ? EXIT.breached : EXIT.met;
}

async function rubricIn(path: string): Promise<Rubric> {
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

function refuseUnreachable({ criteria }: Rubric, atLeast: number | undefined): void {
  const most = criteria.reduce((all, { points, human }) => all + (human === undefined ? points : 0), 0);
  if (atLeast !== undefined && atLeast > most) {
    throw new UsageError(
      `--at-least ${atLeast}: by measure there are ${most} points at most; what is left to the grader does not count.`,
    );
  }
}

/** The folder itself where results lie in it, else those below it. Throws UsageError. */
async function submissionsIn(folder: string): Promise<string[]> {
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
async function refuseUnknownSuites(
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

const givenBefore = async (file: string) => givenIn(await readFile(file, 'utf8').catch(() => ''));

/** With slashes, as links have them. */
const wayTo = (folder: string, file: string): string =>
  relative(dirname(resolve(file)), resolve(folder)).replaceAll(sep, '/');

const withoutCells = ({ grade: { restsOn: _, ...grade }, ...rest }: Extract<Graded, { grade: Grade }>) => ({
  ...rest,
  grade,
});

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

const linesOf = (grade: Grade): string[] => [
  `${grade.rubric}, ${grade.submission}: ${pointsText(grade)}`,
  ...grade.criteria.map((one) => {
    const points = one.by === 'tidemark' ? String(one.points) : '–';
    const withheld = one.by === 'tidemark' && one.withheld > 0 ? ` (${one.withheld} withheld)` : '';
    return `  ${points.padStart(5)} of ${String(one.of).padStart(3)}  ${one.id}${withheld}`;
  }),
];
