/** The per-second series of groups of clients, put together from the agents' seconds as they come in. */
import { sumOf } from '../../statistics/sum.ts';
import { type Progress, phaseAt } from '../progress.ts';
import { cadenceOf, messagesBefore } from '../schedule.ts';
import { Seconds } from '../seconds.ts';
import { type LiveFigures, SoFar } from '../so-far.ts';
import { CountedLoad } from './counted.ts';
import { connectionsOf, isClosedLoop, publicationsOf, subscriptionsOf } from './group.ts';
import type { Plan } from './plan.ts';
import { SECOND_COUNTS, SECOND_LATENCIES, type SecondOfGroup } from './recorder.ts';
import { RespondSeconds } from './respond/result.ts';
import type { GroupSeries, Series } from './result.ts';
import { readSubscription } from './topic-index.ts';

type Count = (typeof SECOND_COUNTS)[number];

/** What of a second is a metric. */
const LATENCIES: Readonly<Record<string, (typeof SECOND_LATENCIES)[number]>> = {
  'publish.ack': 'ack',
  delivery: 'delivery',
  request: 'request',
};
const RATES: Readonly<Record<string, Count>> = {
  'publish.rate': 'sent',
  'delivery.rate': 'received',
  'reply.rate': 'matched',
};
const COUNTS: Readonly<Record<string, Count>> = {
  sent: 'sent',
  acknowledged: 'acknowledged',
  'reply.timedout': 'timedOut',
};

