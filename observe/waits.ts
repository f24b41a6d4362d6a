/** What kept a process from its work, and what that shows of the bottleneck. Pure. */
import type { ThreadShares } from '../saved/observation.ts';
import { largest } from '../statistics/extremes.ts';
import type { QuotaUse } from './cpu-quota.ts';
import * as limit from './limits.ts';
import { percent } from './percent.ts';

/** Of the thread that each is most of, in percent of the time. */
export interface Waits {
  readonly cpuWaitPercent: number;
  readonly diskWaitPercent: number;
  readonly stoppedPercent: number;
  /** Null: it has none. */
  readonly quota: QuotaUse | null;
}

/** Null: no thread was seen. */
export function waitsOf(threads: readonly ThreadShares[], quota: QuotaUse | null): Waits | null {
  if (threads.length === 0) return null;
  const most = (of: (thread: ThreadShares) => number) => largest(threads.map(of), 0);
  return {
    cpuWaitPercent: most(({ cpuWaitPercent }) => cpuWaitPercent),
    diskWaitPercent: most(({ diskWaitPercent }) => diskWaitPercent),
    stoppedPercent: most(({ stoppedPercent }) => stoppedPercent),
    quota,
  };
}

/** Its quota ran out again and again; one that both have says nothing of either. */
const throttled = (waits: Waits | null, sharedWith: Waits | null): boolean =>
  waits?.quota != null &&
  waits.quota.group !== sharedWith?.quota?.group &&
  waits.quota.throttledPercent >= limit.THROTTLED_PERCENT;

/** Generator and target share a quota, and it ran out. */
export const sharedQuota = (target: Waits | null, generator: Waits | null): QuotaUse | null =>
  target?.quota != null &&
  target.quota.group === generator?.quota?.group &&
  target.quota.throttledPercent >= limit.THROTTLED_PERCENT
    ? target.quota
    : null;

const stopped = (waits: Waits | null): boolean =>
  waits !== null && waits.stoppedPercent >= limit.STOPPED_PERCENT;

/** What kept it from running, in sentences: its own quota, a signal. `sharedWith`: whoever may have the same quota. */
export const heldBy = (who: string, waits: Waits | null, sharedWith: Waits | null): string[] => [
  ...(throttled(waits, sharedWith) ? [quotaText(who, waits!.quota!)] : []),
  ...(stopped(waits)
    ? [
        `${who} was stopped, by a signal or as a frozen container, in ${percent(waits!.stoppedPercent)} of the looks at it`,
      ]
    : []),
];

export const quotaText = (who: string, { quotaPercent, throttledPercent }: QuotaUse): string =>
  `the CPU quota of ${who}, ${percent(quotaPercent)} of one core, ran out in ${percent(throttledPercent)} of its periods`;

export const starved = (waits: Waits | null): boolean =>
  waits !== null && waits.cpuWaitPercent >= limit.STARVED_PERCENT;

/** Others may have kept it from its CPU. */
export const mayHaveWaited = (waits: Waits | null): boolean =>
  waits === null || waits.cpuWaitPercent >= limit.STARVED_FELT_PERCENT;
