/**
 * What a run of test files tells of itself while it goes on. Who scraped it meanwhile gets one more scrape after the end:
 * otherwise the last values would be lost.
 */
import type { Progress } from '../load/progress.ts';
import type { Standing } from '../reporters/vitest/standing.ts';
import type { SavedCell } from '../saved/cell.ts';
import { version } from '../saved/version.ts';
import type { ListenAddress } from '../text/listen-address.ts';
import { type Endpoints, json, serve } from './endpoints.ts';
import { Exposition } from './exposition.ts';

/** Twice the scrape interval that Prometheus has where nobody configures one, rounded. */
const MOST_LINGER_MS = 30_000;
const PHASES: readonly Progress['phase'][] = ['connect', 'warm-up', 'measure', 'drain'];

export class RunFigures implements AsyncDisposable {
  readonly #startedAt = new Date();
  readonly #verdicts: Record<string, number> = { pass: 0, fail: 0, invalid: 0 };
  #endpoints: Endpoints | null = null;
  #standing: Standing | null = null;
  #sent = 0;
  #received = 0;
  #scrapes = 0;
  #ended = false;
  readonly #lastScrape = Promise.withResolvers<void>();
  readonly #note: (line: string) => void;

  /** @throws UsageError for a port in use */
  static async serve(address: ListenAddress, note: (line: string) => void): Promise<RunFigures> {
    const figures = new RunFigures(note);
    const exposition = figures.#exposition();
    const routes = {
      '/metrics': () => figures.#scraped(() => exposition.answer()),
      '/debug/vars': () => figures.#scraped(() => json(figures.#vars())),
    };
    figures.#endpoints = await serve(routes, { ...address, option: '--metrics' });
    note(`Serving ${figures.#endpoints.url}/metrics and /debug/vars.`);
    return figures;
  }

  private constructor(note: (line: string) => void) {
    this.#note = note;
  }

  /** Once a second. */
  stands(standing: Standing): void {
    this.#standing = standing;
    if (standing.progress.phase === 'connect') return;
    this.#sent += standing.progress.sentPerSecond;
    this.#received += standing.progress.receivedPerSecond;
  }

  measured({ verdict }: SavedCell): void {
    this.#verdicts[verdict] = (this.#verdicts[verdict] ?? 0) + 1;
    this.#standing = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#endpoints === null) return;
    this.#standing = null;
    this.#ended = true;
    if (this.#scrapes > 0) {
      this.#note(`Serving the last figures until they are scraped, for ${MOST_LINGER_MS / 1000} s at most.`);
      const timer = setTimeout(this.#lastScrape.resolve, MOST_LINGER_MS);
      await this.#lastScrape.promise;
      clearTimeout(timer);
    }
    await this.#endpoints.close();
  }

  #scraped<T>(told: () => T): T {
    this.#scrapes++;
    if (this.#ended) this.#lastScrape.resolve();
    return told();
  }

  #exposition(): Exposition {
    const now = (of: (progress: Progress) => number | null) => () => {
      const value = this.#standing && of(this.#standing.progress);
      return value ?? Number.NaN;
    };
    return new Exposition()
      .counter(
        'tidemark_sent_total',
        'Messages sent, or requests begun, from the start of each load on.',
        () => this.#sent,
      )
      .counter('tidemark_received_total', 'Messages received, or answers.', () => this.#received)
      .counters('tidemark_tests_total', 'Tests that ended, by verdict.', 'verdict', () => this.#verdicts)
      .gauge(
        'tidemark_clients',
        'Clients of the load under way.',
        now(({ clients }) => clients),
      )
      .gauge(
        'tidemark_connected',
        'Clients that are there.',
        now(({ connected }) => connected),
      )
      .gauge(
        'tidemark_lost',
        'Lost messages, or failed requests, of the load under way so far.',
        now(({ lost }) => lost),
      )
      .gauge(
        'tidemark_p99_seconds',
        'The worst p99 of the last second.',
        now(({ p99Ms }) => (p99Ms === null ? null : p99Ms / 1000)),
      )
      .gauge(
        'tidemark_phase',
        `The phase of the load under way: ${PHASES.map((name, number) => `${number} = ${name}`).join(', ')}.`,
        now(({ phase }) => PHASES.indexOf(phase)),
      )
      .gauge('tidemark_ended', '1 = the run is over.', () => Number(this.#ended));
  }

  #vars(): object {
    return {
      version,
      startedAt: this.#startedAt.toISOString(),
      ended: this.#ended,
      sent: this.#sent,
      received: this.#received,
      tests: this.#verdicts,
      test: this.#standing?.title ?? null,
      progress: this.#standing?.progress ?? null,
      nearest: this.#standing?.nearest ?? null,
    };
  }
}
