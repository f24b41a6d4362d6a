/** What the coordinator and its agents say to each other in a load of any kind: plain data, in this order. */
import type { AgentReport } from './generator.ts';
import type { KindTypes, Pacing, RunIdentity } from './kind.ts';

/** One agent's share of a plan: the clients whose number is `agent` modulo `agents`. */
export interface Slice<Plan> {
  readonly plan: Plan;
  readonly run: RunIdentity;
  readonly agent: number;
  readonly agents: number;
  /** '127.a.b' or null: see Sources. */
  readonly sourcePrefix: string | null;
  readonly pacing: Pacing;
}

export type ToAgent<K extends KindTypes> =
  /** Bring the clients there. Agents that stay are told so before each run. */
  | { readonly type: 'prepare'; readonly slice: Slice<K['plan']> }
  /** The barrier has fallen: the load begins at `atUs`. */
  | { readonly type: 'start'; readonly atUs: number }
  | { readonly type: 'own'; readonly message: K['toAgent'] }
  /** The measure phase ends at `atUs`, before its time; `finish` follows. */
  | { readonly type: 'cut'; readonly atUs: number }
  /** The drain is over: report. */
  | { readonly type: 'finish' }
  /** All have reported: close the connections that the run does not need any more. */
  | { readonly type: 'leave' };

export type FromAgent<K extends KindTypes> =
  /** Once a second until `ready`. */
  | { readonly type: 'connecting'; readonly connected: number }
  /** Each client is there or has failed. */
  | { readonly type: 'ready' }
  /** The plan cannot be carried out. */
  | { readonly type: 'refused'; readonly reason: string }
  /** Once a second from the start on; `second` counts from it. */
  | { readonly type: 'progress'; readonly second: number; readonly told: K['second'] }
  | { readonly type: 'own'; readonly message: K['fromAgent'] }
  | { readonly type: 'result'; readonly report: K['report'] & AgentReport }
  /** The clients that were to leave are gone. */
  | { readonly type: 'left' };
