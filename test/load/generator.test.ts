import { expect, test } from 'vitest';
import { generatorOf } from '../../load/generator.ts';

const report = (agent: number, loopUtilization: number) => ({
  agent,
  health: { pid: 100 + agent, cpuMs: 0, cpuPercent: 0, maxRssBytes: 0, loopUtilization, stalls: [] },
});

test('agents stand in the order of their numbers, whoever reported first', () => {
  const { agents, perAgent } = generatorOf([report(1, 0), report(0, 0)], { pacing: 'timer', unpaced: false });
  expect(agents).toBe(2);
  expect(perAgent.map(({ pid }) => pid)).toEqual([100, 101]);
});

test.each([
  [0.95, true, true],
  [0.95, false, false],
  [0.5, true, false],
])('an agent busy for %d of its time, unpaced %s: bound by the generator %s', (busy, unpaced, bound) => {
  const reports = [report(0, 0.1), report(1, busy)];
  expect(generatorOf(reports, { pacing: 'timer', unpaced }).generatorBound).toBe(bound);
});
