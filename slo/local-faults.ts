/** What failed by the doing of the generator's own machine. */
import { type CauseCounts, causesInWords, totalOf } from '../load/cause-counts.ts';
import { failedByGenerator } from '../load/socket/causes.ts';
import { count } from '../text/quantity.ts';

/** In words, like '3 clients failed on the generator's machine (too many open files)'; null when nothing did. */
export function localFaults(failedBy: CauseCounts, what: string): string | null {
  const causes = failedByGenerator(failedBy);
  const failed = totalOf(causes);
  return failed > 0
    ? `${count(failed)} ${what} failed on the generator's machine (${causesInWords(causes)})`
    : null;
}
