/**
 * Latencies as an interval log of HdrHistogram (format 1.3, histograms V2): what its HistogramLogProcessor, its readers in
 * other languages and HdrHistogramVisualizer read. Values are microseconds.
 */
import { decodeHistogram, encodeHistogram, histogramOf } from '../../load/histogram.ts';
import type { SavedResults } from '../../saved/results.ts';
import { slug } from '../../text/file-name.ts';
import { runName } from '../cell-name.ts';
import { kindOf } from '../kinds/kinds.ts';
import { measured, rows } from '../rows.ts';
import type { Interval } from '../seconds.ts';

interface Placed extends Interval {
  readonly tag: string;
  /** Seconds since the epoch. */
  readonly atSeconds: number;
}

/** Lines in the order of time, a tag each metric; null where nothing was measured. */
export function histogramLog(results: SavedResults): string | null {
  const loads = rows(results).flatMap((row) => measured(row) ?? []);
  const placed = rows(results).flatMap((row): Placed[] => {
    const run = measured(row);
    if (run === null) return [];
    const startSeconds = Date.parse(run.result.startedAt) / 1000;
    const ofLoad = loads.length > 1 ? `${slug(runName(row, results.cells))}:` : '';
    return kindOf(run.result.plan)
      .intervalsOf(run.result)
      .map((interval) => ({
        ...interval,
        tag: `${ofLoad}${interval.name}`.replace(/[\s,]+/g, '_'),
        atSeconds: startSeconds + interval.fromSeconds,
      }));
  });
  if (placed.length === 0) return null;
  placed.sort((one, other) => one.atSeconds - other.atSeconds);
  const [{ atSeconds: startSeconds }] = placed as [Placed];
  return [
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${startSeconds.toFixed(3)} (seconds since epoch), ${new Date(startSeconds * 1000).toISOString()}]`,
    `#[BaseTime: ${startSeconds.toFixed(3)} (seconds since epoch)]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...placed.map((interval) => line(interval, startSeconds)),
    '',
  ].join('\n');
}

/** Its maximum is in milliseconds, for the eye: tools read the histogram. */
function line({ tag, atSeconds, lengthSeconds, latencies }: Placed, startSeconds: number): string {
  const histogram = typeof latencies === 'string' ? decodeHistogram(latencies) : histogramOf(latencies);
  const base64 = typeof latencies === 'string' ? latencies : encodeHistogram(histogram);
  const numbers = [atSeconds - startSeconds, lengthSeconds, histogram.maxValue / 1000];
  return [`Tag=${tag}`, ...numbers.map((value) => value.toFixed(3)), base64].join(',');
}
