/** One scrape of an endpoint: its text by HTTP, and its samples by name. */
import { basicAuthorization, credentialsOf } from '../../load/http/site-url.ts';
import { steadyMs } from '../../load/steady-clock.ts';
import { reason } from '../../targets/target-unavailable.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { oneLine } from '../../text/visible.ts';
import { excerpt, linesByName, parseExposition, readSample, type Sample } from './exposition.ts';

/** node_exporter answers with about 0.1 MB, an application with one series an object of its own with some more. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_SHOWN = 200;
const ACCEPT = 'text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** All samples of an endpoint at one time. Those of a metric are read when it is first asked for. */
export class Scrape {
  /** Half way between request and answer; see `steadyMs`. */
  readonly atMs: number;
  readonly #lines: ReadonlyMap<string, readonly string[]>;
  readonly #read = new Map<string, readonly Sample[]>();
  #wrong: string | null = null;

  /** @throws ExpositionError where a line does not begin with a name */
  constructor(atMs: number, text: string) {
    this.atMs = atMs;
    this.#lines = linesByName(text);
  }

  /** The first line that is no sample, of what was asked for so far. */
  get wrong(): string | null {
    return this.#wrong;
  }

  get names(): readonly string[] {
    return [...this.#lines.keys()];
  }

  of(name: string): readonly Sample[] {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const samples: Sample[] = [];
    for (const line of this.#lines.get(name) ?? []) {
      const sample = readSample(line);
      if (sample === undefined) this.#wrong ??= excerpt(line);
      // What was divided by zero, or is beyond all numbers, is no figure.
      else if (Number.isFinite(sample.value)) samples.push(sample);
    }
    this.#read.set(name, samples);
    return samples;
  }

  /** Over all label values; null when there is no such sample. */
  sum(name: string): number | null {
    const samples = this.of(name);
    const sum = samples.reduce((total, { value }) => total + value, 0);
    return samples.length > 0 && Number.isFinite(sum) ? sum : null;
  }
}

export interface Scraped {
  readonly scrape: Scrape;
  /** As it came. */
  readonly text: string;
}

interface Asked {
  readonly timeoutMs: number;
  /** Every line has to be right, whether or not it is asked for. */
  readonly whole?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Rejects with Error, one line without the URL: no answer in time, a status that is not 200, more than 16 MiB (unpacked),
 * text that is no exposition, or one without a sample.
 */
export async function scrape(url: URL, { timeoutMs, whole = false, signal }: Asked): Promise<Scraped> {
  const sentMs = steadyMs();
  const text = await answerOf(url, timeoutMs, signal);
  if (whole) parseExposition(text);
  const scrape = new Scrape((sentMs + steadyMs()) / 2, text);
  if (scrape.names.length === 0) throw new Error('its answer has no samples');
  return { scrape, text };
}

async function answerOf(url: URL, timeoutMs: number, signal: AbortSignal | undefined): Promise<string> {
  const credentials = credentialsOf(url);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(bare(url), {
      headers: { accept: ACCEPT, ...(credentials && { authorization: basicAuthorization(credentials) }) },
      // Where it sends us may be anywhere.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      const elsewhere = response.headers.get('location');
      throw new Error(
        `it answered with status ${response.status}${elsewhere === null ? '' : `, which sends on to ${oneLine(redactUrl(elsewhere)).slice(0, MOST_SHOWN)}`}`,
      );
    }
    return await textOf(response);
  } catch (error) {
    const { name, cause } = error as Error;
    if (name === 'TimeoutError') throw new Error(`no whole answer within ${timeoutMs / 1000} s`);
    throw new Error(cause === undefined ? reason(error) : reason(cause), { cause: error });
  }
}

async function textOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new Error(`its answer is longer than ${MOST_BYTES / 1024 ** 2} MiB`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** Fetch takes no URL with user and password. */
function bare(url: URL): string {
  const without = new URL(url);
  without.username = '';
  without.password = '';
  return without.href;
}
