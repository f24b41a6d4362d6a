/** What coordinator and agents say to each other: plain data, in this order. */
import type { AgentReport } from '../generator.ts';
import type { Plan } from './plan.ts';
import type { PublisherAccount } from './publisher.ts';
import type { RecordedGroup, SecondOfGroup } from './recorder.ts';

import type { Ending } from './standing.ts';
import type { SubscriberAccount } from './subscriber.ts';

/** One agent's share: the clients whose number in the plan is `agent` modulo `agents`. */
export interface Slice {
  readonly plan: Plan;
  readonly runTag: number;
  readonly runName: string;
  readonly agent: number;
  readonly agents: number;
  /** '127.a.b' or null: see Sources. */
  readonly sourcePrefix: string | null;
  readonly connectsInFlight: number;
  readonly pacing: 'poll' | 'timer';
}

export type ToAgent =
  | { readonly type: 'prepare'; readonly slice: Slice }
  /** The barrier has fallen: publishing begins at `atUs`. */
  | { readonly type: 'start'; readonly atUs: number }
  /** The barrier of a group that joined later. */
  | { readonly type: 'start-group'; readonly group: number; readonly atUs: number }
  | { readonly type: 'finish' };

export type FromAgent =
  /** All clients of the starting groups are ready or have failed. */
  | { readonly type: 'ready' }
  | { readonly type: 'group-ready'; readonly group: number }
  | { readonly type: 'connecting'; readonly connected: number }
  /** Once a second from the start on; `second` counts from it. One entry a group. */
  | { readonly type: 'progress'; readonly second: number; readonly groups: readonly SecondOfGroup[] }
  | { readonly type: 'result'; readonly result: AgentResult };

export interface AgentResult extends AgentReport {
  /** One a group of the plan. */
  readonly groups: readonly GroupAccount[];
}

export interface GroupAccount {
  readonly indices: Uint32Array;
  readonly recorded: RecordedGroup;
  readonly publisher: PublisherAccount | null;
  readonly subscriber: SubscriberAccount | null;
  readonly attempted: number;
  readonly succeeded: number;
  readonly failures: ReadonlyMap<string, number>;
  readonly losses: readonly Ending[];
  readonly firstAttemptUs: number;
  readonly lastConnackUs: number;
  /** First intended time; 0 when the group never began. */
  readonly originUs: number;
}
