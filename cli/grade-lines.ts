/** What `tidemark grade` prints of one submission. Pure. */
import type { GivenGrade } from '../grading/grade.ts';
import { ALSO, pointsText } from '../grading/markdown.ts';
import { NONE, plural } from '../text/format.ts';
import { oneLine } from '../text/visible.ts';

/** `file` is where the grade was written. */
export const gradeLines = (grade: GivenGrade, file: string): readonly string[] => [
  `${oneLine(`${grade.rubric}, ${grade.submission}`)}: ${pointsText(grade)}`,
  ...grade.criteria.map((one) => {
    const points = String(one.points ?? NONE);
    const withheld = one.by === 'tidemark' && one.withheld > 0 ? ` (${one.withheld} withheld)` : '';
    const why = one.by === 'tidemark' && one.points < one.of ? `: ${oneLine(one.why)}` : '';
    return `  ${points.padStart(5)} of ${String(one.of).padStart(3)}  ${one.id}${withheld}${why}`;
  }),
  `  ${file}`,
  ...alsoLine(grade),
];

const alsoLine = ({ checklist = [] }: GivenGrade): readonly string[] =>
  checklist.length === 0
    ? []
    : [
        `  not graded: ${plural(checklist.length, 'thing')} to hand in that tidemark does not make; see "${ALSO}" there`,
      ];
