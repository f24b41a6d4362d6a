/** What target, machine and generator were doing while a cell ran. */
import { z } from 'zod';
import { list, numbers, type PlainData } from '../load/plain-data.ts';

/** Second 0 = `fromMs` relative to the start of the measure phase; one value a second. */
const systemSeries = z.object({
  fromMs: z.number(),
  cpuUserPercent: numbers,
  cpuSystemPercent: numbers,
  cpuIdlePercent: numbers,
  /** The least idle CPU of all, each second. */
  cpuLeastIdlePercent: numbers,
  /** Time the machine's host took (steal) from the CPU it took most from; absent in results of older versions. */
  cpuStolenPercent: numbers.exactOptional(),
  diskReadBytesPerSecond: numbers,
  diskWriteBytesPerSecond: numbers,
  diskBusyPercent: numbers,
  networkReceiveBytesPerSecond: numbers,
  networkTransmitBytesPerSecond: numbers,
  memoryUsedPercent: numbers,
});
export type SystemSeries = PlainData<typeof systemSeries>;

/** A machine of the target that an exporter told of. */
const machineOfTarget = systemSeries.extend({
  /** Host and port of the exporter. */
  name: z.string(),
  cores: z.number(),
  /** Of the fullest interface that knows its speed. */
  networkBusyPercent: numbers,
});
export type MachineOfTarget = PlainData<typeof machineOfTarget>;

const processSeries = z.object({
  name: z.string(),
  /** Null: what an exporter told of a process, whose `name` is then host and port. */
  pid: z.number().nullable(),
  fromMs: z.number(),
  /** Percent of one core; 200 = two cores full. */
  cpuPercent: numbers,
  /** What it can use at most: one core where it has one thread, its quota, else all cores. Absent: not known. */
  cpuLimitPercent: z.number().exactOptional(),
  residentBytes: numbers,
  /** Resident memory before the first client connected. */
  idleResidentBytes: z.number(),
});
export type ProcessSeries = PlainData<typeof processSeries>;

const brokerFigures = z.object({
  /** 'mosquitto version 2.0.11', 'aedes 1.2.0'. */
  version: z.string(),
  /**
   * Value after the load minus value before it, the watcher's own `$SYS` messages left out; null = the broker does
   * not publish it, or published nothing after the load.
   */
  publishReceived: z.number().nullable(),
  publishSent: z.number().nullable(),
  publishDropped: z.number().nullable(),
  /**
   * The broker's queue: messages it holds beyond those it held before the load, at every reading (`$SYS` sends a
   * level when it changes); `atMs` counts from the start of the measure phase.
   */
  held: z.array(z.object({ atMs: z.number(), messages: z.number() })),
  /** Key topics: levels as last seen in the measure phase, counts at the end; `meaning` says why it is looked at. */
  key: list(z.object({ topic: z.string(), value: z.string(), meaning: z.string() })),
  /** Topics seen and left out of `key`, named only. */
  other: list(z.string()),
});
export type BrokerFigures = PlainData<typeof brokerFigures>;

/** What a thread did in the measure phase. */
const threadShares = z.object({
  name: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Time on a CPU, percent of one core. */
  cpuPercent: z.number(),
  /** Time in which it could have run and had no CPU, percent of the time. */
  cpuWaitPercent: z.number(),
  /** Of the looks at it, in percent: it waited for a disk. */
  diskWaitPercent: z.number(),
  /** Of the looks at it, in percent: a signal or a frozen container had stopped it. */
  stoppedPercent: z.number(),
});
export type ThreadShares = PlainData<typeof threadShares>;

/** Bytes that waited in the sockets between generator and target: medians over the samples of the measure phase. */
const unread = z.object({
  samples: z.number(),
  byTargetBytes: z.number(),
  byGeneratorBytes: z.number(),
  /** Connections with bytes that the target had not read in two samples running; null: its end was not seen. */
  stuckAtTarget: z.number().nullable(),
});
export type UnreadBytes = PlainData<typeof unread>;

/** In which functions a thread of the target spent its CPU, by perf(1). */
const hotFunctions = z.object({
  thread: z.string(),
  samples: z.number(),
  /** Hottest first. */
  functions: list(z.object({ percent: z.number(), name: z.string(), object: z.string() })),
});
export type HotFunctions = PlainData<typeof hotFunctions>;

const bottleneck = z.object({
  /**
   * 'machine': a program that is neither target nor generator. 'unknown': nothing that was seen was full, and too little of the
   * target was seen to say that nothing was.
   */
  where: z.literal(['none', 'unknown', 'generator', 'target', 'machine', 'network', 'memory', 'disk']),
  /** In words, with the figures. */
  evidence: list(z.string()),
  /** Whose unread bytes waited in the sockets. Absent: nobody's. */
  didNotRead: list(z.literal(['target', 'generator'])).exactOptional(),
});
export type Bottleneck = PlainData<typeof bottleneck>;

export const observation = z.object({
  /** The machine that makes the load; null when sysstat is absent (then `missing` says so). */
  system: systemSeries.nullable(),
  /** The target is not on that machine; absent: it is, or the results are of an older version. */
  elsewhere: z.literal(true).exactOptional(),
  /** The machines of the target, as their exporters told; absent: none was asked. */
  machines: list(machineOfTarget).exactOptional(),
  /** The broker or site: its process or container, or what an exporter told of it. Null: it was not seen. */
  target: processSeries.nullable(),
  agents: list(processSeries),
  /** What kept the generator from running in the measure phase: a CPU quota, a signal. Absent: nothing did. */
  generatorHeld: z.string().exactOptional(),
  /** The target's, busiest first; absent: they were not seen. */
  threads: list(threadShares).exactOptional(),
  /** Absent: sockets were not seen. */
  unread: unread.exactOptional(),
  /** Absent: nobody asked for them (`--perf`), or perf gave none. */
  functions: hotFunctions.exactOptional(),
  /** What the broker counts itself, by `$SYS` or its exporter; null when it tells of nothing. */
  broker: brokerFigures.nullable(),
  bottleneck,
  /** One line each: what could not be observed, and how to have it next time. */
  missing: list(z.string()),
  /** Files kept, names within the results folder: sar binary, `$SYS` log, samples of exporters. */
  files: list(z.string()),
});
export type Observation = PlainData<typeof observation>;
