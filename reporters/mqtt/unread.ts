import type { Results } from '../../saved/results.ts';
import { count } from '../../text/format.ts';
import { rowName } from '../markdown/layout.ts';
import { measured, rows } from '../rows.ts';

/** What slow consumers did not take, and how much of it the broker says it dropped; null = they took all, or there were none. */
export function unreadText(results: Results): string | null {
  const lines = rows(results).flatMap((row): string[] => {
    const run = measured(row);
    const { unread = 0, lost = 0 } = run?.result.ledger ?? {};
    if (!run || unread === 0) return [];
    const dropped = run.observation.broker?.publishDropped ?? null;
    const counted =
      dropped === null
        ? 'the broker does not say how many of them it dropped'
        : `the broker counts ${count(dropped)} messages as dropped, ${count(lost)} of which are the lost ones`;
    return [`- ${rowName(row, results)}: ${count(unread)} deliveries; ${counted}`];
  });
  return lines.length === 0
    ? null
    : `What slow consumers (\`readRate\`) had not taken at the end:\n\n${lines.join('\n')}`;
}
