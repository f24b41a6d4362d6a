/** What coordinator and agents say to each other of virtual users: plain data. */
import type { KindTypes } from '../kind.ts';
import type { HttpPlan } from './plan.ts';
import type { HttpRunResult, HttpSeries } from './result.ts';
import type { RecordedTask, SecondOfTask } from './task-recorder.ts';

export interface Http extends KindTypes {
  readonly plan: HttpPlan;
  readonly second: { readonly users: number; readonly tasks: readonly SecondOfTask[] };
  readonly report: UsersReport;
  readonly series: HttpSeries;
  readonly result: HttpRunResult;
  readonly toAgent: never;
  readonly fromAgent: never;
}

export interface UsersReport {
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
