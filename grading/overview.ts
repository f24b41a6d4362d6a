/** The table of a folder of submissions. Pure. */
import { text } from '../reporters/markdown/inline.ts';
import { left, right, table } from '../reporters/markdown/table.ts';
import { NONE, plural } from '../text/format.ts';
import { type GivenGrade, inAll } from './grade.ts';
import type { Rubric } from './rubric.ts';
import type { Again } from './second-measurement.ts';
import { reportName } from './submission.ts';

/** A submission and its grade, or why there is none. */
export type Graded =
  | { readonly name: string; readonly grade: GivenGrade; readonly again: readonly Again[] }
  | { readonly name: string; readonly broken: string };

/** `linkOf` gives the way to the grade of a submission. */
export function overviewMarkdown(
  { title, total, criteria }: Rubric,
  graded: readonly Graded[],
  linkOf: (name: string) => string,
): string {
  const same = twins(graded);
  const columns = [
    left<Graded>('submission', (one) =>
      'grade' in one ? `[${text(one.name)}](${encodeURI(linkOf(one.name))})` : text(one.name),
    ),
    right<Graded>('points', (one) => ('grade' in one ? String(inAll(one.grade)) : NONE)),
    ...criteria.map(({ id, points }) => right<Graded>(`${id} (${points})`, (one) => pointsOf(one, id))),
    left<Graded>('remarks', (one) =>
      [...remarks(one), ...(same.get(one.name) ?? [])].map((remark) => text(remark)).join('; '),
    ),
  ];
  const human = criteria.filter((one) => one.human !== undefined);
  const byHand = human.reduce((all, { points }) => all + points, 0);
  const forGrader =
    byHand > 0
      ? ` ${byHand} of them are the grader's (${human.map(({ id }) => id).join(', ')}): ${NONE} is still open and counts as none.`
      : '';
  return `${[`# ${text(title)}`, `${plural(graded.length, 'submission')}, ${plural(total, 'point')}.${forGrader}`, table<Graded>(columns, graded)].join('\n\n')}\n`;
}

function pointsOf(one: Graded, id: string): string {
  const criterion = 'grade' in one ? one.grade.criteria.find((other) => other.id === id) : undefined;
  return String(criterion?.points ?? NONE);
}

function remarks(one: Graded): string[] {
  if (!('grade' in one)) return [one.broken];
  const { withheld, files, unreadable } = one.grade;
  return [
    ...(withheld > 0 ? [`${plural(withheld, 'point')} withheld`] : []),
    ...unreadable.map(({ name }) => `${name} cannot be read`),
    ...files
      .filter(({ report }) => report.kind === 'of another release')
      .map((file) => `${reportName(file)} could not be checked`),
    ...files.filter(({ content }) => content === 'no hash').map(({ name }) => `${name} has no hash`),
    ...one.again
      .filter(({ outcome }) => outcome !== 'agrees')
      .map(({ cell, outcome }) => `${cell}: ${outcome} when measured again`),
  ];
}

/** Two people measure no two runs alike to the last digit. */
function twins(graded: readonly Graded[]): ReadonlyMap<string, string[]> {
  const files = graded.flatMap((one) =>
    'grade' in one ? one.grade.files.map((file) => ({ of: one.name, ...file })) : [],
  );
  const owners = Map.groupBy(files, ({ sha256 }) => sha256);
  const remarks = new Map<string, string[]>();
  for (const { of, name, sha256 } of files) {
    const others = new Set(owners.get(sha256)?.map((owner) => owner.of));
    others.delete(of);
    if (others.size === 0) continue;
    const said = remarks.get(of) ?? [];
    said.push(`${name} is that of ${[...others].join(', ')}`);
    remarks.set(of, said);
  }
  return remarks;
}
