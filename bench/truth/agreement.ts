/** Whether the report says what the wire says: percentiles of both, side by side. Pure. */
import type { Histogram } from '../../load/histogram.ts';
import type { Exchange } from './exchanges.ts';

/** Either is enough. */
const WITHIN_MS = 0.15;
const WITHIN_PERCENT = 5;
const PERCENTILES = [50, 90, 99] as const;
/** Of all exchanges: those at the borders of the window may be in one of both alone. */
const COUNT_WITHIN_PERCENT = 1;

export interface Row {
  readonly percentile: number;
  readonly captureMs: number;
  readonly reportMs: number;
  readonly agrees: boolean;
}

export interface Agreement {
  readonly captured: number;
  readonly reported: number;
  readonly rows: readonly Row[];
  /** All rows, and the numbers of exchanges. */
  readonly agrees: boolean;
}

export function agreementOf(exchanges: readonly Exchange[], report: Histogram): Agreement {
  const sorted = exchanges.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const rows = PERCENTILES.map((percentile): Row => {
    // As HDR histograms count: the lowest value that so many are not above.
    const captureMs = sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? Number.NaN;
    const reportMs = report.getValueAtPercentile(percentile) / 1000;
    const allowedMs = Math.max(WITHIN_MS, (captureMs * WITHIN_PERCENT) / 100);
    return { percentile, captureMs, reportMs, agrees: Math.abs(reportMs - captureMs) <= allowedMs };
  });
  const [captured, reported] = [sorted.length, report.totalCount];
  const asMany = Math.abs(captured - reported) <= (reported * COUNT_WITHIN_PERCENT) / 100;
  return { captured, reported, rows, agrees: asMany && rows.every(({ agrees }) => agrees) };
}

export function agreementsTable(agreements: Readonly<Record<string, Agreement>>): string {
  const lines = Object.entries(agreements).flatMap(([what, { captured, reported, rows }]) =>
    rows.map(({ percentile, captureMs, reportMs, agrees }) =>
      [
        what,
        `p${percentile}`,
        `${captureMs.toFixed(3)} ms`,
        `${reportMs.toFixed(3)} ms`,
        `${(reportMs - captureMs).toFixed(3)} ms`,
        `${captured.toLocaleString('en-US')} / ${reported.toLocaleString('en-US')}`,
        agrees ? 'yes' : 'NO',
      ].join(' | '),
    ),
  );
  return [
    '| Exchange | Percentile | Capture | Report | Difference | n of both | Agree |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...lines.map((cells) => `| ${cells} |`),
  ].join('\n');
}
