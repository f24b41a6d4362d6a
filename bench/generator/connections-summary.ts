/** The line of JSON of a burst of connections. Pure. */
import type { CpuFigure, Figure, MemoryFigure } from './figures.ts';

/** Of tidemark where nothing else is said. Absent: not measured. */
export interface ConnectionsSummary {
  /** Connections a second. */
  readonly rate?: number;
  /** CPU of a connection. */
  readonly userUs?: number;
  readonly systemUs?: number;
  /** User memory of a held one. */
  readonly bytesPerConnection?: number;
  readonly mqttjs: { readonly rate?: number };
  readonly floor: { readonly cpuUs?: number };
}

export function connectionsSummary(figures: readonly Figure[]): ConnectionsSummary {
  const cpuOf = (engine: string): CpuFigure | undefined =>
    figures.find((figure): figure is CpuFigure => figure.engine === engine && figure.unit === 'connection');
  const memory = figures.find(
    (figure): figure is MemoryFigure => figure.engine === 'tidemark' && figure.unit === 'bytes a connection',
  );
  const [own, mqttjs, floor] = [cpuOf('tidemark'), cpuOf('mqttjs'), cpuOf('floor')];
  return {
    ...(own && { rate: Math.round(own.rate), userUs: tenths(own.userUs), systemUs: tenths(own.systemUs) }),
    ...(memory && { bytesPerConnection: Math.round(memory.residentBytes) }),
    mqttjs: { ...(mqttjs && { rate: Math.round(mqttjs.rate) }) },
    floor: { ...(floor && { cpuUs: tenths(floor.cpuUs) }) },
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
