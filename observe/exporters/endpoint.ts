/** Watches one Prometheus endpoint: scrapes it once a second, keeps each answer in a log, and reads what it understands. */

import { steadyMs } from '../../load/steady-clock.ts';
import type { BrokerFigures, MachineOfTarget, ProcessSeries } from '../../saved/observation.ts';
import { TargetUnavailable } from '../../targets/target-unavailable.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { BoundedLog } from '../recording/bounded-log.ts';
import { Counters } from './counters.ts';
import { type Scrape, type Scraped, scrape } from './scrape.ts';
import { Seconds } from './seconds.ts';
import type { MachineFigure, MachineSource, ProcessFigure, ProcessSource } from './source.ts';
import { COUNTERS, MACHINES, PROCESSES } from './sources.ts';

const EVERY_MS = 1000;
const FIRST_TIMEOUT_MS = 5000;
const TIMEOUT_MS = 3000;
/** On the disk, where it is compressed. */
const MOST_LOG_BYTES = 64 * 1024 * 1024;

export class Endpoint {
  /** 'db1:9100' */
  readonly name: string;
  readonly #url: URL;
  readonly #log: BoundedLog;
  readonly #machine: { readonly source: MachineSource; readonly seconds: Seconds<MachineFigure> } | null;
  readonly #process: { readonly source: ProcessSource; readonly seconds: Seconds<ProcessFigure> } | null;
  readonly #counters: Counters | null;
  readonly #first: Scrape;
  readonly #startedMs = steadyMs();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  readonly #ending = new AbortController();
  #underWay: Promise<boolean> = Promise.resolve(true);
  #scrapes = 1;
  #failed = 0;
  #firstFailure = '';

  private constructor(url: URL, first: Scraped, log: BoundedLog) {
    this.#url = url;
    this.name = url.host;
    this.#log = log;
    this.#first = first.scrape;
    const understood = <S extends { understands(scrape: Scrape): boolean }>(sources: readonly S[]) =>
      sources.find((source) => source.understands(first.scrape)) ?? null;
    const machine = understood(MACHINES);
    this.#machine = machine && { source: machine, seconds: new Seconds(first.scrape, machine.between) };
    // An exporter of a machine tells of its own process, too, which is not the target.
    const process = machine ? null : understood(PROCESSES);
    this.#process = process && { source: process, seconds: new Seconds(first.scrape, process.between) };
    const counters = understood(COUNTERS);
    this.#counters = counters && new Counters(counters, first.scrape);
    this.#keep(first);
    this.#schedule();
  }

  /**
   * Scrapes once and goes on once a second, until `stop`. Samples go to `logFile`.
   * @throws TargetUnavailable when the endpoint does not answer with samples.
   */
  static async watch(href: string, logFile: string): Promise<Endpoint> {
    const url = new URL(href);
    const first = await scrape(url, { timeoutMs: FIRST_TIMEOUT_MS, whole: true }).catch((error: Error) => {
      throw new TargetUnavailable(
        {
          what: 'endpoint to observe',
          required: `samples in the text format of Prometheus from ${redactUrl(href)} within ${FIRST_TIMEOUT_MS / 1000} s`,
          actual: error.message,
          nextStep: 'start the exporter, correct the URL of --observe, or leave it out',
        },
        error,
      );
    });
    return new Endpoint(url, first, new BoundedLog(logFile, MOST_LOG_BYTES));
  }

  /** What is missing of what was asked of it, a line each. */
  get notes(): readonly string[] {
    const { incomplete } = this.#log;
    const sources = [...MACHINES, ...PROCESSES, ...COUNTERS].map(({ name }) => name).join(', ');
    const nothing = !this.#machine && !this.#process && !this.#counters;
    return [
      ...(nothing
        ? [`${this.name} has no metrics that are understood: ${sources} would be; see its log`]
        : []),
      ...(this.#failed > 0
        ? [
            `${this.#failed} of ${this.#scrapes} scrapes of ${this.name} failed; the first: ${this.#firstFailure}`,
          ]
        : []),
      ...(incomplete === null ? [] : [`the log of ${this.name} is incomplete: ${incomplete}`]),
    ];
  }

