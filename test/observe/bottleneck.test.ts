import { describe, expect, test } from 'vitest';
import type { GeneratorResult } from '../../load/mqtt/result.ts';
import type { AgentHealth } from '../../load/result.ts';
import { type BottleneckInput, bottleneck } from '../../observe/bottleneck.ts';
import type { ProcessSeries, SystemSeries } from '../../saved/observation.ts';

const MIB = 1024 ** 2;

/** Two seconds before the measure phase, three in it, one after it; the outer ones must not count. */
const measured = (value: number, outside = 0) => [outside, outside, value, value, value, outside];

function system(change: Partial<SystemSeries> = {}): SystemSeries {
  const quiet = measured(0);
  return {
    fromMs: -2000,
    cpuUserPercent: quiet,
    cpuSystemPercent: quiet,
    cpuIdlePercent: measured(60),
    cpuLeastIdlePercent: measured(40),
    diskReadBytesPerSecond: quiet,
    diskWriteBytesPerSecond: quiet,
    diskBusyPercent: quiet,
    networkReceiveBytesPerSecond: quiet,
    networkTransmitBytesPerSecond: quiet,
    memoryUsedPercent: measured(20),
    ...change,
  };
}

const target = (cpuPercent: number, outside = 0): ProcessSeries => ({
  name: 'broker',
  pid: 7,
  fromMs: -2000,
  cpuPercent: measured(cpuPercent, outside),
  residentBytes: measured(MIB),
  idleResidentBytes: MIB,
});

function generator(
  health: Partial<AgentHealth> = {},
  change: Partial<GeneratorResult> = {},
): GeneratorResult {
  const agent = {
    pid: 8,
    cpuMs: 0,
    cpuPercent: 30,
    maxRssBytes: 0,
    loopUtilization: 0.3,
    stalls: [],
  };
  return {
    agents: 1,
    pacing: 'timer',
    loop: 'open',
    perAgent: [{ ...agent, ...health }],
    headerless: false,
    generatorBound: false,
    ...change,
  };
}

const queue = (clientSendBytes: number, clientReceiveBytes = 0, atMs = 1000) => ({
  atMs,
  clientSendBytes,
  clientReceiveBytes,
  targetSendBytes: 0,
  targetReceiveBytes: 0,
});

const verdict = (change: Partial<BottleneckInput> = {}) =>
  bottleneck({
    measureMs: 3000,
    cores: 2,
    system: system(),
    networkBusyPercent: measured(0),
    target: target(40),
    targetSingleThreaded: true,
    targetQuotaPercent: null,
    generator: generator(),
    queues: [queue(0)],
    ...change,
  });

describe('the bottleneck', () => {
  test('is none when nothing was full, and the figures say so', () => {
    expect(verdict()).toEqual({
      where: 'none',
      evidence: [
        'nothing was full: the busiest CPU 40 % idle, the target at 40 % of one core, the busiest generator loop 30 % busy',
      ],
    });
  });

  test('is a single-threaded target that fills one core of many', () => {
    const { where, evidence } = verdict({ cores: 16, target: target(96) });
    expect(where).toBe('target');
    expect(evidence).toEqual(['the target used 96 % of one core, and has one thread to use it with']);
  });

  test('is not a target with many threads that fills one core of many', () => {
    expect(verdict({ cores: 16, target: target(96), targetSingleThreaded: false }).where).toBe('none');
    expect(verdict({ target: target(19.8), targetQuotaPercent: 20 })).toMatchObject({
      where: 'target',
      evidence: expect.arrayContaining(['the target used 20 % of one core, of 20 % its quota allows']),
    });
    expect(verdict({ cores: 2, target: target(190), targetSingleThreaded: false }).where).toBe('target');
  });

  test('is judged on the measure phase alone', () => {
    expect(
      verdict({ target: target(40, 100), queues: [queue(MIB, 0, -500), queue(0), queue(MIB, 0, 3500)] })
        .where,
    ).toBe('none');
  });

  test('is a target that does not read, though it uses no CPU (a frozen one)', () => {
    const { where, evidence } = verdict({ target: target(0), queues: [queue(MIB)] });
    expect(where).toBe('target');
    expect(evidence[0]).toContain("1,024 KiB of the generator's waited in socket queues");
  });

  test('is not a queue that was seen once in many samples', () => {
    expect(verdict({ queues: [queue(0), queue(MIB), queue(0)] }).where).toBe('none');
  });

  test('is the disk, when the target waits for it', () => {
    const busy = system({ diskBusyPercent: measured(97) });
    expect(verdict({ system: busy, queues: [queue(MIB)] }).where).toBe('disk');
    expect(verdict({ system: busy, target: target(98) }).where).toBe('target');
  });

  test('is the network, when an interface runs near its speed', () => {
    expect(verdict({ networkBusyPercent: measured(93), queues: [queue(MIB)] }).where).toBe('network');
  });

  test('is memory, whatever else is full', () => {
    const { where, evidence } = verdict({
      system: system({ memoryUsedPercent: measured(98) }),
      target: target(99),
    });
    expect(where).toBe('memory');
    expect(evidence).toHaveLength(2);
  });

  test('is the generator, when its loop is full or it does not read', () => {
    expect(verdict({ generator: generator({ loopUtilization: 0.97 }) }).where).toBe('generator');
    expect(verdict({ generator: generator({ cpuPercent: 99 }) }).where).toBe('generator');
    expect(verdict({ queues: [queue(0, MIB)] }).where).toBe('generator');
    expect(verdict({ generator: generator({}, { generatorBound: true }) }).where).toBe('generator');
  });

  test('is not the generator because it polls while it waits', () => {
    const polling = generator({ cpuPercent: 100 }, { pacing: 'poll' });
    expect(verdict({ generator: polling, system: system({ cpuIdlePercent: measured(2) }) }).where).toBe(
      'none',
    );
  });

  test('is told by the queues when target and generator are both full', () => {
    const both = { target: target(97), generator: generator({ loopUtilization: 0.95 }) };
    expect(verdict({ ...both, queues: [queue(MIB)] }).where).toBe('target');
    expect(verdict({ ...both, queues: [queue(0, MIB)] }).where).toBe('generator');
    expect(verdict({ ...both, queues: [queue(MIB, 2 * MIB)] }).where).toBe('generator');
    expect(verdict({ ...both, queues: [] }).where).toBe('target');
  });

  test('is the larger user of a machine without an idle CPU', () => {
    const full = system({ cpuIdlePercent: measured(1) });
    expect(
      verdict({ system: full, target: target(85), generator: generator({ cpuPercent: 60 }) }).where,
    ).toBe('target');
    expect(
      verdict({ system: full, target: target(60), generator: generator({ cpuPercent: 85 }) }).where,
    ).toBe('generator');
  });

  test('is nobody of ours on a machine filled by something else', () => {
    const { where, evidence } = verdict({
      system: system({ cpuIdlePercent: measured(0) }),
      target: target(10),
    });
    expect(where).toBe('none');
    expect(evidence.join()).toContain('something else ran on this machine');
  });

  test('is none when nothing could be observed, and that is said', () => {
    const blind = { system: null, target: null, queues: [], networkBusyPercent: [] };
    expect(verdict({ ...blind, generator: generator({}, { perAgent: [] }) })).toEqual({
      where: 'none',
      evidence: ['nothing could be observed'],
    });
  });
});
