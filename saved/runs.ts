/** The runs that results keep: one entry a kind of load, named as its plans are. */
import { workOfUsers } from '../load/http/planned-work.ts';
import type { HttpRunResult } from '../load/http/result.ts';
import { workOfGroups } from '../load/mqtt/planned-work.ts';
import type { RunResult } from '../load/mqtt/result.ts';

export interface Runs {
  readonly mqtt: RunResult;
  readonly http: HttpRunResult;
}
export type Protocol = keyof Runs;
export type AnyRunResult = Runs[Protocol];

/** What of a plan is work, whoever carries it out and whatever it is put on. */
export const WORK: { readonly [P in Protocol]: (plan: Runs[P]['plan']) => object } = {
  mqtt: workOfGroups,
  http: workOfUsers,
};
export const PROTOCOLS = Object.keys(WORK) as [Protocol, ...Protocol[]];
