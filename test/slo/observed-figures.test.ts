import { describe, expect, test } from 'vitest';
import {
  cpuMsPer,
  memoryPerConnection,
  OBSERVED_RULES,
  type Observed,
  within,
} from '../../slo/observed-figures.ts';
import { anObservation, aProcess, aSystem } from './a-run.ts';

const scope = (rest: Partial<Observed> = {}): Observed => ({
  observation: anObservation(),
  window: { fromMs: 10_000, toMs: 12_000 },
  run: { generator: { perAgent: [] } },
  ...rest,
});
const target = aProcess({
  fromMs: 9000,
  cpuPercent: [5, 40, 60, 90],
  residentBytes: [9e6, 7e6, 6e6, 9e6],
  idleResidentBytes: 5e6,
});

describe('what was observed', () => {
  test('is of the seconds whose middle lies in the window', () => {
    const seconds = ['a', 'b', 'c', 'd'];
    expect(within(scope(), seconds, 9000)).toEqual(['b', 'c']);
    expect(within(scope(), seconds, 9499)).toEqual(['b', 'c']);
    expect(within(scope(), seconds, 9500)).toEqual(['a', 'b']);
  });

  test('of the target is its mean CPU, its most memory, and both shared out', () => {
    const observed = scope({ observation: anObservation({ target }) });
    expect(OBSERVED_RULES['target.cpu'].value(observed)).toEqual({ value: 50, n: 2 });
    expect(OBSERVED_RULES['target.memory'].value(observed)).toEqual({ value: 7e6, n: 2 });
    expect(memoryPerConnection(observed, 100)).toEqual({ value: 20_000, n: 2 });
    // Half of 2 s.
    expect(cpuMsPer('message', observed, 500)).toEqual({ value: 2, n: 2 });
  });

  test('of the target is also what it left of the CPU that it may use', () => {
    const idle = OBSERVED_RULES['target.cpu.idle'];
    const limited = (cpuLimitPercent: number) =>
      idle.value(scope({ observation: anObservation({ target: { ...target, cpuLimitPercent } }) }));
    expect(limited(100)).toEqual({ value: 50, n: 2 });
    expect(limited(200)).toEqual({ value: 75, n: 2 });
    expect(limited(20)).toEqual({ value: 0, n: 2 });
    expect(idle.value(scope({ observation: anObservation({ target }) }))).toEqual({
      missing: 'it is not known how much CPU the target may use',
    });
  });

  test('of the busiest CPU is its mean, of the machine that has least', () => {
    const idle = OBSERVED_RULES['system.cpu.idle.busiest'];
    const system = aSystem({ fromMs: 10_000, cpuLeastIdlePercent: [10, 30] });
    expect(idle.value(scope({ observation: anObservation({ system }) }))).toEqual({ value: 20, n: 2 });
    const machine = (name: string, ...cpuLeastIdlePercent: number[]) => ({
      ...aSystem({ fromMs: 10_000, cpuLeastIdlePercent }),
      name,
      cores: 2,
      networkBusyPercent: [],
    });
    const machines = [machine('a', 40, 40), machine('b', 5, 15), machine('c', 30, 20)];
    expect(idle.value(scope({ observation: anObservation({ machines }) }))).toEqual({ value: 10, n: 2 });
  });

  test('is not known where nobody observed, where that ended before, or where there is nothing to share it', () => {
    const { 'target.cpu': cpu, 'system.cpu.idle.min': idle, 'generator.cpu': generator } = OBSERVED_RULES;
    expect(cpu.value(scope())).toEqual({ missing: 'the target was not observed' });
    expect(idle.value(scope({ observation: null }))).toEqual({ missing: 'the machine was not observed' });
    const missing = ['sar is not installed.', 'Install sysstat.'];
    expect(idle.value(scope({ observation: anObservation({ missing }) }))).toEqual({
      missing: 'the machine was not observed: sar is not installed. Install sysstat.',
    });
    const over = anObservation({
      target: aProcess({ cpuPercent: [1] }),
      system: aSystem({ cpuIdlePercent: [1] }),
    });
    expect(cpu.value(scope({ observation: over }))).toEqual({
      missing: 'the target was not observed in the window',
    });
    expect(idle.value(scope({ observation: over }))).toEqual({
      missing: 'the machine was not observed in the window',
    });
    expect(generator.value(scope())).toEqual({ missing: 'no agent reported' });
    const observed = scope({ observation: anObservation({ target }) });
    expect(memoryPerConnection(observed, 0)).toEqual({ missing: 'no client was connected in the window' });
    expect(cpuMsPer('request', observed, 0)).toEqual({ missing: 'no request in the window' });
  });

  test('of the machine of a target elsewhere is told by its exporters, never by the machine of the generator', () => {
    const idle = OBSERVED_RULES['system.cpu.idle.min'];
    const here = aSystem({ fromMs: 10_000, cpuIdlePercent: [1, 2] });
    const machine = (...cpuIdlePercent: number[]) => ({
      ...aSystem({ fromMs: 10_000, cpuIdlePercent }),
      name: 'db1:9100',
      cores: 4,
      networkBusyPercent: [],
    });
    const observed = (more: object) => scope({ observation: anObservation({ system: here, ...more }) });
    expect(idle.value(observed({}))).toEqual({ value: 1, n: 2 });
    expect(idle.value(observed({ elsewhere: true }))).toEqual({ missing: 'the machine was not observed' });
    expect(idle.value(observed({ elsewhere: true, machines: [machine(80, 70), machine(90, 60)] }))).toEqual({
      value: 60,
      n: 4,
    });
  });
});
