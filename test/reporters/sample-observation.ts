/** What was observed of a made-up run. */
import type { Observation } from '../../saved/observation.ts';
import { type CellShape, WARMUP_S } from './sample-shape.ts';

export function observationOf(shape: CellShape, measureS: number, random: () => number): Observation {
  const seconds = Array.from({ length: WARMUP_S + measureS }, (_, i) => i);
  const around = (value: number) => seconds.map(() => value * (0.95 + 0.1 * random()));
  const fromMs = -WARMUP_S * 1000;
  const cpu = Math.min(99, 6 + shape.clients * 0.02 * (shape.qos ? 1.25 : 1));
  const agentCpu = 4 + shape.clients * 0.004;
  return {
    system: {
      fromMs,
      cpuUserPercent: around(cpu * 0.2),
      cpuSystemPercent: around(cpu * 0.4),
      cpuIdlePercent: around(100 - cpu * 0.6),
      cpuLeastIdlePercent: around(100 - cpu),
      diskReadBytesPerSecond: around(0),
      diskWriteBytesPerSecond: around(24_000),
      diskBusyPercent: around(0.4),
      networkReceiveBytesPerSecond: around(shape.clients * 190),
      networkTransmitBytesPerSecond: around(shape.clients * 190),
      memoryUsedPercent: around(11),
    },
    target: {
      name: 'mosquitto',
      pid: 4711,
      fromMs,
      cpuPercent: around(cpu),
      residentBytes: around(6e6 + shape.clients * 5200),
      idleResidentBytes: 6e6,
    },
    agents: [
      {
        name: 'agent 0',
        pid: 4712,
        fromMs,
        cpuPercent: around(agentCpu),
        residentBytes: around(9e7),
        idleResidentBytes: 8e7,
      },
    ],
    broker: {
      version: 'mosquitto version 2.0.11',
      publishReceived: 15_000,
      publishSent: 15_000 - (shape.lost ?? 0),
      publishDropped: shape.lost ?? 0,
      held: [
        { atMs: fromMs, messages: 0 },
        { atMs: 10_000, messages: 40 + (shape.lost ?? 0) },
      ],
      key: [
        {
          topic: '$SYS/broker/clients/active',
          value: String(shape.clients + 2),
          meaning: 'clients connected now',
        },
        {
          topic: '$SYS/broker/publish/messages/dropped',
          value: String(shape.lost ?? 0),
          meaning: 'messages the broker threw away',
        },
        {
          topic: '$SYS/broker/heap/current size',
          value: String(4e6 + shape.clients * 900),
          meaning: 'heap in use, bytes',
        },
      ],
      other: ['$SYS/broker/uptime', '$SYS/broker/store/messages/bytes'],
    },
    bottleneck:
      cpu > 95
        ? { where: 'target', evidence: [`mosquitto used ${cpu.toFixed(0)} % of one core; it has one thread`] }
        : { where: 'none', evidence: [] },
    missing: [],
    files: ['sar.bin', 'sys.log'],
  };
}
