/** The part of an HTTP run one objective looks at: a window, and one task of it or all. */
import { decodeHistogram, type Histogram, mergeHistograms } from '../../load/histogram.ts';
import type { HttpWindowResult, MeasuredHttpRun, TaskResult } from '../../load/http/result.ts';
import type { HttpLatencyName } from '../../metrics/latencies.ts';

import type { Observation } from '../../saved/observation.ts';
import { absent, type Missing } from '../mqtt/scope.ts';

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
  if (!window) return absent('window', windowName, Object.keys(run.windows));
  const names = task === null ? Object.keys(window.tasks) : [task];
  if (task !== null && !window.tasks[task]) return absent('task', task, Object.keys(window.tasks));
  const tasks = names.map((name) => window.tasks[name]!);
  const sum = (count: 'begun' | 'succeeded' | 'failed'): number =>
    tasks.reduce((total, one) => total + one[count], 0);
  const failedBy: Record<string, number> = {};
  for (const one of tasks)
    for (const [cause, count] of Object.entries(one.failedBy))
      failedBy[cause] = (failedBy[cause] ?? 0) + count;
  const decoded = new Map<HttpLatencyName, Histogram | null>();
  return {
    run,
    observation,
    window,
    seconds: (window.toMs - window.fromMs) / 1000,
    task,
    names,
    begun: sum('begun'),
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    failedBy,
    histogram: (name) => {
      let histogram = decoded.get(name);
      if (histogram === undefined) {
        histogram = merged(encodedOf(run, tasks, name));
        decoded.set(name, histogram);
      }
      return histogram;
    },
  };
}

function encodedOf(run: MeasuredHttpRun, tasks: readonly TaskResult[], name: HttpLatencyName): string[] {
  if (name === 'login') return run.login.latency === null ? [] : [run.login.latency];
  if (name === 'login.service') return run.login.service === null ? [] : [run.login.service];
  return tasks.flatMap(({ latencies }) => latencies[name] ?? []);
}

function merged(encoded: readonly string[]): Histogram | null {
  return encoded.length === 0 ? null : mergeHistograms(encoded.map(decodeHistogram));
}
