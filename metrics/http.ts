/** The metrics of virtual users of a site; what has a group there has a task here. */
import { OBSERVED_ROWS } from './observed.ts';
import type { MetricRows } from './row.ts';

type HttpEvent = 'login' | 'task' | 'answer';

export const HTTP_ROWS = {
  latencies: {
    http: {
      event: 'task',
      service: 'http.service',
      meaning:
        'response time: from when a task was due to the end of its answer, redirects included; of successes',
    },
    'http.service': {
      event: 'task',
      meaning: 'service time: from when the generator began on the task to the end of its answer',
    },
    'schedule.lag': {
      event: 'task',
      source: 'generator',
      better: null,
      meaning: 'how late the generator began on a task its user was free to begin',
    },
    login: {
      event: 'login',
      setup: true,
      group: false,
      service: 'login.service',
      meaning: 'from when a user was to come to the end of its log-in',
    },
    'login.service': {
      event: 'login',
      setup: true,
      group: false,
      meaning: 'from when the generator began on a log-in to its end',
    },
  },
  figures: {
    'http.rate': {
      event: 'task',
      dimension: 'rate',
      better: 'higher',
      ofOffered: 'all groups',
      meaning: 'tasks that succeeded',
    },
    'http.failed': {
      event: 'task',
      dimension: 'count',
      better: 'lower',
      meaning: 'tasks that failed, by any cause',
    },
    'http.failed.share': {
      event: 'task',
      dimension: 'percent',
      better: 'lower',
      meaning: 'tasks that failed, of all that ended',
    },
    'login.failed': {
      event: 'login',
      setup: true,
      group: false,
      dimension: 'count',
      better: 'lower',
      meaning: 'users that could not log in',
    },
    apdex: {
      event: 'task',
      dimension: 'ratio',
      better: 'higher',
      meaning: 'tasks answered within T, and half of those within 4 T, of all (Apdex 1.1)',
    },
    'target.cpu_per_request': {
      source: 'target',
      dimension: 'time',
      group: false,
      better: 'lower',
      meaning: 'CPU time of the target for each task that ended',
    },
    ...OBSERVED_ROWS,
  },
} as const satisfies MetricRows<HttpEvent>;

type Rows = typeof HTTP_ROWS.latencies;
export type HttpLatencyName = keyof Rows;
/** Those that each task has. */
export type TaskLatencyName = {
  [L in HttpLatencyName]: Rows[L] extends { group: false } ? never : L;
}[HttpLatencyName];
export const TASK_LATENCIES = Object.entries(HTTP_ROWS.latencies)
  .filter(([, row]) => !('group' in row))
  .map(([name]) => name) as [TaskLatencyName, ...TaskLatencyName[]];
