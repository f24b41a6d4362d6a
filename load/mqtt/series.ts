/** The per-second series, put together from the agents' seconds as they come in. */
import type { Progress } from '../result.ts';
import { SecondHistogram } from '../second-histogram.ts';
import type { Plan } from './plan.ts';
import type { SecondCounts } from './recorder.ts';
import type { GroupSeries, Series } from './result.ts';

interface Second {
  sent: number;
  acknowledged: number;
  received: number;
  connected: number;
  lagMaxUs: number;
  readonly ack: SecondHistogram;
  readonly delivery: SecondHistogram;
}

const newSecond = (): Second => ({
  sent: 0,
  acknowledged: 0,
  received: 0,
  connected: 0,
  lagMaxUs: 0,
  ack: new SecondHistogram(),
  delivery: new SecondHistogram(),
});

export class SeriesBuilder {
  readonly #plan: Plan;
  readonly #agents: number;
  /** By second, then group. */
  readonly #seconds: Second[][] = [];
  readonly #reports: number[] = [];
  /** First intended time of each group, after the start; Infinity until it begins. */
  readonly #originS: number[];

  constructor(plan: Plan, agents: number) {
    this.#plan = plan;
    this.#agents = agents;
    this.#originS = plan.groups.map((group) => (group.startAfterMs === null ? 0 : Number.POSITIVE_INFINITY));
  }

  groupBegan(group: number, afterStartS: number): void {
    this.#originS[group] = afterStartS;
  }

  /** True when this was the last agent's report of the second. */
  add(second: number, groups: readonly SecondCounts[]): boolean {
    while (this.#seconds.length <= second) this.#seconds.push(this.#plan.groups.map(newSecond));
    const sums = this.#seconds[second]!;
    groups.forEach((counts, number) => {
      const sum = sums[number]!;
      sum.sent += counts.sent;
      sum.acknowledged += counts.acknowledged;
      sum.received += counts.received;
      sum.connected += counts.connected;
      sum.lagMaxUs = Math.max(sum.lagMaxUs, counts.lagMaxUs);
      sum.ack.add(counts.ack);
      sum.delivery.add(counts.delivery);
    });
    this.#reports[second] = (this.#reports[second] ?? 0) + 1;
    return this.#reports[second] === this.#agents;
  }

  progress(second: number): Progress {
    const { warmupMs, measureMs, drainMs, groups } = this.#plan;
    const sums = this.#seconds[second] ?? [];
    const total = (value: (sum: Second) => number): number => sums.reduce((all, sum) => all + value(sum), 0);
    const p99s = sums.flatMap((sum) => [sum.ack.percentileUs(99) ?? 0, sum.delivery.percentileUs(99) ?? 0]);
    const ms = (second + 1) * 1000;
    const [phase, fromMs, lengthMs] =
      ms <= warmupMs
        ? (['warm-up', 0, warmupMs] as const)
        : ms <= warmupMs + measureMs
          ? (['measure', warmupMs, measureMs] as const)
          : (['drain', warmupMs + measureMs, drainMs] as const);
    const worstUs = Math.max(0, ...p99s);
    return {
      phase,
      secondsInPhase: (ms - fromMs) / 1000,
      phaseSeconds: lengthMs / 1000,
      clients: groups.reduce((sum, group) => sum + group.clients, 0),
      connected: total((sum) => sum.connected),
      protocol: 'mqtt',
      sentPerSecond: total((sum) => sum.sent),
      receivedPerSecond: total((sum) => sum.received),
      p99Ms: worstUs > 0 ? worstUs / 1000 : null,
    };
  }

  result(): Series {
    const groups: Record<string, GroupSeries> = {};
    this.#plan.groups.forEach((group, number) => {
      const seconds = this.#seconds.map((sums) => sums[number]!);
      const ms = (us: number | null): number | null => (us === null ? null : us / 1000);
      groups[group.name] = {
        offered: seconds.map((sum, s) => this.#offered(number, s) ?? sum.sent),
        sent: seconds.map((sum) => sum.sent),
        acknowledged: seconds.map((sum) => sum.acknowledged),
        received: seconds.map((sum) => sum.received),
        connected: seconds.map((sum) => sum.connected),
        ackP50Ms: seconds.map((sum) => ms(sum.ack.percentileUs(50))),
        ackP99Ms: seconds.map((sum) => ms(sum.ack.percentileUs(99))),
        deliveryP50Ms: seconds.map((sum) => ms(sum.delivery.percentileUs(50))),
        deliveryP99Ms: seconds.map((sum) => ms(sum.delivery.percentileUs(99))),
        lagMaxMs: seconds.map((sum) => sum.lagMaxUs / 1000),
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
