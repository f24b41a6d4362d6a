/** What is asked about a folder that was handed in, and the answer. Plain data: it goes to another process and back. */
import { basename } from 'node:path';
import { type Boxes, NO_BOXES } from './boxes.ts';
import type { Grade } from './grade.ts';
import type { Rubric } from './rubric.ts';

export interface FolderAsked {
  readonly folder: string;
  readonly rubric: Rubric;
  /** PEM of the public key that results must be signed for; null: none. */
  readonly key: string | null;
  /** An earlier grade, with boxes that may be filled in. */
  readonly earlier: string;
  /** Whether the cells that points rest on are wanted, too: they are large. */
  readonly withCells: boolean;
}

export interface JudgedFolder {
  readonly name: string;
  /** Null: no results could be read. */
  readonly grade: Grade | null;
  readonly boxes: Boxes;
  /** What could not be read, one reason each. */
  readonly broken: readonly string[];
  /** Test files that its results are of. */
  readonly suites: readonly string[];
}

/** Of a folder of which nothing is known but where it is. */
export const unread = (folder: string): Omit<JudgedFolder, 'broken'> => ({
  name: basename(folder),
  grade: null,
  boxes: NO_BOXES,
  suites: [],
});
