/** `grade.md`: one submission's grade, for instructor and student. Pure. */
import { text } from '../reporters/markdown/inline.ts';
import { section } from '../reporters/markdown/layout.ts';
import { left, right, table } from '../reporters/markdown/table.ts';
import { NONE, plural } from '../text/format.ts';
import { BOX, GRADERS } from './boxes.ts';
import { filesSection, linkOf } from './files-section.ts';
import type { Evidence } from './finding.ts';
import { type CriterionGrade, type GivenGrade, inAll } from './grade.ts';
import { anchorOf } from './markdown-document.ts';
import type { Again } from './second-measurement.ts';

type Graders = Extract<CriterionGrade, { readonly by: 'grader' }>;

/** Heading of what no criterion looks at. */
export const ALSO = 'Also asked for';

export interface GradeFrame {
  /** Way from the folder of `grade.md` to that of the submission: `../lampi`. */
  readonly base: string;
  readonly again: readonly Again[];
}

export function gradeMarkdown(grade: GivenGrade, { base, again }: GradeFrame): string {
  const { criteria, withheld } = grade;
  const graders = criteria.filter((one): one is Graders => one.by === 'grader');
  return `${[
    `# ${text(grade.rubric)}: ${text(grade.submission)}`,
    `**${pointsText(grade)}**`,
    withheld > 0
      ? `**${plural(withheld, 'point')} withheld**: the files as they are would earn them, but the evidence cannot be trusted.`
      : null,
    disagreements(again),
    section(
      'Points',
      table<CriterionGrade>(
        [
          left(
            'criterion',
            ({ id }) => `[${id}](#${anchorOf(headingOf(criteria.find((one) => one.id === id)!))})`,
          ),
          left('for', ({ title }) => text(title)),
          // The box is below: there is one of each.
          right('points', (one) => String(one.points ?? NONE)),
          right('of', ({ of }) => String(of)),
          ...(withheld > 0
            ? [
                right<CriterionGrade>('withheld', (one) =>
                  one.by === 'tidemark' && one.withheld > 0 ? `**${one.withheld}**` : '',
                ),
              ]
            : []),
        ],
        criteria,
      ),
    ),
    section('Evidence', ...criteria.map((one) => criterionText(one, base))),
    graders.length > 0 ? gradersSection(graders, grade) : null,
    again.length > 0 ? againSection(again) : null,
    checklistSection(grade),
    filesSection(grade, base),
  ]
    .filter((part) => part !== null)
    .join('\n\n')}\n`;
}

/** `70.5 of 85 points by measure, 15 more are the grader's`; once these are given `…, 12 of 15 by the grader, in all 82.5 of 100`. */
export function pointsText(grade: GivenGrade): string {
  const { points, measurable, byGrader, given, open, total } = grade;
  const measured = `${points} of ${plural(measurable, 'point')} by measure`;
  if (byGrader === 0) return measured;
  if (open > 0)
    return `${measured}, ${byGrader} more are the grader's${given > 0 ? ` (${given} given so far)` : ''}`;
  return `${measured}, ${given} of ${byGrader} by the grader, in all ${inAll(grade)} of ${total}`;
}

const headingOf = (one: CriterionGrade): string =>
  `${one.id}: ${one.by === 'tidemark' ? `${one.points} of ${one.of}` : `${one.points === null ? '' : `${one.points} `}of ${one.of}, by the grader`}`;

function criterionText(one: CriterionGrade, base: string): string {
  const body =
    one.by === 'tidemark'
      ? [`${text(upperFirst(one.why))}.`, listOf(one.evidence, base)]
      : [`${text(upperFirst(one.look))}.`];
  return [`### ${headingOf(one)}`, `${text(one.title)}.`, ...body].filter(Boolean).join('\n\n');
}

/** A sentence; the name of a metric stays as it is. */
const upperFirst = (sentence: string): string =>
  sentence.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());

const listOf = (evidence: readonly Evidence[], base: string): string =>
  evidence.map((one) => `- ${linkOf(one, base)}: ${text(one.text)}`).join('\n');

function gradersSection(graders: readonly Graders[], grade: GivenGrade): string {
  const { points, given, open, total } = grade;
  const filled = graders.filter(({ box }) => box !== '');
  return section(
    GRADERS,
    table<Graders>(
      [
        left('criterion', ({ id }) => id),
        // As it stood in a table: no markup is added to it.
        right('points given', ({ box }) => box || BOX),
        right('of', ({ of }) => String(of)),
        left('look at', ({ look }) => text(look)),
      ],
      graders,
    ),
    filled.length === 0
      ? null
      : `Taken over from what stood here before: ${filled.map(({ id, of, box, points }) => `${id} ${box}${points === null ? ` (no number from 0 to ${of}, not counted)` : ''}`).join(', ')}.`,
    open > 0
      ? `In all: ${points} + ${BOX} = ${BOX} of ${total}. What is filled in above stays when the grade is made again in this place, and is added up then.`
      : `In all: ${points} + ${given} = **${inAll(grade)} of ${total}**.`,
  );
}

const checklistSection = ({ checklist = [] }: GivenGrade): string | null =>
  checklist.length === 0
    ? null
    : section(
        ALSO,
        'The assignment also asks for these. tidemark neither makes nor grades them:',
        checklist.map((item) => `- [ ] ${text(item)}`).join('\n'),
      );

const disagreements = (again: readonly Again[]): string | null =>
  again.some(({ outcome }) => outcome === 'disagrees')
    ? '**A second measurement disagrees**, see "Measured again"; no point was taken for it.'
    : null;

const againSection = (again: readonly Again[]): string =>
  section(
    'Measured again',
    again
      .map(
        ({ cell, outcome, text: why }) =>
          `- ${text(cell)}: ${outcome === 'agrees' ? outcome : `**${outcome}**`}: ${text(why)}`,
      )
      .join('\n'),
    'The cells are chosen by the hash of the results, from those that earned points, and run with their options. The verdict must be the same. In the same environment the figures must agree, too: the larger capacity may be up to 1.25 times the smaller, or twice the width of the search away; response times may differ by a factor of 2, other figures by a factor of 1.25, and counts by three times the root of the larger one. No points depend on this.',
  );
