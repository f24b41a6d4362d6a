import { expect, test } from 'vitest';
import { Conductor } from '../../../load/fleet/conductor.ts';
import { HTTP } from '../../../load/http/kind.ts';
import { readHttpPlan } from '../../../load/http/plan-input.ts';
import { slo } from '../../../slo/promise.ts';
import { floor, home, http, measured, page, task, verdict } from './measure.ts';

test('what the generator begins after its own freeze has the drain time too', async () => {
  let pids: readonly number[] = [];
  let answers = 0;
  await using site = await http((_, response) => {
    // In the midst of what is measured; it comes to itself after the end of the drain.
    if (++answers === 50) {
      process.kill(pids[0]!, 'SIGSTOP');
      setTimeout(() => process.kill(pids[0]!, 'SIGCONT'), 2000);
    }
    setTimeout(() => response.end('LAMPI'), 50);
  });
  const { wait: _, ...open } = { ...home, users: 100, arrivals: '100/s' } as const;
  const conductor = new Conductor(HTTP);
  const result = await conductor.run(readHttpPlan(open, site), {
    onAgents: (started) => {
      pids = started;
    },
  });
  await conductor.dismiss();
  if (result.status === 'invalid') throw new Error(result.reason);
  expect(task(result)).toMatchObject({ begun: 100, succeeded: 100, failedBy: {} });
  expect(verdict(result, slo({ 'http.failed': '= 0' }))).toBe('pass');
  expect(verdict(result, slo({ 'http.p90': '< 500ms' }))).toBe('invalid');
});

test('the result says which engine it was, and that the loop was closed', async () => {
  await using site = await http((_, response) => setTimeout(() => response.end('LAMPI'), 20));
  const result = await measured(site, floor);
  expect(result.plan).toMatchObject({ engine: 'autocannon', pace: { model: 'closed', waitMs: [0, 0] } });
  expect(result.generator).toMatchObject({ loop: 'closed', generatorBound: false });
  expect(result.series.users[0]).toBe(floor.users);
  expect(verdict(result, slo({ 'http.p50': '>= 20ms', 'http.p95': '< 200ms', 'http.failed': '= 0' }))).toBe(
    'pass',
  );
});

test('a connection the site closes between two pages is no failure, and does not spoil the times after it', async () => {
  const answers = new WeakMap<object, number>();
  await using site = await http(({ socket }, response) => {
    const answered = (answers.get(socket) ?? 0) + 1;
    answers.set(socket, answered);
    if (answered > 5) socket.destroy();
    else setTimeout(() => response.end('LAMPI'), 10);
  });
  const result = await measured(site, floor);
  expect(page(result).failedBy).toEqual({});
  expect(verdict(result, slo({ 'http.p50': '< 20ms' }))).toBe('pass');
});
