import { describe, expect, test } from 'vitest';
import type { GeneratorResult } from '../../load/mqtt/result.ts';
import type { AgentHealth } from '../../load/result.ts';
import { type BottleneckInput, bottleneck } from '../../observe/bottleneck.ts';
import type { Waits } from '../../observe/waits.ts';
import type { MachineOfTarget, ProcessSeries, SystemSeries } from '../../saved/observation.ts';

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
    elsewhere: false,
    machines: [],
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

  test('is the machine, where something else fills it', () => {
    const { where, evidence } = verdict({
      system: system({ cpuIdlePercent: measured(0) }),
      target: target(10),
    });
    expect(where).toBe('machine');
    expect(evidence.join()).toContain('something else ran on this machine');
  });

  describe('by what its processes waited for', () => {
    const waits = (change: Partial<Waits> = {}): Waits => ({
      cpuWaitPercent: 0,
      diskWaitPercent: 0,
      stoppedPercent: 0,
      quota: null,
      ...change,
    });
    const quota = (group: string, throttledPercent: number) => ({
      group,
      quotaPercent: 20,
      throttledPercent,
    });
    const full = system({ cpuIdlePercent: measured(0) });
    const where = (
      ofTarget: Partial<Waits>,
      ofGenerator: Partial<Waits>,
      change: Partial<BottleneckInput> = {},
    ) => verdict({ waits: { target: waits(ofTarget), generator: waits(ofGenerator) }, ...change });

    test('is whoever used up a CPU quota of its own, even on a full machine', () => {
      const taken = { system: full, target: target(10) };
      expect(where({ quota: quota('/a', 96) }, { cpuWaitPercent: 40 }, taken)).toMatchObject({
        where: 'target',
        evidence: expect.arrayContaining([
          'the CPU quota of the target, 20 % of one core, ran out in 96 % of its periods',
        ]),
      });
      expect(where({ cpuWaitPercent: 40 }, { quota: quota('/b', 96) }, taken).where).toBe('generator');
      expect(where({ quota: quota('/a', 10) }, {}, { target: target(10) }).where).toBe('none');
    });

    test('is the larger user of a quota that both have', () => {
      const both = [{ quota: quota('/both', 90) }, { quota: quota('/both', 90) }] as const;
      expect(where(...both, { target: target(15), generator: generator({ cpuPercent: 5 }) }).where).toBe(
        'target',
      );
      expect(where(...both, { target: target(5), generator: generator({ cpuPercent: 15 }) }).where).toBe(
        'generator',
      );
    });

    test('is whoever was stopped', () => {
      expect(where({ stoppedPercent: 100 }, {}, { target: target(0) }).where).toBe('target');
      expect(where({}, { stoppedPercent: 80 }).where).toBe('generator');
    });

    test('is the machine, where others keep either from the CPU, whatever is unread or full for that', () => {
      const taken = { system: full, target: target(10), queues: [queue(MIB)] };
      const starved = { cpuWaitPercent: 70 };
      expect(where(starved, starved, taken)).toMatchObject({
        where: 'machine',
        evidence: expect.arrayContaining([
          'they had work and no CPU: the target for 70 %, the generator for 70 % of the time',
        ]),
      });
      const loop = generator({ loopUtilization: 0.99, cpuPercent: 20 });
      expect(where({}, starved, { ...taken, queues: [queue(0)], generator: loop }).where).toBe('machine');
      // A loop is busy, too, while others have its CPU; how long it waited for one may not have been seen.
      const unseen = { waits: { target: waits({ cpuWaitPercent: 3 }), generator: null } };
      expect(verdict({ ...taken, ...unseen, queues: [queue(0)], generator: loop }).where).toBe('machine');
      // It was not for want of a CPU that it did not read.
      expect(where({}, starved, taken).where).toBe('target');
    });

    test('is the machine, where others took it for most of the measure phase and either waited for a CPU', () => {
      const idle = (percent: number) => ({
        system: system({ cpuIdlePercent: measured(percent) }),
        target: target(10),
      });
      expect(where({ cpuWaitPercent: 40 }, {}, idle(9)).where).toBe('machine');
      expect(where({}, { cpuWaitPercent: 40 }, idle(9)).where).toBe('machine');
      expect(where({ cpuWaitPercent: 10 }, { cpuWaitPercent: 10 }, idle(9)).where).toBe('none');
      expect(where({ cpuWaitPercent: 40 }, { cpuWaitPercent: 40 }, idle(30)).where).toBe('none');
    });

    test('is not a machine full of programs that give way', () => {
      expect(
        where({ cpuWaitPercent: 0.5 }, { cpuWaitPercent: 0.7 }, { system: full, target: target(10) }).where,
      ).toBe('none');
    });

    test('is the machine, where programs that were seen used more than either, and is told by name', () => {
      const others = { cpuPercent: 90, busiest: [{ name: 'sh', processes: 4, cpuPercent: 90 }] };
      const shared = { system: full, target: target(55), generator: generator({ cpuPercent: 50 }), others };
      expect(where({ cpuWaitPercent: 30 }, { cpuWaitPercent: 30 }, shared)).toMatchObject({
        where: 'machine',
        evidence: expect.arrayContaining([expect.stringContaining('4 × sh 90 % of one core')]),
      });
    });

    test('is the disk that the target waits for, and no disk that others keep busy', () => {
      const busy = system({ diskBusyPercent: measured(97) });
      expect(where({ diskWaitPercent: 80 }, {}, { queues: [queue(MIB)] }).where).toBe('disk');
      expect(where({ diskWaitPercent: 80 }, {}, { target: target(98) }).where).toBe('target');
      expect(where({ diskWaitPercent: 1 }, {}, { system: busy, queues: [queue(MIB)] }).where).toBe('target');
      expect(where({ diskWaitPercent: 10 }, {}, { system: busy }).where).toBe('disk');
    });
  });

  test('is a target that leaves a little unread for long, unless it works', () => {
    const stuck = (now: number, still: number) => ({
      ...queue(0),
      targetReceiveBytes: 900,
      unreadByTarget: { now, still },
    });
    const queues = [stuck(40, 2), stuck(40, 39), stuck(40, 40)];
    expect(verdict({ target: target(2), queues })).toMatchObject({
      where: 'target',
      evidence: [expect.stringContaining('on 39 connections was still there a second later')],
    });
    expect(verdict({ target: target(70), queues }).where).toBe('none');
    expect(verdict({ target: target(2), queues: [stuck(40, 3), stuck(30, 2), stuck(0, 0)] }).where).toBe(
      'none',
    );
  });

  test('is unknown when nothing of the target could be seen, and that is said', () => {
    const blind = { system: null, target: null, queues: [], networkBusyPercent: [] };
    expect(verdict({ ...blind, generator: generator({}, { perAgent: [] }) })).toEqual({
      where: 'unknown',
      evidence: ['nothing of the target could be seen'],
    });
    expect(verdict({ target: null })).toEqual({
      where: 'unknown',
      evidence: [
        'nothing of the target could be seen; nothing that was seen was full: the busiest CPU 40 % idle, the busiest generator loop 30 % busy',
      ],
    });
    // It was seen before the measure phase alone.
    expect(verdict({ target: { ...target(40), cpuPercent: [40, 40] } }).where).toBe('unknown');
  });

  test('is what shows without the target, when it does', () => {
    expect(verdict({ target: null, generator: generator({ loopUtilization: 0.97 }) }).where).toBe(
      'generator',
    );
    expect(verdict({ target: null, queues: [queue(MIB)] }).where).toBe('target');
  });
});

