/** The per-second series of a hold of users, put together from the agents' seconds as they come in. */
import { type Progress, phaseAt } from '../progress.ts';
import { Seconds } from '../seconds.ts';
import { type LiveFigures, SoFar } from '../so-far.ts';
import { tasksDue } from './cadence.ts';
import type { HttpPlan } from './plan.ts';
import type { HttpSeries, TaskSeries } from './result.ts';
import { SECOND_COUNTS, SECOND_LATENCIES, type SecondOfTask } from './task-recorder.ts';
import { shareOfTask } from './task-share.ts';

export class HttpSeriesBuilder {
  readonly #plan: HttpPlan;
  readonly #users: number[] = [];
  readonly #seconds: Seconds<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]>;
  readonly #soFar: SoFar<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]>;
  #failed = 0;

  constructor(plan: HttpPlan) {
    this.#plan = plan;
    const names = { counts: SECOND_COUNTS, latencies: SECOND_LATENCIES };
    this.#seconds = new Seconds(plan.tasks.length, names);
    this.#soFar = new SoFar(
      plan.tasks.map(({ name }) => name),
      names,
      plan,
    );
  }

  add(second: number, users: number, tasks: readonly SecondOfTask[]): void {
    this.#seconds.add(second, tasks);
    this.#soFar.add(second, tasks);
    for (const { counts } of tasks) this.#failed += counts.failed;
    this.#users[second] = (this.#users[second] ?? 0) + users;
  }

  /** Of the measure phase so far. */
  get figures(): LiveFigures {
    const soFar = this.#soFar;
    return {
      value({ group, definition: metric }) {
        if (metric.kind === 'latency')
          return metric.family === 'http' ? soFar.latencyMs('response', metric.statistic, group) : null;
        const [succeeded, failed] = [soFar.count('succeeded', group), soFar.count('failed', group)];
        switch (metric.name) {
          case 'http.rate':
            return soFar.ratePerSecond('succeeded', group);
          case 'http.failed':
            return failed;
          case 'http.failed.share':
            return failed + succeeded === 0 ? null : (100 * failed) / (failed + succeeded);
          default:
            return null;
        }
      },
      offered: ({ group, definition: { dimension } }) => {
        const { tasks, pace, warmupMs } = this.#plan;
        const { seconds } = soFar;
        if (pace.model === 'closed' || seconds === 0) return null;
        const due = shareOfTask(tasks, group) * tasksDue({ pace, warmupMs }, 0, seconds * 1000);
        return dimension === 'count' ? due : due / seconds;
      },
    };
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
      lost: this.#failed,
    };
  }

  result(withSamples: boolean): HttpSeries {
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
        ...(withSamples && { samples: { http: seconds.samples(task, 'response') } }),
      };
    });
    return { firstSecond: -this.#plan.warmupMs / 1000, users: this.#users, tasks };
  }
}