  /** The machine it is on, so far; null when it tells of none. Second 0 lies `fromMs` after `zeroMs` (see `steadyMs`). */
  machine(zeroMs: number): MachineOfTarget | null {
    if (!this.#machine) return null;
    const { source, seconds } = this.#machine;
    return {
      name: this.name,
      cores: source.cores(this.#first),
      fromMs: Math.round(seconds.fromMs - zeroMs),
      cpuUserPercent: seconds.of('cpuUserPercent'),
      cpuSystemPercent: seconds.of('cpuSystemPercent'),
      cpuIdlePercent: seconds.of('cpuIdlePercent'),
      cpuLeastIdlePercent: seconds.of('cpuLeastIdlePercent'),
      cpuStolenPercent: seconds.of('cpuStolenPercent'),
      diskReadBytesPerSecond: seconds.of('diskReadBytesPerSecond'),
      diskWriteBytesPerSecond: seconds.of('diskWriteBytesPerSecond'),
      diskBusyPercent: seconds.of('diskBusyPercent'),
      networkReceiveBytesPerSecond: seconds.of('networkReceiveBytesPerSecond'),
      networkTransmitBytesPerSecond: seconds.of('networkTransmitBytesPerSecond'),
      networkBusyPercent: seconds.of('networkBusyPercent'),
      memoryUsedPercent: seconds.of('memoryUsedPercent'),
    };
  }

  /** The process that answers, so far; null when it tells nothing of itself. */
  process(zeroMs: number): ProcessSeries | null {
    if (!this.#process) return null;
    const { source, seconds } = this.#process;
    return {
      name: this.name,
      pid: null,
      fromMs: Math.round(seconds.fromMs - zeroMs),
      cpuPercent: seconds.of('cpuPercent'),
      residentBytes: seconds.of('residentBytes'),
      idleResidentBytes: source.residentBytes(this.#first) ?? 0,
    };
  }

  /** What the broker that answers counted, so far; null when it is none. `zeroMs` is the start of the measure phase. */
  counters(options: { final: boolean; zeroMs: number; underLoadUntilMs: number }): BrokerFigures | null {
    return this.#counters?.figures(options) ?? null;
  }

  /** It is of a broker that counts its messages. */
  get counts(): boolean {
    return this.#counters !== null;
  }

  /** Scrapes a last time; false when that failed. */
  async scrapeLast(): Promise<boolean> {
    this.#endSchedule();
    await this.#underWay;
    return this.#scrape();
  }

  /** Ends scraping and closes the log; safe to call twice. */
  async stop(): Promise<void> {
    this.#endSchedule();
    this.#ending.abort();
    await this.#underWay;
    await this.#log.close();
  }

  /** Ends scraping and removes the log. */
  async discard(): Promise<void> {
    this.#endSchedule();
    this.#ending.abort();
    await this.#underWay;
    await this.#log.discard();
  }

  #endSchedule(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** Due times are multiples of a second since the start; one that passes while a scrape is under way is left out. */
  #schedule(): void {
    const sinceMs = steadyMs() - this.#startedMs;
    this.#timer = setTimeout(
      async () => {
        await this.#scrape();
        if (!this.#stopped) this.#schedule();
      },
      EVERY_MS - (sinceMs % EVERY_MS),
    );
    this.#timer.unref();
  }

  #scrape(): Promise<boolean> {
    this.#scrapes++;
    this.#underWay = scrape(this.#url, { timeoutMs: TIMEOUT_MS, signal: this.#ending.signal })
      .then((scraped) => {
        this.#keep(scraped);
        const now = scraped.scrape;
        this.#machine?.seconds.add(now);
        this.#process?.seconds.add(now);
        this.#counters?.add(now);
        if (now.wrong !== null) throw new Error(`a line is ${now.wrong}`);
        return true;
      })
      .catch((error: Error) => {
        if (!this.#ending.signal.aborted && this.#failed++ === 0) this.#firstFailure = error.message;
        return false;
      });
    return this.#underWay;
  }

  #keep({ text }: Scraped): void {
    this.#log.write(`# scraped ${new Date().toISOString()} ${redactUrl(this.#url.href)}`);
    this.#log.write(text.trimEnd());
  }
}
