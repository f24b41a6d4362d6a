/** The part of a run one objective looks at: a window, and one group of it or all. */
import type { Histogram } from '../../load/histogram.ts';
import { connectionsOf, publicationsOf, subscriptionsOf } from '../../load/mqtt/group.ts';
import { carriesHeader } from '../../load/mqtt/payload/header.ts';
import type { GroupPlan } from '../../load/mqtt/plan.ts';
import type { Counts, GroupResult, LedgerResult, MeasuredRun, WindowResult } from '../../load/mqtt/result.ts';
import { readSubscription } from '../../load/mqtt/topic-index.ts';
import { failedLocally } from '../../load/socket/causes.ts';
import type { LatencyName } from '../../metrics/mqtt.ts';
import type { Observation } from '../../saved/observation.ts';
import { histogramsBy } from '../histograms.ts';
import { absent, type Missing, noWindow } from '../measured.ts';

export interface Part {
  readonly plan: GroupPlan;
  readonly result: GroupResult;
}

export interface Scope {
  readonly run: MeasuredRun;
  readonly observation: Observation | null;
  readonly window: WindowResult;
  readonly seconds: number;
  /** Null = over all groups. */
  readonly group: string | null;
  readonly parts: readonly Part[];
  /** The same window over all groups: the load the target had. Itself when `group` is null. */
  readonly load: Scope;
  readonly counts: Counts;
  /** Sum over the scope's groups; null when nothing was recorded. Decoded once. */
  histogram(name: LatencyName): Histogram | null;
  /** Of the groups that are acknowledged (QoS 1). */
  readonly acknowledging: Counts;
  /**
   * What was lost, doubled, reordered and foreign. Of the whole measure phase over all groups it is
   * the ledger's, warm-up included: a message lost before the window is lost all the same.
   */
  readonly faults: Pick<
    LedgerResult,
    'received' | 'owed' | 'lost' | 'unread' | 'duplicated' | 'reordered' | 'foreign'
  >;
  /** Some payload carries a header, so that deliveries can be told apart. */
  readonly traceable: boolean;
  readonly subscribes: boolean;
}

export const isShared = ({ plan }: Part): boolean =>
  subscriptionsOf(plan).some(({ filter }) => readSubscription(filter).share !== null);

/** Finds windows and groups of one run; scopes are made once each. */
export class Scopes {
  readonly #run: MeasuredRun;
  readonly #observation: Observation | null;
  readonly #made = new Map<string, Scope | Missing>();

  constructor(run: MeasuredRun, observation: Observation | null) {
    this.#run = run;
    this.#observation = observation;
  }

  of(window: string, group: string | null): Scope | Missing {
    const key = JSON.stringify([window, group]);
    let scope = this.#made.get(key);
    if (!scope) {
      scope = this.#make(window, group);
      this.#made.set(key, scope);
    }
    return scope;
  }

  #make(name: string, group: string | null): Scope | Missing {
    const run = this.#run;
    const window = run.windows[name];
    if (!window) return noWindow(run, name);
    if (group !== null && !window.groups[group]) return absent('group', group, Object.keys(window.groups));
    const parts = run.plan.groups.flatMap((plan) => {
      const result = group === null || plan.name === group ? window.groups[plan.name] : undefined;
      return result ? [{ plan, result }] : [];
    });
    const load = group === null ? null : this.of(name, null);
    if (load !== null && 'missing' in load) return load;
    const counts = total(parts);
    const scope: Omit<Scope, 'load'> & { load?: Scope } = {
      run,
      observation: this.#observation,
      window,
      seconds: (window.toMs - window.fromMs) / 1000,
      group,
      parts,
      counts,
      histogram: histogramsBy((latency) => parts.flatMap(({ result }) => result.latencies[latency] ?? [])),
      acknowledging: total(parts.flatMap(acknowledgedOf)),
      faults: name === 'measure' && group === null ? run.ledger : counts,
      traceable: isTraceable(run),
      subscribes: parts.some(({ plan }) => plan.subscribe !== undefined),
    };
    return Object.assign(scope, { load: load ?? (scope as Scope) });
  }
}

/** A part with what is acknowledged alone. */
function acknowledgedOf(part: Part): Part[] {
  if (!publicationsOf(part.plan).some(({ qos }) => qos > 0)) return [];
  const { counts } = part.result;
  return [{ ...part, result: { ...part.result, counts: { ...counts, ...counts.withAcknowledgement } } }];
}

const NOTHING: Required<Omit<Counts, 'withAcknowledgement'>> = {
  offered: 0,
  sent: 0,
  acknowledged: 0,
  received: 0,
  owed: 0,
  lost: 0,
  unread: 0,
  duplicated: 0,
  reordered: 0,
  foreign: 0,
  retained: 0,
  retainedMissing: 0,
  unsentByGenerator: 0,
  unsentByTarget: 0,
};

function total(parts: readonly Part[]): Counts {
  const sum = { ...NOTHING };
  for (const { plan, result } of parts) {
    const counts = blamed(plan, result);
    for (const key of Object.keys(NOTHING) as (keyof typeof NOTHING)[]) sum[key] += counts[key] ?? 0;
  }
  return sum;
}

/** What clients left unsent that could not connect for want of our own files or ports is no doing of the target's. */
function blamed(plan: GroupPlan, { counts, connect }: GroupResult): Counts {
  const { offered, unsentByTarget, unsentByGenerator } = counts;
  const ours = Math.min(
    unsentByTarget,
    Math.round((offered * failedLocally(connect.failedBy)) / connectionsOf(plan)),
  );
  return {
    ...counts,
    unsentByTarget: unsentByTarget - ours,
    unsentByGenerator: unsentByGenerator + ours,
  };
}

function isTraceable({ plan, generator }: MeasuredRun): boolean {
  const publishing = plan.groups.flatMap(publicationsOf);
  if (publishing.length > 0 && !publishing.some(carriesHeader)) return false;
  return !generator.headerless;
}
