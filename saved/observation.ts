/** What target, machine and generator were doing while a cell ran. Plain data, JSON-safe. */

export interface Observation {
  /** Per second; null when sysstat is absent (then `missing` says so). */
  readonly system: SystemSeries | null;
  /** The broker: its process, or its container. Null for a target that is not ours. */
  readonly target: ProcessSeries | null;
  readonly agents: readonly ProcessSeries[];
  /** Key `$SYS` figures, canonical names; null when the broker has no `$SYS`. */
  readonly broker: BrokerFigures | null;
  readonly bottleneck: Bottleneck;
  /** One line each: what could not be observed, and how to have it next time. */
  readonly missing: readonly string[];
  /** Files kept, names within the results folder: sar binary, `$SYS` log. */
  readonly files: readonly string[];
}

/** Second 0 = `fromMs` relative to the start of the measure phase; one value a second. */
export interface SystemSeries {
  readonly fromMs: number;
  readonly cpuUserPercent: readonly number[];
  readonly cpuSystemPercent: readonly number[];
  readonly cpuIdlePercent: readonly number[];
  /** The least idle CPU of all, each second. */
  readonly cpuLeastIdlePercent: readonly number[];
  /** Time the machine's host took (steal) from the CPU it took most from; absent in results of older versions. */
  readonly cpuStolenPercent?: readonly number[];
  readonly diskReadBytesPerSecond: readonly number[];
  readonly diskWriteBytesPerSecond: readonly number[];
  readonly diskBusyPercent: readonly number[];
  readonly networkReceiveBytesPerSecond: readonly number[];
  readonly networkTransmitBytesPerSecond: readonly number[];
  readonly memoryUsedPercent: readonly number[];
}

export interface ProcessSeries {
  readonly name: string;
  readonly pid: number;
  readonly fromMs: number;
  /** Percent of one core; 200 = two cores full. */
  readonly cpuPercent: readonly number[];
  readonly residentBytes: readonly number[];
  /** Resident memory before the first client connected. */
  readonly idleResidentBytes: number;
}

export interface BrokerFigures {
  /** 'mosquitto version 2.0.11', 'aedes 1.2.0'. */
  readonly version: string;
  /**
   * Value after the load minus value before it, the watcher's own `$SYS` messages left out; null = the broker does
   * not publish it, or published nothing after the load.
   */
  readonly publishReceived: number | null;
  readonly publishSent: number | null;
  readonly publishDropped: number | null;
  /**
   * The broker's queue: messages it holds beyond those it held before the load, at every reading (`$SYS` sends a
   * level when it changes); `atMs` counts from the start of the measure phase.
   */
  readonly held: readonly { readonly atMs: number; readonly messages: number }[];
  /** Key topics: levels as last seen in the measure phase, counts at the end; `meaning` says why it is looked at. */
  readonly key: readonly { readonly topic: string; readonly value: string; readonly meaning: string }[];
  /** Topics seen and left out of `key`, named only. */
  readonly other: readonly string[];
}

export interface Bottleneck {
  readonly where: 'none' | 'generator' | 'target' | 'network' | 'memory' | 'disk';
  /** In words, with the figures. */
  readonly evidence: readonly string[];
}
