import type { Boxes } from './boxes.ts';
import type { GivenGrade } from './grade.ts';

/** One line for each box that was filled in `file`: points that somebody wrote are neither added nor dropped in silence. */
export const boxNotes = ({ submission, criteria }: GivenGrade, boxes: Boxes, file: string): string[] =>
  [...boxes]
    .filter(([, box]) => box !== '')
    .map(([id, box]) => {
      const one = criteria.find((other) => other.id === id && other.by === 'grader');
      if (!one) {
        return `${submission}: "${box}" for ${id} in ${file} is dropped: the rubric leaves no ${id} to the grader`;
      }
      return one.points === null
        ? `${submission}: "${box}" for ${id} in ${file} is no number from 0 to ${one.of}; it does not count`
        : `${submission}: ${one.points} of ${one.of} for ${id} taken over from ${file}`;
    });
