/** What became of the requests of a group, as it is saved. */
import { z } from 'zod';
import { numbers, type PlainData, record } from '../../plain-data.ts';
import { REQUEST_COUNTS, type RecordedRequests } from './record.ts';
import { addedUp } from './shards.ts';

/**
 * Of one window, by when a request was due. What was due is what was unsent (`counts` says whose doing), and what was sent;
 * and that is `matched + late + timedOut + refused + open`.
 */
export const requestsResult = z.object({
  /** Replies that came in time. */
  matched: z.number(),
  /** Replies that came after the time-out. */
  late: z.number(),
  /** No reply came by the time-out, nor later. */
  timedOut: z.number(),
  /** The broker did not take the request (MQTT 5, a reason code of 128 or more). */
  refused: z.number(),
  /** Not decided when the load ended: it was cut short. */
  open: z.number(),
  /** Further replies: to a request that had one, to none, to another run or connection. */
  duplicated: z.number(),
  unknown: z.number(),
  foreign: z.number(),
  /** Replies in time over the whole run, by number of the responder. Absent: replies do not tell. */
  responders: record(z.number()).exactOptional(),
  /** Requests of the whole run by shard of their topic: written, and answered in time. In `measure` alone; absent: the topic has none. */
  shards: z.object({ asked: numbers, matched: numbers }).exactOptional(),
});
export type RequestsResult = PlainData<typeof requestsResult>;

/** Of one window, or last the whole run; `sent`: requests in it. Null: the group asks nothing. */
export function requestsOf(
  accounts: readonly (RecordedRequests | null)[],
  window: number,
  sent: number,
): RequestsResult | null {
  const asking = accounts.filter((account) => account !== null);
  if (asking.length === 0) return null;
  const counts = Object.fromEntries(
    REQUEST_COUNTS.map((name) => [name, asking.reduce((sum, one) => sum + one.counts[window]![name], 0)]),
  ) as Record<(typeof REQUEST_COUNTS)[number], number>;
  const { matched, late, timedOut, refused } = counts;
  const responders: Record<string, number> = {};
  for (const [number, replies] of asking.flatMap((one) => [...one.responders]))
    responders[number] = (responders[number] ?? 0) + replies;
  const shards = window === 0 ? asking.flatMap((one) => one.shards ?? []) : [];
  return {
    ...counts,
    open: sent - matched - late - timedOut - refused,
    ...(shards.length > 0 && {
      shards: {
        asked: addedUp(shards.map(({ asked }) => asked)),
        matched: addedUp(shards.map(({ matched }) => matched)),
      },
    }),
    ...(Object.keys(responders).length > 0 && { responders }),
  };
}
