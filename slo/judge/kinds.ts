/** The kinds of load that can be judged, by the `protocol` of their plans. */
import type { Kind } from '../../metrics/kinds.ts';
import type { AnyRunResult, Runs } from '../../saved/runs.ts';
import { HTTP } from '../http/http.ts';
import type { KindOfLoad, Looked } from '../kind-of-load.ts';
import { MQTT } from '../mqtt/mqtt.ts';

type MeasuredOf<K extends Kind> = Extract<Runs[K], { readonly status: 'measured' }>;
export type MeasuredRun = MeasuredOf<Kind>;
type Any = KindOfLoad<Kind, MeasuredRun, Looked<Kind>>;

const KINDS_OF_LOAD = { mqtt: MQTT, http: HTTP } satisfies { readonly [K in Kind]: unknown };

/** Each is asked for runs of its own alone. */
export const kindOf = (run: AnyRunResult): Any => KINDS_OF_LOAD[run.plan.protocol] as unknown as Any;
