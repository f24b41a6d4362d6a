/** What a submission earns by a rubric. Pure: rubric and submission in, grade out. */
import { plural } from '../text/format.ts';
import { type Boxes, NO_BOXES, pointsIn } from './boxes.ts';
import { gradeFile } from './file.ts';
import { type Evidence, type Finding, tenths } from './finding.ts';
import type { Found } from './matching-cells.ts';
import type { Criterion, Rubric } from './rubric.ts';
import { gradeScale } from './scale.ts';
import { gradeSlo } from './slo.ts';
import {
  distrustOf,
  distrustOfDocument,
  doubtOfDocument,
  type SavedFile,
  type Submission,
} from './submission.ts';

interface Common {
  readonly id: string;
  readonly title: string;
  readonly of: number;
}

export type CriterionGrade = Common &
  (
    | {
        readonly by: 'tidemark';
        readonly points: number;
        /** Earned, but not given: what it rests on cannot be trusted. */
        readonly withheld: number;
        /** False: points are missing, and a cell it is about was invalid. */
        readonly judged: boolean;
        readonly why: string;
        readonly evidence: readonly Evidence[];
      }
    | {
        readonly by: 'grader';
        readonly look: string;
        /** As it is filled in; empty = it is not. */
        readonly box: string;
        /** Null while the box holds no number from 0 to `of`. */
        readonly points: number | null;
      }
  );

export interface Grade {
  readonly rubric: string;
  readonly submission: string;
  /** Given by measure. */
  readonly points: number;
  /** What could be given by measure. */
  readonly measurable: number;
  readonly withheld: number;
  /** Left to the grader. */
  readonly byGrader: number;
  /** Of these filled in so far, and how many boxes are still open. */
  readonly given: number;
  readonly open: number;
  readonly total: number;
  readonly criteria: readonly CriterionGrade[];
  /** What else has to be handed in and no criterion looks at. Grades of older versions have none. */
  readonly checklist?: readonly string[];
  readonly files: readonly Omit<SavedFile, 'results'>[];
  readonly unreadable: Submission['unreadable'];
  /** Cells that points rest on, each once. */
  readonly restsOn: readonly Found[];
}

/** As it is written down. */
export type GivenGrade = Omit<Grade, 'restsOn'>;

/** Points in all, as far as they are given. */
export const inAll = ({ points, given }: Pick<Grade, 'points' | 'given'>): number => tenths(points + given);

export function gradeOf(rubric: Rubric, submission: Submission, boxes: Boxes = NO_BOXES): Grade {
  const graded = rubric.criteria.map((criterion) => criterionOf(criterion, submission, boxes));
  const criteria = graded.map(({ grade }) => grade);
  const sum = (of: (one: CriterionGrade) => number) =>
    tenths(criteria.reduce((all, one) => all + of(one), 0));
  const cells = graded.flatMap(({ cells }) => cells);
  return {
    rubric: rubric.title,
    submission: submission.name,
    points: sum((one) => (one.by === 'tidemark' ? one.points : 0)),
    measurable: sum((one) => (one.by === 'tidemark' ? one.of : 0)),
    withheld: sum((one) => (one.by === 'tidemark' ? one.withheld : 0)),
    byGrader: sum((one) => (one.by === 'grader' ? one.of : 0)),
    given: sum((one) => (one.by === 'grader' ? (one.points ?? 0) : 0)),
    open: criteria.filter((one) => one.by === 'grader' && one.points === null).length,
    total: rubric.total,
    criteria,
    ...(rubric.checklist.length > 0 && { checklist: rubric.checklist }),
    files: submission.saved.map(({ results: _, ...file }) => file),
    unreadable: submission.unreadable,
    restsOn: cells.filter(({ cell }, index) => cells.findIndex((other) => other.cell === cell) === index),
  };
}

function criterionOf(
  criterion: Criterion,
  submission: Submission,
  boxes: Boxes,
): { readonly grade: CriterionGrade; readonly cells: readonly Found[] } {
  const { id, title, points: of, human } = criterion;
  const finding = findingOf(criterion, submission);
  if (finding === null) {
    const box = boxes.get(id) ?? '';
    const grade = { id, title, of, by: 'grader', look: human ?? '', box, points: pointsIn(box, of) } as const;
    return { grade, cells: [] };
  }
  const { points, why, evidence, cells, documents } = finding;
  const distrust = new Set(
    [
      ...cells.map(({ saved }) => distrustOf(saved)),
      ...documents.map((path) => distrustOfDocument(path, submission)),
    ].filter((reason) => reason !== null),
  );
  const judged = points === of || cells.every(({ cell }) => cell.verdict !== 'invalid');
  const grade = { id, title, of, by: 'tidemark', judged, evidence } as const;
  if (distrust.size === 0) {
    const doubts = documents.flatMap((path) => doubtOfDocument(path, submission) ?? []);
    const whole = [why, ...doubts].join('; ');
    return { grade: { ...grade, points, withheld: 0, why: whole }, cells: points > 0 ? cells : [] };
  }
  const reason = `${[...distrust].join('; ')}: ${plural(points, 'point')} withheld. Without that: ${why}`;
  return { grade: { ...grade, points: 0, withheld: points, why: reason }, cells: [] };
}

/** Null: it is the grader's. */
function findingOf({ points, slo, scale, file }: Criterion, submission: Submission): Finding | null {
  if (slo) return gradeSlo(slo, points, submission);
  if (scale) return gradeScale(scale, points, submission);
  return file ? gradeFile(file, points, submission) : null;
}
