/** What can be read from the samples of an endpoint: a machine, a process, or the counters of a broker. */
import type { ProcessSeries, SystemSeries } from '../../saved/observation.ts';
import type { Scrape } from './scrape.ts';
import type { Between } from './seconds.ts';

interface Source {
  /** Of its metrics, for people. */
  readonly name: string;
  understands(scrape: Scrape): boolean;
}

export type MachineFigure = Exclude<keyof SystemSeries, 'fromMs'> | 'networkBusyPercent';

/** The machine that the endpoint is on. */
export interface MachineSource extends Source {
  cores(scrape: Scrape): number;
  readonly between: Between<MachineFigure>;
}

export type ProcessFigure = keyof Pick<ProcessSeries, 'cpuPercent' | 'residentBytes'>;

/** The process that answers. */
export interface ProcessSource extends Source {
  readonly between: Between<ProcessFigure>;
  residentBytes(scrape: Scrape): number | null;
}

/** The messages that a broker counts: names of metrics, which are added up over all labels. */
export interface CounterSource extends Source {
  version(scrape: Scrape): string;
  readonly received: string;
  readonly sent: string;
  readonly dropped: string;
  /** A level: messages in queues. Null: not told. */
  readonly held: string | null;
  /** A `level` is reported as it was under load, a `count` at the end. */
  readonly key: readonly {
    readonly name: string;
    readonly kind: 'level' | 'count';
    readonly meaning: string;
  }[];
}
