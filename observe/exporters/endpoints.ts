/** All endpoints that one run observes, and what they tell together. */
import type { BrokerFigures, MachineOfTarget, ProcessSeries } from '../../saved/observation.ts';
import { Endpoint } from './endpoint.ts';
import { readEndpointUrls } from './endpoint-urls.ts';

export class Endpoints {
  readonly #all: readonly Endpoint[];
  /** Names of the logs, in the order of the URLs. */
  readonly files: readonly string[];

  private constructor(all: readonly Endpoint[], files: readonly string[]) {
    this.#all = all;
    this.files = files;
  }

  /**
   * Watches each URL as `--observe` takes it; its samples go to a file of its own, named by `cell`, at `pathOf` that name. When
   * one does not answer, none is watched.
   * @throws TargetUnavailable
   * @throws RangeError
   */
  static async watch(
    given: readonly string[],
    pathOf: (name: string) => string,
    cell: string,
  ): Promise<Endpoints> {
    // A vitest configuration may have them as they are written.
    const urls = readEndpointUrls(given.join(' '));
    const files = urls.map((_, index) => `${cell}.observed-${index + 1}.prom.gz`);
    const begun = await Promise.allSettled(
      urls.map((url, index) => Endpoint.watch(url, pathOf(files[index]!))),
    );
    const watched = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = begun.find((one) => one.status === 'rejected');
    if (failed === undefined) return new Endpoints(watched, files);
    await Promise.all(watched.map((endpoint) => endpoint.discard()));
    throw failed.reason;
  }

  get notes(): readonly string[] {
    return this.#all.flatMap(({ notes }) => notes);
  }

  /** A broker among them counts its messages. */
  get count(): boolean {
    return this.#all.some(({ counts }) => counts);
  }

  machines(zeroMs: number): MachineOfTarget[] {
    return this.#all.flatMap((endpoint) => endpoint.machine(zeroMs) ?? []);
  }

  /** The processes that answer as one; null when none tells of itself. */
  process(zeroMs: number): ProcessSeries | null {
    return together(this.#all.flatMap((endpoint) => endpoint.process(zeroMs) ?? []));
  }

  /** The nodes of a broker as one; null when there is none. */
  counters(options: Parameters<Endpoint['counters']>[0]): BrokerFigures | null {
    return summed(this.#all.flatMap((endpoint) => endpoint.counters(options) ?? []));
  }

  /** Scrapes each a last time; false when one did not answer. */
  async scrapeLast(): Promise<boolean> {
    const answered = await Promise.all(this.#all.map((endpoint) => endpoint.scrapeLast()));
    return !answered.includes(false);
  }

  /** Safe to call twice. */
  async stop(): Promise<void> {
    await Promise.all(this.#all.map((endpoint) => endpoint.stop()));
  }
}

/** Sums of the seconds that all of them have. Pure. */
export function together(all: readonly ProcessSeries[]): ProcessSeries | null {
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return first ?? null;
  const fromMs = Math.max(...all.map((one) => one.fromMs));
  const sums = (of: (one: ProcessSeries) => readonly number[]): number[] => {
    const values = all.map((one) => of(one).slice(Math.round((fromMs - one.fromMs) / 1000)));
    const shortest = Math.min(...values.map(({ length }) => length));
    return Array.from({ length: shortest }, (_, second) => sum(values.map((one) => one[second]!)));
  };
  return {
    name: all.map(({ name }) => name).join(', '),
    pid: null,
    fromMs,
    cpuPercent: sums(({ cpuPercent }) => cpuPercent),
    residentBytes: sums(({ residentBytes }) => residentBytes),
    idleResidentBytes: sum(all.map(({ idleResidentBytes }) => idleResidentBytes)),
  };
}

/** What the nodes counted, added up; what one of them does not tell is not known. Pure. */
export function summed(all: readonly BrokerFigures[]): BrokerFigures | null {
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return first ?? null;
  const total = (of: (one: BrokerFigures) => number | null): number | null => {
    const values = all.map(of).filter((value) => value !== null);
    return values.length === all.length ? sum(values) : null;
  };
  const totalOf = (topic: string): number =>
    sum(all.map(({ key }) => Number(key.find((one) => one.topic === topic)?.value ?? 0)));
  return {
    version: [...new Set(all.map(({ version }) => version))].join(', '),
    publishReceived: total(({ publishReceived }) => publishReceived),
    publishSent: total(({ publishSent }) => publishSent),
    publishDropped: total(({ publishDropped }) => publishDropped),
    // Readings of different nodes are of different times.
    held: first.held.map(({ atMs, messages }) => ({
      atMs,
      messages:
        messages + sum(others.map(({ held }) => held.findLast((one) => one.atMs <= atMs)?.messages ?? 0)),
    })),
    key: first.key.map((one) => ({ ...one, value: String(totalOf(one.topic)) })),
    other: [],
  };
}

const sum = (values: readonly number[]): number => values.reduce((added, value) => added + value, 0);
