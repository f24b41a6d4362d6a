/** HDR histograms: microseconds, 3 significant digits, 1 us to 1 h; merged by adding. */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

export const HIGHEST_US = 3_600_000_000;

export type { Histogram };

export function newHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
}

/** The standard compressed form, base64. */
export const encodeHistogram = (histogram: Histogram): string => encodeIntoCompressedBase64(histogram);

/** Reads what `encodeHistogram` (or any HdrHistogram) wrote. */
export const decodeHistogram = (base64: string): Histogram => decodeFromCompressedBase64(base64, 32, false);

/** Sum of all; an empty list gives an empty histogram. */
export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const sum = newHistogram();
  for (const histogram of histograms) sum.add(histogram);
  return sum;
}
