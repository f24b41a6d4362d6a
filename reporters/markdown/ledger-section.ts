import type { LedgerResult } from '../../load/result.ts';
import { lastMeasured, measured, rows } from '../figures.ts';
import { count, listed } from '../format.ts';
import type { Results } from '../results.ts';
import { code, text } from './inline.ts';
import { rowName, section } from './layout.ts';
import { left, right, table } from './table.ts';

const MOST_LOSERS = 100;

type Loser = LedgerResult['losers'][number] & { readonly cell: string };

/** Whose messages were lost, and where the broker's own counters disagree with ours. */
export function ledgerSection(results: Results): string {
  const all = rows(results);
  const losers = all.flatMap((row): Loser[] =>
    (measured(row)?.ledger.losers ?? []).map((loser) => ({ ...loser, cell: rowName(row, results) })),
  );
  const judged = all.filter((row) => measured(row));
  const headerless = judged.filter((row) => measured(row)?.generator.headerless === true);
  const disagreements = results.cells.flatMap((cell) =>
    cell.disagreements.map(
      (line) => `- ${text(line)} (${rowName({ cell, run: null, runNumber: null }, results)})`,
    ),
  );
  const counted = results.cells.filter(
    (cell) => (lastMeasured(cell)?.observation.broker?.publishReceived ?? null) !== null,
  );
  return section(
    'Ledger',
    judged.length === 0
      ? 'No cell was measured, so no message was accounted for.'
      : losers.length === 0
        ? 'No client lost a message in any measured cell.'
        : table<Loser>(
            [
              left('cell', ({ cell }) => cell),
              left('client', ({ client }) => code(client)),
              right('owed', ({ owed }) => count(owed)),
              right('lost', ({ lost }) => count(lost)),
              left('silent', ({ silent }) => (silent ? 'yes' : 'no')),
            ],
            losers.slice(0, MOST_LOSERS),
          ),
    losers.length > 0
      ? `${losers.length > MOST_LOSERS ? `The first ${MOST_LOSERS} of ${count(losers.length)} publishing clients with losses; the results file holds all. ` : ''}Of a silent client not one message arrived.`
      : null,
    headerless.length > 0
      ? `Payloads under 16 B carry no sequence number, so deliveries and losses are unknown in: ${listed(headerless.map((row) => rowName(row, results)))}.`
      : null,
    disagreements.length > 0
      ? `The broker's own counters disagree:\n\n${disagreements.join('\n')}`
      : counted.length > 0
        ? `The broker's own counters agree with the ledger in ${counted.length === results.cells.length ? 'every cell' : `the ${count(counted.length)} cells where it has them`}.`
        : "The broker's own counters were not available, so the ledger stands alone.",
  );
}
