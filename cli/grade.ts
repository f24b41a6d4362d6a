/** `tidemark grade`: what submissions earn by a rubric, as Markdown and JSON. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type Grade, gradeOf } from '../reporters/grade/grade.ts';
import { givenIn } from '../reporters/grade/graders.ts';
import { gradeMarkdown, pointsText } from '../reporters/grade/markdown.ts';
import { type Graded, overviewMarkdown } from '../reporters/grade/overview.ts';
import { readSubmission } from '../reporters/grade/read-submission.ts';
import { version } from '../reporters/version.ts';
import { UsageError } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { GradeRequest } from './grade-command.ts';
import { refuseUnknownSuites, refuseUnreachable, rubricIn, submissionsIn } from './grade-input.ts';
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
    if (broken !== '') terminal.note(`${name}: ${broken}`);
    if (grade === null) {
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
