import { expect, test } from 'vitest';
import { readHttpPlan } from '../../../load/http/plan-input.ts';
import { HttpSeriesBuilder } from '../../../load/http/series.ts';
import { TaskRecorder } from '../../../load/http/task-recorder.ts';
import { parseMetric } from '../../../metrics/parse.ts';

const site = { url: 'http://127.0.0.1:8080/' };
const input = {
  users: 2,
  tasks: { home: { get: '/' }, list: { get: '/list' } },
  wait: '1s',
  warmup: '1s',
  measure: '2s',
  drain: '1s',
} as const;
const plan = readHttpPlan(input, site);

function task(succeeded: number, failed: number, responseMs: number) {
  const recorder = new TaskRecorder();
  for (let n = 0; n < succeeded; n++) recorder.succeeded(0, 0, responseMs * 1000);
  for (let n = 0; n < failed; n++) recorder.failed(0, '503');
  return recorder.takeSecond();
}

test('figures so far are those of the measure phase, of all tasks or of one', () => {
  const builder = new HttpSeriesBuilder(plan);
  const figures = (...metrics: string[]) =>
    metrics.map((metric) => builder.figures.value(parseMetric(metric)));
  builder.add(0, 2, [task(0, 5, 0), task(0, 0, 0)]);
  expect(figures('http.rate', 'http.failed.share', 'http.p99')).toEqual([null, null, null]);
  builder.add(1, 2, [task(8, 2, 20), task(5, 0, 80)]);
  builder.add(2, 2, [task(10, 0, 20), task(5, 0, 80)]);
  expect(figures('http.rate', 'home/http.rate', 'http.failed', 'list/http.failed')).toEqual([14, 9, 2, 0]);
  expect(figures('home/http.failed.share', 'apdex', 'login.p99')).toEqual([10, null, null]);
  const [p50, p99] = figures('http.p50', 'http.p99');
  expect(p50).toBeCloseTo(20, 0);
  expect(p99).toBeCloseTo(80, 0);
  expect(builder.progress(2)).toMatchObject({ lost: 7, secondsLeft: 1, connected: 2 });
});

test('what was offered so far follows from the rate and its steps, and a task has its share', () => {
  const { wait: _, ...open } = input;
  const tasks = { home: { get: '/', weight: 3 }, list: { get: '/list' } } as const;
  const steps = [
    ['1s', '20/s'],
    ['10s', '60/s'],
  ] as const;
  const builder = new HttpSeriesBuilder(readHttpPlan({ ...open, tasks, rate: steps }, site));
  const offered = (metric: string) => builder.figures.offered(parseMetric(metric));
  for (let second = 0; second < 3; second++) builder.add(second, 2, [task(1, 0, 20), task(1, 0, 20)]);
  expect(offered('http.rate')).toBe(40);
  expect(offered('home/http.rate')).toBe(30);
  const closed = new HttpSeriesBuilder(readHttpPlan(input, site));
  closed.add(1, 2, [task(1, 0, 20), task(1, 0, 20)]);
  expect(closed.figures.offered(parseMetric('http.rate'))).toBeNull();
});
