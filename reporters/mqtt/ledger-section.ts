import type { LedgerResult } from '../../load/mqtt/result.ts';
import type { Results } from '../../saved/results.ts';
import { count, listed, plural } from '../../text/format.ts';
import { code, text } from '../markdown/inline.ts';
import { rowName, section } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { lastMeasured, measured, type Row, rows } from '../rows.ts';
import { faultsOf } from '../target-faults.ts';
import { countsDeliveries } from './runs.ts';

const MOST_LOSERS = 100;

type Loser = LedgerResult['losers'][number] & { readonly cell: string };

/** Whose messages were lost, what the target did wrong, and where the broker's own counters disagree with ours. */
export function ledgerSection(results: Results): string {
  const all = rows(results);
  const losers = all.flatMap((row): Loser[] =>
    (measured(row)?.result.ledger.losers ?? []).map((loser) => ({ ...loser, cell: rowName(row, results) })),
  );
  const runs = all.flatMap((row) => {
    const run = measured(row);
    return run ? [{ row, result: run.result }] : [];
  });
  const names = (some: readonly { readonly row: Row }[]): string =>
    listed(some.map(({ row }) => rowName(row, results)));
  const counting = runs.filter(({ result }) => countsDeliveries(result));
  const headerless = runs.filter(({ result }) => result.generator.headerless);
  const unsubscribed = runs.filter(({ result }) => result.plan.groups.every(({ subscribe }) => !subscribe));
  const faults = runs.flatMap(({ row, result }) =>
    faultsOf(result).map((fault) => `- ${rowName(row, results)}: ${text(fault)}`),
  );
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
    runs.length === 0
      ? 'No cell was measured, so no message was accounted for.'
      : losers.length === 0
        ? lossless(runs.length, counting.length)
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
      ? `Payloads under 16 B carry no sequence number, so deliveries and losses are unknown in: ${names(headerless)}.`
      : null,
    unsubscribed.length > 0 ? `Nobody subscribes, so no delivery is owed, in: ${names(unsubscribed)}.` : null,
    faults.length > 0 ? `What the target did wrong:\n\n${faults.join('\n')}` : null,
    disagreements.length > 0
      ? `The broker's own counters disagree:\n\n${disagreements.join('\n')}`
      : counted.length > 0
        ? `The broker's own counters agree with the ledger in ${counted.length === results.cells.length ? 'every cell' : `the ${count(counted.length)} cells where it has them`}.`
        : "The broker's own counters were not available, so the ledger stands alone.",
  );
}

function lossless(measuredRuns: number, counting: number): string | null {
  if (counting === 0) return null;
  return counting === measuredRuns
    ? 'No client lost a message in any measured cell.'
    : `No client lost a message where deliveries are counted, in ${count(counting)} of ${plural(measuredRuns, 'run')}.`;
}