export class SeriesBuilder {
  readonly #plan: Plan;
  readonly #seconds: Seconds<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]>;
  readonly #soFar: SoFar<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]>;
  readonly #counted: CountedLoad | null;
  readonly #respond: readonly RespondSeconds[];
  #missing = 0;
  /** First intended time of each group, after the start; Infinity until it begins. */
  readonly #originS: number[];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#counted = CountedLoad.of(plan);
    this.#respond = plan.groups.map(() => new RespondSeconds());
    const names = { counts: SECOND_COUNTS, latencies: SECOND_LATENCIES };
    this.#seconds = new Seconds(plan.groups.length, names);
    this.#soFar = new SoFar(
      plan.groups.map(({ name }) => name),
      names,
      plan,
    );
    this.#originS = plan.groups.map((group) => (group.startAfterMs === null ? 0 : Number.POSITIVE_INFINITY));
  }

  /** Of the measure phase so far. */
  get figures(): LiveFigures {
    return {
      value: ({ group, definition: metric }) => {
        if (metric.kind === 'latency') {
          const latency = LATENCIES[metric.family];
          return latency === undefined ? null : this.#soFar.latencyMs(latency, metric.statistic, group);
        }
        if (metric.name === 'lost') return this.#lost(group);
        const rate = RATES[metric.name];
        if (rate !== undefined) return this.#soFar.ratePerSecond(rate, group);
        const count = COUNTS[metric.name];
        return count === undefined ? null : this.#soFar.count(count, group);
      },
      offered: ({ group, definition: { dimension } }) => {
        const { seconds } = this.#soFar;
        const offered = this.#offeredSoFar(group, seconds);
        return offered === null || dimension === 'count' ? offered : offered / seconds;
      },
    };
  }

  groupBegan(group: number, afterStartS: number): void {
    this.#originS[group] = afterStartS;
  }

  add(second: number, groups: readonly SecondOfGroup[]): void {
    this.#seconds.add(second, groups);
    this.#soFar.add(second, groups);
    this.#counted?.add(groups);
    groups.forEach(({ counts, respond }, number) => {
      this.#missing += counts.missing;
      if (respond) this.#respond[number]!.add(second, respond);
    });
  }

  progress(second: number): Progress {
    const seconds = this.#seconds;
    return {
      ...phaseAt(this.#plan, second),
      ...(this.#counted && { secondsLeft: this.#secondsLeft(this.#counted, second) }),
      clients: sumOf(this.#plan.groups, connectionsOf),
      connected: seconds.total(second, 'connected'),
      protocol: 'mqtt',
      sentPerSecond: seconds.total(second, 'sent'),
      receivedPerSecond: seconds.total(second, 'received'),
      p99Ms: seconds.worstP99Ms(second),
      lost: this.#accountable(null) ? Math.max(0, this.#missing) : null,
    };
  }

  /** See `RunRecord`. */
  doneMs(second: number): number | null {
    const doneUs = this.#counted?.doneUs((second + 1) * 1e6 - this.#plan.warmupMs * 1000) ?? null;
    return doneUs === null ? null : Math.ceil(doneUs / 1000) + 1;
  }

  /** At the rate of the second that ended, and not longer than the load may take. */
  #secondsLeft({ left }: CountedLoad, second: number): number | null {
    const { secondsLeft } = phaseAt(this.#plan, second);
    const perSecond = this.#seconds.total(second, 'sent');
    const work = left === 0 ? 0 : left / perSecond;
    return secondsLeft === null ? null : Math.min(secondsLeft, Math.ceil(work + this.#plan.drainMs / 1000));
  }

  /** `plan`: as it was carried out. */
  result(plan: Plan, withSamples: boolean): Series {
    const seconds = this.#seconds;
    const groups: Record<string, GroupSeries> = {};
    this.#plan.groups.forEach(({ name }, number) => {
      const sent = seconds.counts(number, 'sent');
      const offered = this.#offeredBy(plan, number);
      const respond = this.#respond[number]!.series;
      groups[name] = {
        offered: sent.map((count, second) => offered(second) ?? count),
        sent,
        acknowledged: seconds.counts(number, 'acknowledged'),
        received: seconds.counts(number, 'received'),
        connected: seconds.counts(number, 'connected'),
        ackP50Ms: seconds.percentilesMs(number, 'ack', 50),
        ackP99Ms: seconds.percentilesMs(number, 'ack', 99),
        deliveryP50Ms: seconds.percentilesMs(number, 'delivery', 50),
        deliveryP99Ms: seconds.percentilesMs(number, 'delivery', 99),
        lagMaxMs: seconds.lagMaxMs(number),
        ...(respond && { respond }),
        ...(plan.groups[number]!.request && {
          requests: {
            matched: seconds.counts(number, 'matched'),
            timedOut: seconds.counts(number, 'timedOut'),
            requestP50Ms: seconds.percentilesMs(number, 'request', 50),
            requestP99Ms: seconds.percentilesMs(number, 'request', 99),
          },
        }),
        ...(withSamples && {
          samples: {
            'publish.ack': seconds.samples(number, 'ack'),
            delivery: seconds.samples(number, 'delivery'),
          },
        }),
      };
    });
    return { firstSecond: -plan.warmupMs / 1000, groups };
  }

  #lost(group: string | null): number | null {
    return this.#accountable(group) ? Math.max(0, this.#soFar.count('missing', group)) : null;
  }

  /** Whether a subscriber tells of gaps: members of a shared subscription have them by nature. */
  #accountable(group: string | null): boolean {
    return this.#plan.groups.some(
      (plan) =>
        (group === null || group === plan.name) &&
        plan.subscribe !== undefined &&
        subscriptionsOf(plan).every(({ filter }) => readSubscription(filter).share === null),
    );
  }

  /** Null where nothing is due: a closed loop, or no second measured. */
  #offeredSoFar(group: string | null, seconds: number): number | null {
    const first = Math.ceil(this.#plan.warmupMs / 1000);
    let offered = 0;
    for (const [number, { name }] of this.#plan.groups.entries()) {
      if (group !== null && group !== name) continue;
      const offeredIn = this.#offeredBy(this.#plan, number);
      for (let second = first; second < first + seconds; second++) {
        const due = offeredIn(second);
        if (due === null) return null;
        offered += due;
      }
    }
    return offered > 0 ? offered : null;
  }

  /** Messages due in a second; null for a closed loop, where it is what was sent. */
  #offeredBy({ groups, warmupMs, measureMs }: Plan, number: number): (second: number) => number | null {
    const { clients, stopAfterMs } = groups[number]!;
    const endUs = (warmupMs + Math.min(stopAfterMs ?? measureMs, measureMs)) * 1000;
    if (isClosedLoop(groups[number]!)) return () => null;
    const due = publicationsOf(groups[number]!).map(({ pace, messages = Number.POSITIVE_INFINITY }) => {
      if (pace.model === 'closed') return () => 0;
      const atOnce = pace.together ? clients : 1;
      const cadence = cadenceOf(pace, clients / atOnce, {
        originUs: this.#originS[number]! * 1e6,
        measureStartUs: warmupMs * 1000,
      });
      const most = (messages * clients) / atOnce;
      return (second: number) =>
        Math.min(most, messagesBefore(cadence, Math.min(second * 1e6, endUs))) * atOnce;
    });
    return (second) => sumOf(due, (before) => before(second + 1) - before(second));
  }
}
