import { describe, expect, test } from 'vitest';
import { joiningOf } from '../../../slo/http/joining.ts';
import { httpScope } from '../../../slo/http/scope.ts';
import { aHttpRun, encoded, type HttpRunShape } from './a-run.ts';

function joining(shape: Omit<HttpRunShape, 'tasks'>) {
  const scope = httpScope(aHttpRun({ tasks: { home: {} }, ...shape }), null, 'measure', null);
  if ('missing' in scope) throw new Error(scope.missing);
  return joiningOf(scope);
}
const latency = encoded([
  [80, 99],
  [2000, 1],
]);

describe('users join', () => {
  test('one after another, the last one as long as the slowest took, before the warm-up', () => {
    // 100 users at ten a second come in 9.9 s; a minute passes at most until the measurement begins.
    const { fromMs, toMs, tookMs } = joining({ login: { latency }, plan: { warmupMs: 5000 } });
    expect(tookMs).toBeCloseTo(11_900, -1);
    expect([fromMs + tookMs, toMs]).toEqual([-65_000, -5000]);
  });

  test('at once where the plan has no rate for it, or none had to', () => {
    expect(joining({ login: { latency }, plan: { spawnPerSecond: null } }).tookMs).toBeCloseTo(2000, -1);
    expect(joining({ login: { attempted: 0, latency: null } }).tookMs).toBe(0);
  });

  test('for all attempts of two pages each, and the waits between them, where some failed', () => {
    const failing = (attempts: number) => {
      const { login } = aHttpRun({ tasks: {} }).plan;
      const plan = { spawnPerSecond: null, timeoutMs: 10_000, login: { ...login!, attempts } };
      return joining({ login: { latency, failed: 1 }, plan }).tookMs;
    };
    expect(failing(1)).toBe(2 * 10_000 + 1000);
    expect(failing(3)).toBe(3 * 2 * 10_000 + 4000);
  });
});
