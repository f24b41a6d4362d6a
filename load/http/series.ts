/** The per-second series of a hold of users, put together from the agents' seconds as they come in. */
import { type Progress, phaseAt } from '../progress.ts';
import { Seconds } from '../seconds.ts';
import type { HttpPlan } from './plan.ts';
import type { HttpSeries, TaskSeries } from './result.ts';
import { SECOND_COUNTS, SECOND_LATENCIES, type SecondOfTask } from './task-recorder.ts';

export class HttpSeriesBuilder {
  readonly #plan: HttpPlan;
  readonly #users: number[] = [];
  readonly #seconds: Seconds<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]>;

  constructor(plan: HttpPlan) {
    this.#plan = plan;
    this.#seconds = new Seconds(plan.tasks.length, { counts: SECOND_COUNTS, latencies: SECOND_LATENCIES });
  }

  add(second: number, users: number, tasks: readonly SecondOfTask[]): void {
    this.#seconds.add(second, tasks);
    this.#users[second] = (this.#users[second] ?? 0) + users;
  }

  progress(second: number): Progress {
    return {
      ...phaseAt(this.#plan, second),
      clients: this.#plan.users,
      connected: this.#users[second] ?? 0,
      protocol: 'http',
      sentPerSecond: this.#seconds.total(second, 'begun'),
      receivedPerSecond: this.#seconds.total(second, 'succeeded'),
      p99Ms: this.#seconds.worstP99Ms(second),
    };
  }

  result(): HttpSeries {
    const seconds = this.#seconds;
    const tasks: Record<string, TaskSeries> = {};
    this.#plan.tasks.forEach(({ name }, task) => {
      tasks[name] = {
        begun: seconds.counts(task, 'begun'),
        succeeded: seconds.counts(task, 'succeeded'),
        failed: seconds.counts(task, 'failed'),
        p50Ms: seconds.percentilesMs(task, 'response', 50),
        p99Ms: seconds.percentilesMs(task, 'response', 99),
        lagMaxMs: seconds.lagMaxMs(task),
      };
    });
    return { firstSecond: -this.#plan.warmupMs / 1000, users: this.#users, tasks };
  }
}