describe('the bottleneck of a target that runs elsewhere', () => {
  const machine = (change: Partial<SystemSeries> = {}, cores = 4): MachineOfTarget => ({
    ...system(change),
    name: 'db1:9100',
    cores,
    networkBusyPercent: measured(0),
  });
  const idle = (all: number, least: number) => ({
    cpuIdlePercent: measured(all),
    cpuLeastIdlePercent: measured(least),
  });
  const elsewhere = { elsewhere: true, target: null, targetSingleThreaded: false };

  test('is unknown while only its process is seen, unless that used less than a core', () => {
    expect(verdict({ ...elsewhere, target: target(40) }).where).toBe('none');
    expect(verdict({ ...elsewhere, target: target(150) })).toMatchObject({
      where: 'unknown',
      evidence: [expect.stringContaining('how much CPU the target can use is not known')],
    });
    expect(verdict({ ...elsewhere, target: target(150), machines: [machine()] }).where).toBe('none');
    expect(verdict({ ...elsewhere, target: target(390), machines: [machine()] })).toMatchObject({
      where: 'target',
      evidence: ['the target used 390 % of one core, of 400 % there are'],
    });
    expect(verdict({ ...elsewhere, target: target(390), machines: [machine(), machine()] }).where).toBe(
      'none',
    );
  });

  test('is told by its machine where its process is not seen', () => {
    const on = (change: Partial<SystemSeries>, cores?: number) =>
      verdict({ ...elsewhere, machines: [machine(change, cores)] });
    expect(on(idle(90, 70)).where).toBe('none');
    expect(on(idle(60, 20))).toMatchObject({
      where: 'unknown',
      evidence: [expect.stringContaining('the process of the target was not seen')],
    });
    expect(on(idle(74, 3))).toEqual({
      where: 'target',
      evidence: [
        "the busiest CPU of the target's machine db1:9100 was 97 % busy; the target's process was not seen",
      ],
    });
  });

  test('is the disk, memory or network of its machine, by name', () => {
    const on = (change: Partial<MachineOfTarget>) =>
      verdict({ ...elsewhere, target: target(40), machines: [{ ...machine(), ...change }] });
    expect(on({ diskBusyPercent: measured(97) })).toMatchObject({
      where: 'disk',
      evidence: ["the busiest disk of the target's machine db1:9100 was busy 97 % of the time"],
    });
    expect(on({ memoryUsedPercent: measured(98) }).where).toBe('memory');
    expect(on({ networkBusyPercent: measured(93) }).where).toBe('network');
  });

  test('is not the target because the machine of the generator is full', () => {
    const full = { system: system(idle(1, 0)), generator: generator({ cpuPercent: 80 }), cores: 1 };
    expect(verdict({ ...elsewhere, ...full, target: target(350), machines: [machine()] }).where).toBe(
      'generator',
    );
  });
});
