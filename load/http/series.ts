/** The per-second series of a hold, put together from the agents' seconds as they come in. */
import type { Progress } from '../result.ts';
import { SecondHistogram } from '../second-histogram.ts';
import type { HttpPlan } from './plan.ts';
import type { HttpSeries, TaskSeries } from './result.ts';
import type { TaskSecond } from './task-recorder.ts';

interface Second {
  begun: number;
  succeeded: number;
  failed: number;
  lagMaxUs: number;
  readonly response: SecondHistogram;
}

const newSecond = (): Second => ({
  begun: 0,
  succeeded: 0,
  failed: 0,
  lagMaxUs: 0,
  response: new SecondHistogram(),
});

export class HttpSeriesBuilder {
  readonly #plan: HttpPlan;
  readonly #agents: number;
  readonly #users: number[] = [];
  /** By second, then task. */
  readonly #seconds: Second[][] = [];
  readonly #reports: number[] = [];

  constructor(plan: HttpPlan, agents: number) {
    this.#plan = plan;
    this.#agents = agents;
  }

  /** True when this was the last agent's report of the second. */
  add(second: number, users: number, tasks: readonly TaskSecond[]): boolean {
    while (this.#seconds.length <= second) this.#seconds.push(this.#plan.tasks.map(newSecond));
    tasks.forEach((counts, t) => {
      const sum = this.#seconds[second]![t]!;
      sum.begun += counts.begun;
      sum.succeeded += counts.succeeded;
      sum.failed += counts.failed;
      sum.lagMaxUs = Math.max(sum.lagMaxUs, counts.lagMaxUs);
      sum.response.add(counts.response);
    });
    this.#users[second] = (this.#users[second] ?? 0) + users;
    this.#reports[second] = (this.#reports[second] ?? 0) + 1;
    return this.#reports[second] === this.#agents;
  }

  progress(second: number): Progress {
    const { warmupMs, measureMs, drainMs, users } = this.#plan;
    const sums = this.#seconds[second] ?? [];
    const ms = (second + 1) * 1000;
    const [phase, fromMs, lengthMs] =
      ms <= warmupMs
        ? (['warm-up', 0, warmupMs] as const)
        : ms <= warmupMs + measureMs
          ? (['measure', warmupMs, measureMs] as const)
          : (['drain', warmupMs + measureMs, drainMs] as const);
    const worstUs = Math.max(0, ...sums.map(({ response }) => response.percentileUs(99) ?? 0));
    return {
      phase,
      secondsInPhase: (ms - fromMs) / 1000,
      phaseSeconds: lengthMs / 1000,
      clients: users,
      connected: this.#users[second] ?? 0,
      protocol: 'http',
      sentPerSecond: sums.reduce((sum, { begun }) => sum + begun, 0),
      receivedPerSecond: sums.reduce((sum, { succeeded }) => sum + succeeded, 0),
      p99Ms: worstUs > 0 ? worstUs / 1000 : null,
    };
  }

  result(): HttpSeries {
    const tasks: Record<string, TaskSeries> = {};
    this.#plan.tasks.forEach(({ name }, t) => {
      const seconds = this.#seconds.map((sums) => sums[t]!);
      const ms = (us: number | null): number | null => (us === null ? null : us / 1000);
      tasks[name] = {
        begun: seconds.map(({ begun }) => begun),
        succeeded: seconds.map(({ succeeded }) => succeeded),
        failed: seconds.map(({ failed }) => failed),
        p50Ms: seconds.map(({ response }) => ms(response.percentileUs(50))),
        p99Ms: seconds.map(({ response }) => ms(response.percentileUs(99))),
        lagMaxMs: seconds.map(({ lagMaxUs }) => lagMaxUs / 1000),
      };
    });
    return { firstSecond: -this.#plan.warmupMs / 1000, users: this.#users, tasks };
  }
}
