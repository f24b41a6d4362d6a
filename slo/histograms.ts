/** The latencies of a part of a run, from their saved form. */
import { decodeHistogram, type Histogram, mergeHistograms } from '../load/histogram.ts';

/** Looks up the sum of all encoded histograms of a name, decoded once; null when nothing was recorded. */
export function histogramsBy<Name extends string>(
  encodedOf: (name: Name) => readonly string[],
): (name: Name) => Histogram | null {
  const decoded = new Map<Name, Histogram | null>();
  return (name) => {
    let histogram = decoded.get(name);
    if (histogram === undefined) {
      const sum = mergeHistograms(encodedOf(name).map(decodeHistogram));
      histogram = sum.totalCount === 0 ? null : sum;
      decoded.set(name, histogram);
    }
    return histogram;
  };
}
