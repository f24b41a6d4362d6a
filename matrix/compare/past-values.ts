/** What `history.jsonl` tells of a metric: how it moved while nothing was changed. Pure. */

import { measuredKey } from '../../saved/cell-identity.ts';
import { environmentHash } from '../../saved/environment-hash.ts';
import type { HistoryLine } from '../../saved/history.ts';
import type { AnyResults } from '../../saved/results.ts';
import type { Past } from './paired-samples.ts';

/**
 * Of the lines that were measured in the environment of `runs`, and are not themselves those runs: lists of values between
 * which neither commit nor version, image or configuration of the target changed, by the time they were measured.
 */
export function pastOf(lines: readonly HistoryLine[], runs: readonly AnyResults[]): Past {
  const environments = new Set(runs.map(({ fingerprint }) => environmentHash(fingerprint.environment)));
  const compared = new Set(runs.map(({ startedAt }) => startedAt));
  const subjects = new Map<string, HistoryLine[]>();
  for (const line of lines.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))) {
    // What uncommitted changes were made between two runs, nobody knows; nor whether two without a name are the same.
    const nameless = line.commit === null && line.version === null;
    if (!environments.has(line.environment) || compared.has(line.startedAt)) continue;
    if (line.dirty === true || nameless) continue;
    const subject = JSON.stringify([
      line.protocol,
      line.commit,
      line.version,
      line.image,
      line.configuration,
    ]);
    subjects.set(subject, [...(subjects.get(subject) ?? []), line]);
  }
  return (wanted, metric) => {
    const key = measuredKey(wanted);
    return [...subjects.values()].map((runs) =>
      runs.flatMap(({ cells }) =>
        cells.flatMap((cell) =>
          cell.planHash === wanted.planHash && cell.verdict !== 'invalid' && measuredKey(cell) === key
            ? (cell.metrics[metric] ?? [])
            : [],
        ),
      ),
    );
  };
}
