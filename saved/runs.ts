/** The runs that results keep: one entry a kind of load, named as its plans are. */
import { workOfUsers } from '../load/http/plan.ts';
import { type HttpRunResult, httpRun } from '../load/http/result.ts';
import { workOfGroups } from '../load/mqtt/plan.ts';
import { mqttRun, type RunResult } from '../load/mqtt/result.ts';

export const RUN_SCHEMAS = { mqtt: mqttRun, http: httpRun } as const;

export interface Runs {
  readonly mqtt: RunResult;
  readonly http: HttpRunResult;
}
export type Protocol = keyof Runs;
export const PROTOCOLS = Object.keys(RUN_SCHEMAS) as [Protocol, ...Protocol[]];
export type AnyRunResult = Runs[Protocol];

/** What of a plan is work, whoever carries it out and whatever it is put on. */
export const WORK: { readonly [P in Protocol]: (plan: Runs[P]['plan']) => object } = {
  mqtt: workOfGroups,
  http: workOfUsers,
};
