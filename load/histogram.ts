/** HDR histograms: microseconds, 3 significant digits, 1 us to 1 h; merged by adding. */
import { createRequire } from 'node:module';
import type { Histogram } from 'hdr-histogram-js';

type Library = typeof import('hdr-histogram-js');

/** Loaded with the first histogram: it takes longer than most of what a test file imports. */
const library = (): Library => (loaded ??= createRequire(import.meta.url)('hdr-histogram-js') as Library);
let loaded: Library | null = null;

export const HIGHEST_US = 3_600_000_000;

export type { Histogram };

export function newHistogram(): Histogram {
  return library().build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
}

/** The standard compressed form, base64. */
export const encodeHistogram = (histogram: Histogram): string =>
  library().encodeIntoCompressedBase64(histogram);

/** Reads what `encodeHistogram` (or any HdrHistogram) wrote. */
export const decodeHistogram = (base64: string): Histogram =>
  library().decodeFromCompressedBase64(base64, 32, false);

/** Sum of all; an empty list gives an empty histogram. */
export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const sum = newHistogram();
  for (const histogram of histograms) sum.add(histogram);
  return sum;
}

/** From values in microseconds: a value, how often, the next value, … */
export function histogramOf(samples: readonly number[]): Histogram {
  const histogram = newHistogram();
  for (let at = 0; at < samples.length; at += 2)
    histogram.recordValueWithCount(Math.min(Math.round(samples[at]!), HIGHEST_US), samples[at + 1]!);
  return histogram;
}
