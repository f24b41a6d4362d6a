/** What a responding group did, as it is saved. */
import { z } from 'zod';
import { list, numbers, type PlainData, record } from '../../plain-data.ts';
import type { RespondAccount, RespondSecond } from './tally.ts';

/** Over the whole run. */
export const respondResult = z.object({
  /** Those that could be answered. */
  requests: z.number(),
  replied: z.number(),
  /** Thrown away at a full queue. */
  dropped: z.number(),
  /** Replies that found no connection, or whose connection was lost before they were written. */
  unsent: z.number(),
  /** Messages that could not be answered, by cause. */
  unanswerable: record(z.number()),
  mostWorkers: z.number(),
  mostQueued: z.number(),
  /** HDR, microseconds, compressed base64; absent = there was no reply. */
  queueWait: z.string().exactOptional(),
  work: z.string().exactOptional(),
});
export type RespondResult = PlainData<typeof respondResult>;

const decision = z.object({
  /** After the start of the measure phase. */
  atMs: z.number(),
  from: z.number(),
  to: z.number(),
  /** What called for it: requests waited too long, the queue was too full, or workers had nothing to do. */
  cause: z.literal(['wait', 'fill', 'idle']),
  /** When it was made: requests in the queue, and the longest wait of the last period. */
  queued: z.number(),
  waitMs: z.number(),
});

/** One value a second, and every change of the number of workers. */
export const respondSeries = z.object({
  /** At the end of the second. */
  workers: numbers,
  /** At once, at most. */
  busy: numbers,
  queued: numbers,
  replied: numbers,
  dropped: numbers,
  decisions: list(decision),
});
export type RespondSeries = PlainData<typeof respondSeries>;

/** The group lives in one of the agents. Null: it answers no requests, or its agent said nothing. */
export function respondResultOf(accounts: readonly (RespondAccount | null)[]): RespondResult | null {
  const account = accounts.find((one) => one !== null);
  if (!account) return null;
  const { queueWait, work, ...counts } = account;
  return { ...counts, ...(queueWait !== null && { queueWait }), ...(work !== null && { work }) };
}

/** Gathers the seconds of one group. */
export class RespondSeconds {
  readonly #seconds: RespondSecond[] = [];

  add(second: number, told: RespondSecond): void {
    this.#seconds[second] = told;
  }

  /** Null: the group answers no requests. */
  get series(): RespondSeries | null {
    if (this.#seconds.length === 0) return null;
    const seconds = Array.from(this.#seconds, (told) => told ?? NOTHING);
    const of = (name: Exclude<keyof RespondSecond, 'decisions'>): number[] =>
      seconds.map((told) => told[name]);
    return {
      workers: of('workers'),
      busy: of('busy'),
      queued: of('queued'),
      replied: of('replied'),
      dropped: of('dropped'),
      decisions: seconds.flatMap(({ decisions }) =>
        decisions.map(({ atUs, waitUs, ...decision }) => ({
          atMs: atUs / 1000,
          ...decision,
          waitMs: waitUs / 1000,
        })),
      ),
    };
  }
}

const NOTHING: RespondSecond = { workers: 0, busy: 0, queued: 0, replied: 0, dropped: 0, decisions: [] };
