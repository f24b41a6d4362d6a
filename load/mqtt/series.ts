/** The per-second series of groups of clients, put together from the agents' seconds as they come in. */
import { type Progress, phaseAt } from '../progress.ts';
import { Seconds } from '../seconds.ts';
import type { Plan } from './plan.ts';
import { SECOND_COUNTS, SECOND_LATENCIES, type SecondOfGroup } from './recorder.ts';
import type { GroupSeries, Series } from './result.ts';

export class SeriesBuilder {
  readonly #plan: Plan;
  readonly #seconds: Seconds<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]>;
  /** First intended time of each group, after the start; Infinity until it begins. */
  readonly #originS: number[];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#seconds = new Seconds(plan.groups.length, { counts: SECOND_COUNTS, latencies: SECOND_LATENCIES });
    this.#originS = plan.groups.map((group) => (group.startAfterMs === null ? 0 : Number.POSITIVE_INFINITY));
  }

  groupBegan(group: number, afterStartS: number): void {
    this.#originS[group] = afterStartS;
  }

  add(second: number, groups: readonly SecondOfGroup[]): void {
    this.#seconds.add(second, groups);
  }

  progress(second: number): Progress {
    const seconds = this.#seconds;
    return {
      ...phaseAt(this.#plan, second),
      clients: this.#plan.groups.reduce((sum, group) => sum + group.clients, 0),
      connected: seconds.total(second, 'connected'),
      protocol: 'mqtt',
      sentPerSecond: seconds.total(second, 'sent'),
      receivedPerSecond: seconds.total(second, 'received'),
      p99Ms: seconds.worstP99Ms(second),
    };
  }

  result(): Series {
    const seconds = this.#seconds;
    const groups: Record<string, GroupSeries> = {};
    this.#plan.groups.forEach(({ name }, number) => {
      const sent = seconds.counts(number, 'sent');
      groups[name] = {
        offered: sent.map((count, second) => this.#offered(number, second) ?? count),
        sent,
        acknowledged: seconds.counts(number, 'acknowledged'),
        received: seconds.counts(number, 'received'),
        connected: seconds.counts(number, 'connected'),
        ackP50Ms: seconds.percentilesMs(number, 'ack', 50),
        ackP99Ms: seconds.percentilesMs(number, 'ack', 99),
        deliveryP50Ms: seconds.percentilesMs(number, 'delivery', 50),
        deliveryP99Ms: seconds.percentilesMs(number, 'delivery', 99),
        lagMaxMs: seconds.lagMaxMs(number),
      };
    });
    return { firstSecond: -this.#plan.warmupMs / 1000, groups };
  }

  /** Messages due in a second; null for a closed loop, where it is what was sent. */
  #offered(number: number, second: number): number | null {
    const { publish, clients, stopAfterMs } = this.#plan.groups[number]!;
    if (!publish) return 0;
    if (publish.pace.model === 'closed') return null;
    const endS = (this.#plan.warmupMs + (stopAfterMs ?? this.#plan.measureMs)) / 1000;
    const { periodUs, together } = publish.pace;
    const [atOnce, stepS] = together ? [clients, periodUs / 1e6] : [1, periodUs / clients / 1e6];
    const before = (s: number): number =>
      atOnce * Math.max(0, Math.ceil((Math.min(s, endS) - this.#originS[number]!) / stepS));
    return before(second + 1) - before(second);
  }
}
