/** Which side of the connections did not read, by samples of the socket queues. Pure. */
import type { UnreadBytes } from '../saved/observation.ts';
import type { QueueSample } from './sockets.ts';

/** Medians over the samples of the measure phase; null: there are none. */
export function unreadBytes(samples: readonly QueueSample[], measureMs: number): UnreadBytes | null {
  const queues = within(samples, measureMs);
  if (queues.length === 0) return null;
  const stuck = queues.flatMap(({ unreadByTarget }) => unreadByTarget?.still ?? []);
  return {
    samples: queues.length,
    byTargetBytes: median(queues.map((it) => it.clientSendBytes + it.targetReceiveBytes)),
    byGeneratorBytes: median(queues.map((it) => it.clientReceiveBytes + it.targetSendBytes)),
    stuckAtTarget: stuck.length > 0 ? median(stuck) : null,
  };
}

/** Share, 0..1, of the connections with unread bytes at the target whose bytes lay there in the sample before, too: the median. */
export const shareStuck = (samples: readonly QueueSample[], measureMs: number): number =>
  median(
    within(samples, measureMs).flatMap(({ unreadByTarget: unread }) =>
      unread === undefined ? [] : [unread.now > 0 ? unread.still / unread.now : 0],
    ),
  );

const within = (samples: readonly QueueSample[], measureMs: number) =>
  samples.filter(({ atMs }) => atMs >= 0 && atMs <= measureMs);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
