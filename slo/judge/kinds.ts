/** The kinds of load that can be judged, by the `protocol` of their plans. */
import type { Kind } from '../../metrics/kinds.ts';
import type { Runs } from '../../saved/runs.ts';
import { HTTP } from '../http/http.ts';
import type { KindOfLoad, PlanOf } from '../kind-of-load.ts';
import { MQTT } from '../mqtt/mqtt.ts';

type MeasuredOf<K extends Kind> = Extract<Runs[K], { readonly status: 'measured' }>;
export type MeasuredRun = MeasuredOf<Kind>;

const KINDS_OF_LOAD: { readonly [K in Kind]: KindOfLoad<K, MeasuredOf<K>> } = { mqtt: MQTT, http: HTTP };

/** A plan, before its load or from results. */
export type KnownPlan = { [K in Kind]: PlanOf<MeasuredOf<K>> }[Kind];

/** It is asked for plans of its own alone. */
export const kindOfPlan = ({ protocol }: Pick<KnownPlan, 'protocol'>): KindOfLoad<Kind, MeasuredRun> =>
  KINDS_OF_LOAD[protocol];

/** It is asked for runs of its own alone. */
export const kindOf = (run: MeasuredRun): KindOfLoad<Kind, MeasuredRun> => KINDS_OF_LOAD[run.plan.protocol];
