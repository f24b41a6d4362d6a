/** From samples to figures: medians over the rounds, one figure a scenario and engine. Pure. */
import { median } from '../../statistics/quartiles.ts';
import type { Cpu } from '../process-cpu.ts';
import type { Sample } from './sample.ts';
import type { Scenario } from './scenarios.ts';

/** `samples[scenario][engine]`: one a round. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly Sample[]>>;

interface Of {
  readonly scenario: string;
  readonly engine: string;
}

export interface CpuFigure extends Of {
  /** What is counted: the other figures are per one of these. */
  readonly unit: 'connection' | 'handshake' | 'message';
  readonly userUs: number;
  readonly systemUs: number;
  readonly cpuUs: number;
  /** Units a second. */
  readonly rate: number;
}
export interface MemoryFigure extends Of {
  readonly unit: 'bytes a connection';
  readonly residentBytes: number;
  /** Of one end, when both are alike; null = unknown. */
  readonly kernelBytes: number | null;
}
export interface LagFigure extends Of {
  readonly unit: 'lag';
  readonly lagP99Ms: number;
}
export type Figure = CpuFigure | MemoryFigure | LagFigure;

export function figuresOf(scenarios: readonly Scenario[], samples: Samples): Figure[] {
  return scenarios.flatMap((scenario) =>
    [...(samples.get(scenario.name) ?? [])].flatMap(([engine, list]) => {
      const { reading } = scenario;
      const less = 'less' in reading ? (samples.get(reading.less)?.get(engine) ?? []) : [];
      return figureOf(scenario, engine, list, less) ?? [];
    }),
  );
}

/** Null: it is read by others alone, or nothing was measured. */
function figureOf(
  { name: scenario, reading }: Scenario,
  engine: string,
  list: readonly Sample[],
  less: readonly Sample[],
): Figure | null {
  if (list.length === 0) return null;
  const middle = (read: (sample: Sample) => number): number => median(list.map(read));
  switch (reading.of) {
    case 'start-up':
      return null;
    case 'messages': {
      const cpu = cpuOf(middle, ({ measureCpu, messages }) => [measureCpu, messages]);
      const rate = middle(({ messages, measureMs }) => messages / (measureMs / 1000));
      return { scenario, engine, unit: 'message', ...cpu, rate };
    }
    case 'connections':
    case 'handshakes': {
      if (less.length === 0) return null;
      const start = {
        userUs: median(less.map((sample) => sample.beforeCpu.userUs)),
        systemUs: median(less.map((sample) => sample.beforeCpu.systemUs)),
      };
      const cpu = cpuOf(middle, ({ beforeCpu, connections }) => [
        { userUs: beforeCpu.userUs - start.userUs, systemUs: beforeCpu.systemUs - start.systemUs },
        connections,
      ]);
      const rate = middle(({ connections, connectMs }) => connections / (connectMs / 1000));
      const unit = reading.of === 'connections' ? 'connection' : 'handshake';
      return { scenario, engine, unit, ...cpu, rate };
    }
    case 'memory': {
      if (less.length === 0) return null;
      const idle = median(less.map((sample) => sample.residentBytes));
      const kernel = list.some(({ kernelBytes }) => kernelBytes === null)
        ? null
        : middle(({ kernelBytes, connections }) => kernelBytes! / connections / 2);
      return {
        scenario,
        engine,
        unit: 'bytes a connection',
        residentBytes: middle(({ residentBytes, connections }) => (residentBytes - idle) / connections),
        kernelBytes: kernel,
      };
    }
    case 'lag':
      if (list.some(({ lagP99Ms }) => lagP99Ms === null)) return null;
      return { scenario, engine, unit: 'lag', lagP99Ms: middle(({ lagP99Ms }) => lagP99Ms!) };
  }
}

/** Per unit. */
function cpuOf(
  middle: (read: (sample: Sample) => number) => number,
  read: (sample: Sample) => readonly [Cpu, number],
): Cpu & { readonly cpuUs: number } {
  const per = (part: (cpu: Cpu) => number): number =>
    middle((sample) => {
      const [cpu, count] = read(sample);
      return part(cpu) / count;
    });
  return {
    userUs: per(({ userUs }) => userUs),
    systemUs: per(({ systemUs }) => systemUs),
    cpuUs: per(({ userUs, systemUs }) => userUs + systemUs),
  };
}
