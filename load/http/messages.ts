/** What coordinator and agents say to each other, in this order; a population that is held says it once a hold. */

import type { AgentReport } from '../generator.ts';
import type { ToAgent } from '../mqtt/messages.ts';

import type { HttpPlan } from './plan.ts';
import type { RecordedTask, SecondOfTask } from './task-recorder.ts';

/** One agent's share: the users whose number is `agent` modulo `agents`. */
export interface UsersSlice {
  readonly plan: HttpPlan;
  readonly agent: number;
  readonly agents: number;
  /** '127.a.b' or null: see Sources. */
  readonly sourcePrefix: string | null;
  readonly pacing: 'poll' | 'timer';
}

export type ToUsersAgent =
  /** As many users as the plan says: new ones join, those above leave. */
  { readonly type: 'prepare'; readonly slice: UsersSlice } | Extract<ToAgent, { type: 'start' | 'finish' }>;

export type FromUsersAgent =
  /** Every user is there or has failed. */
  | { readonly type: 'ready' }
  | { readonly type: 'connecting'; readonly connected: number }
  | {
      readonly type: 'progress';
      readonly second: number;
      readonly users: number;
      readonly tasks: readonly SecondOfTask[];
    }
  /** The plan's module cannot be used. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'result'; readonly result: UsersResult };

export interface UsersResult extends AgentReport {
  /** By window, then task. */
  readonly windows: readonly (readonly RecordedTask[])[];
  readonly login: {
    readonly attempted: number;
    readonly succeeded: number;
    readonly failedBy: Readonly<Record<string, number>>;
    readonly turnedAwayBy: Readonly<Record<string, number>>;
    readonly latency: string | null;
    readonly service: string | null;
  };
  /** Under way when the drain ended, by window and task. */
  readonly unfinished: readonly (readonly number[])[];
  readonly open: { readonly offered: number; readonly begun: number; readonly blocked: number };
}
