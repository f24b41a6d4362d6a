/** What a criterion came to, before it is asked whether its files can be trusted. */
import { parametersText } from '../reporters/cell-name.ts';
import type { Found } from './matching-cells.ts';
import { reportName } from './submission.ts';

export interface Evidence {
  readonly text: string;
  /** Below the folder of the submission. */
  readonly file: string;
  /** Heading in the file. */
  readonly section: string | null;
}

export interface Finding {
  readonly points: number;
  /** One sentence: how the points come about. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  /** Cells it rests on. */
  readonly cells: readonly Found[];
  /** Documents it rests on. */
  readonly documents: readonly string[];
}

export const nothing = (why: string, rest: Partial<Finding> = {}): Finding => ({
  points: 0,
  why,
  evidence: [],
  cells: [],
  documents: [],
  ...rest,
});

/** In the report, where there is one: people read that. */
export const evidenceOf = ({ cell, saved }: Found, section: string, text: string): Evidence => ({
  text: `${[cell.title, parametersText(cell.parameters)].filter(Boolean).join(', ')}: ${text}`,
  ...(saved.report.kind === 'absent'
    ? { file: saved.name, section: null }
    : { file: reportName(saved), section }),
});

/** Points are given in tenths. */
export const tenths = (points: number): number => Math.round(points * 10) / 10;
