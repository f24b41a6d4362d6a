/** The part of an HTTP run one objective looks at: a window, and one task of it or all. */
import { sumOfCauses } from '../../load/cause-counts.ts';
import type { Histogram } from '../../load/histogram.ts';
import type { HttpWindowResult, MeasuredHttpRun, TaskResult } from '../../load/http/result.ts';
import type { HttpLatencyName } from '../../metrics/http.ts';
import type { Observation } from '../../saved/observation.ts';
import { sumOf } from '../../statistics/sum.ts';
import { histogramsBy } from '../histograms.ts';
import { absent, type Missing, noWindow } from '../measured.ts';

export interface HttpScope {
  readonly run: MeasuredHttpRun;
  readonly observation: Observation | null;
  readonly window: HttpWindowResult;
  readonly seconds: number;
  /** Null = all tasks. */
  readonly task: string | null;
  readonly names: readonly string[];
  readonly begun: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly failedBy: Readonly<Record<string, number>>;
  /** Null when nothing was recorded. Decoded once. */
  histogram(name: HttpLatencyName): Histogram | null;
}

export function httpScope(
  run: MeasuredHttpRun,
  observation: Observation | null,
  windowName: string,
  task: string | null,
): HttpScope | Missing {
  const window = run.windows[windowName];
  if (!window) return noWindow(run, windowName);
  const names = task === null ? Object.keys(window.tasks) : [task];
  if (task !== null && !window.tasks[task]) return absent('task', task, Object.keys(window.tasks));
  const tasks = names.map((name) => window.tasks[name]!);
  return {
    run,
    observation,
    window,
    seconds: (window.toMs - window.fromMs) / 1000,
    task,
    names,
    begun: sumOf(tasks, ({ begun }) => begun),
    succeeded: sumOf(tasks, ({ succeeded }) => succeeded),
    failed: sumOf(tasks, ({ failed }) => failed),
    failedBy: sumOfCauses(tasks.map((one) => one.failedBy)),
    histogram: histogramsBy((name) => encodedOf(run, tasks, name)),
  };
}

function encodedOf(run: MeasuredHttpRun, tasks: readonly TaskResult[], name: HttpLatencyName): string[] {
  if (name === 'login') return run.login.latency === null ? [] : [run.login.latency];
  if (name === 'login.service') return run.login.service === null ? [] : [run.login.service];
  return tasks.flatMap(({ latencies }) => latencies[name] ?? []);
}
