/** How evenly the members of shared subscriptions got messages. Pure: the same answer for any merge order. */
import { fairnessOf } from '../../statistics/fairness.ts';
import { median } from '../../statistics/quartiles.ts';
import { sumOf } from '../../statistics/sum.ts';
import { intersection, type Ranges, sizeOf } from '../ranges.ts';
import type { Receiver, Sender } from './ledger.ts';
import type { ShareResult } from './result.ts';
import { readSubscription, TopicIndex } from './topic-index.ts';

/**
 * By group number; one a window, null where no member got a message. A subscription that groups share is told for each of
 * them, and of several in a group the least even one.
 */
export function sharesOf(
  senders: readonly Sender[],
  receivers: readonly Receiver[],
): ReadonlyMap<number, readonly (ShareResult | null)[]> {
  const windows = senders[0]?.windows.length ?? 0;
  const topics = new TopicIndex();
  senders.forEach(({ topic }, position) => {
    topics.add(topic, position);
  });
  const shares = new Map<number, (ShareResult | null)[]>();
  for (const members of sharedSubscriptions(receivers)) {
    // A member may have other subscriptions, whose messages are among those that it received.
    const { filter } = readSubscription(members[0]!.filter);
    const own = new Map(topics.match(filter).map((at) => [senders[at]!.client, senders[at]!]));
    const received = members.map((member) => receivedBy(member, own, windows));
    for (const group of new Set(members.map((member) => member.group))) {
      const before = shares.get(group);
      shares.set(
        group,
        Array.from({ length: windows }, (_, w) =>
          lessEven(before?.[w] ?? null, shareOf(received.map((counts) => counts[w]!))),
        ),
      );
    }
  }
  return shares;
}

function sharedSubscriptions(receivers: readonly Receiver[]): Iterable<readonly Receiver[]> {
  const shared = receivers.filter(({ filter }) => readSubscription(filter).share !== null);
  return Map.groupBy(shared, ({ filter }) => filter).values();
}

/** Messages by window, each once. */
function receivedBy(
  { received }: Receiver,
  senders: ReadonlyMap<number, Sender>,
  windows: number,
): readonly number[] {
  const counts = new Array<number>(windows).fill(0);
  for (const [client, ranges] of received)
    senders.get(client)?.windows.forEach((window, w) => {
      counts[w]! += within(ranges, window);
    });
  return counts;
}

const within = (ranges: Ranges, [from, to]: readonly [number, number]): number =>
  from < to ? sizeOf(intersection(ranges, [from, to])) : 0;

function shareOf(counts: readonly number[]): ShareResult | null {
  const fairness = fairnessOf(counts);
  if (fairness === null) return null;
  const sorted = counts.toSorted((a, b) => a - b);
  return {
    members: counts.length,
    least: sorted[0]!,
    mean: sumOf(counts, (count) => count) / counts.length,
    median: median(counts),
    most: sorted.at(-1)!,
    fairness,
  };
}

const lessEven = (a: ShareResult | null, b: ShareResult | null): ShareResult | null =>
  a === null || b === null ? (a ?? b) : a.fairness <= b.fairness ? a : b;
