import { describe, expect, test } from 'vitest';
import { conduct } from '../../../load/fleet/conductor.ts';
import { HTTP } from '../../../load/http/kind.ts';
import { type HttpPlanInput, readHttpPlan } from '../../../load/http/plan-input.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { floor, home, http } from './measure.ts';

const { wait: _, ...open } = home;

describe.concurrent('virtual users that are interrupted', () => {
  test.each<[string, HttpPlanInput]>([
    ['users who think', home],
    ['arrivals', { ...open, arrivals: '100/s' }],
    ['a page floor', { ...floor, tasks: { home: floor.tasks.page } }],
  ])('give what was measured until then: %s', async (_, input) => {
    let asked = 0;
    await using site = await http((_request, response) => {
      asked++;
      response.end('LAMPI');
    });
    const stop = new AbortController();
    const windows = { last: ['40s', '60s'] } as const;
    const plan = readHttpPlan({ ...input, measure: '60s', windows }, site);
    const result = await conduct(HTTP, plan, {
      signal: stop.signal,
      onMeasureStart: () => void setTimeout(() => stop.abort(), 1500),
    });
    if (result.status === 'invalid') throw new Error(result.reason);
    const { afterMs } = result.interrupted!;
    expect(result).toMatchObject({
      interrupted: { ofMs: 60_000 },
      plan: { measureMs: afterMs },
      targetDown: null,
    });
    expect(afterMs).toBeGreaterThanOrEqual(1500);
    expect(Object.keys(result.windows)).toEqual(['measure']);
    const { begun, succeeded, failed } = result.windows.measure!.tasks.home!;
    expect(begun).toBeGreaterThan(20);
    expect(begun).toBeLessThanOrEqual(asked);
    expect({ succeeded, failed }).toEqual({ succeeded: begun, failed: 0 });
    if (plan.pace.model === 'open') expect(result.generator.offered).toBeLessThanOrEqual(afterMs / 10 + 1);
    const { verdict, rows } = judge(result, slo({ 'http.failed': '= 0' }));
    expect({ verdict, row: rows[0]?.verdict }).toEqual({ verdict: 'invalid', row: 'pass' });
  });
});
