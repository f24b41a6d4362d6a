/** Latencies as agents report and results keep them: HDR histograms in text, by name; what was not recorded is absent. */
import { decodeHistogram, encodeHistogram, mergeHistograms } from './histogram.ts';
import type { LatencyCounts } from './latency-counts.ts';

export type EncodedLatencies<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** null = nothing was recorded. */
export const encodedLatency = (counts: LatencyCounts): string | null =>
  counts.total > 0 ? encodeHistogram(counts.histogram()) : null;

export function encodedLatencies<Name extends string>(
  counts: Readonly<Record<Name, LatencyCounts>>,
): EncodedLatencies<Name> {
  return present(Object.keys(counts) as Name[], (name) => encodedLatency(counts[name]));
}

/** One latency of all agents. */
export function mergedLatency(encoded: readonly (string | null | undefined)[]): string | null {
  const some = encoded.filter((base64) => base64 != null);
  return some.length < 2 ? (some[0] ?? null) : encodeHistogram(mergeHistograms(some.map(decodeHistogram)));
}

/** The latencies of all agents. */
export function mergedLatencies<Name extends string>(
  parts: readonly EncodedLatencies<Name>[],
): EncodedLatencies<Name> {
  const names = new Set(parts.flatMap((part) => Object.keys(part) as Name[]));
  return present([...names], (name) => mergedLatency(parts.map((part) => part[name])));
}

function present<Name extends string>(
  names: readonly Name[],
  encoded: (name: Name) => string | null,
): EncodedLatencies<Name> {
  const latencies: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const base64 = encoded(name);
    if (base64 !== null) latencies[name] = base64;
  }
  return latencies;
}
