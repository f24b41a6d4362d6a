/** One line a run in `history.jsonl`: enough to plot how the key figures moved from commit to commit. */
import { z } from 'zod';
import { list, type PlainData, record } from '../load/plain-data.ts';
import { parameters } from './cell.ts';
import { PROTOCOLS } from './runs.ts';
import { verdict } from './slo-row.ts';

const text = z.string().nullable();

const historyLine = z.object({
  /** ISO 8601. */
  startedAt: z.string(),
  protocol: z.literal(PROTOCOLS),
  verdict,
  /** How many cells have each. */
  verdicts: z.record(verdict, z.number()),
  commit: text,
  dirty: z.boolean().nullable(),
  version: text,
  image: text,
  configuration: text,
  /** Hash of the environment: lines with the same can be compared. */
  environment: z.string(),
  cells: list(
    z.object({
      suite: z.string(),
      title: z.string(),
      parameters,
      planHash: z.string(),
      verdict,
      /** Values in the units of the metric list. */
      metrics: record(z.number()),
    }),
  ),
});
export type HistoryLine = PlainData<typeof historyLine>;

/** Lines that cannot be read are left out: another release may have written them. */
export const readHistory = (text: string): HistoryLine[] =>
  text.split('\n').flatMap((line): HistoryLine[] => {
    try {
      return [historyLine.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
