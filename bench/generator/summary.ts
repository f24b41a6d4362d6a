/** The line of JSON: for each engine what the scenarios gave, by their names. Pure. */
import type { Figure } from './figures.ts';

export interface EngineSummary {
  /** Scenarios that give CPU, per connection or message, and the rate reached. */
  readonly [scenario: string]: unknown;
  /** Handshakes a second of CPU. */
  readonly tlsHandshakes?: number;
  /** User memory of a held connection. */
  readonly bytesPerConnection?: Readonly<Record<string, number>>;
  /** What the kernel has for one end of it besides. */
  readonly kernelBytesPerConnection?: Readonly<Record<string, number>>;
  readonly lagP99MsAt2000?: number;
  readonly lagP99MsAt20000?: number;
}

export function summaryOf(figures: readonly Figure[]): Record<string, EngineSummary> {
  const engines = Object.groupBy(figures, ({ engine }) => engine);
  return Object.fromEntries(
    Object.entries(engines).map(([engine, list]) => [engine, engineSummary(list ?? [])]),
  );
}

function engineSummary(figures: readonly Figure[]): EngineSummary {
  const memory = figures.filter((figure) => figure.unit === 'bytes a connection');
  const byTransport = (read: (figure: (typeof memory)[number]) => number | null) =>
    Object.fromEntries(
      memory.flatMap((figure) => {
        const bytes = read(figure);
        return bytes === null ? [] : [[figure.scenario.replace('-memory', ''), Math.round(bytes)]];
      }),
    );
  return {
    ...Object.fromEntries(figures.flatMap(entryOf)),
    ...(memory.length > 0 && {
      bytesPerConnection: byTransport(({ residentBytes }) => residentBytes),
      kernelBytesPerConnection: byTransport(({ kernelBytes }) => kernelBytes),
    }),
  };
}

function entryOf(figure: Figure): [string, unknown][] {
  switch (figure.unit) {
    case 'handshake':
      return [[figure.scenario, Math.round(1e6 / figure.cpuUs)]];
    case 'message':
    case 'connection':
      return [[figure.scenario, { cpuUs: rounded(figure.cpuUs), rate: Math.round(figure.rate) }]];
    case 'lag':
      return [[figure.scenario.replace('lag-', 'lagP99MsAt'), rounded(figure.lagP99Ms)]];
    case 'bytes a connection':
      return [];
  }
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
