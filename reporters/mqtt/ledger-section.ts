import type { LedgerResult } from '../../load/mqtt/result.ts';
import { isWholeAccount } from '../../observe/reconcile.ts';
import type { Results } from '../../saved/results.ts';
import { count, listed, plural } from '../../text/format.ts';
import { code, text } from '../markdown/inline.ts';
import { folded, rowName } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { lastMeasured, measured, type Row, rows } from '../rows.ts';
import { faultsOf } from '../target-faults.ts';
import { requestsText } from './requests-text.ts';
import { countsDeliveries } from './runs.ts';
import { sharesText } from './shares.ts';
import { unreadText } from './unread.ts';
import { virtualClientsText } from './virtual-clients-text.ts';
import { workersText } from './workers.ts';

const MOST_LOSERS = 100;

type Loser = LedgerResult['losers'][number] & { readonly cell: string };

/** Whose messages were lost, what the target did wrong, and where the broker's own counters disagree with ours. */
export function ledgerSection(results: Results): string {
  const all = rows(results);
  const lossy = all.flatMap((row) => {
    const found = measured(row)?.result.ledger.losers ?? [];
    return found.length > 0 ? [{ row, found }] : [];
  });
  const losses = lossy.reduce((sum, { found }) => sum + found.length, 0);
  const runs = all.flatMap((row) => {
    const run = measured(row);
    return run ? [{ row, result: run.result }] : [];
  });
  const names = (some: readonly { readonly row: Row }[]): string =>
    listed(some.map(({ row }) => rowName(row, results)));
  const counting = runs.filter(({ result }) => countsDeliveries(result));
  const headerless = runs.filter(({ result }) => result.generator.headerless);
  const unsubscribed = runs.filter(({ result }) =>
    result.plan.groups.every(({ subscribe, request, respond }) => !subscribe && !request && !respond),
  );
  const faults = runs.flatMap(({ row, result }) =>
    faultsOf(result).map((fault) => `- ${rowName(row, results)}: ${text(fault)}`),
  );
  const disagreements = results.cells.flatMap((cell) =>
    cell.disagreements.map(
      (line) => `- ${text(line)} (${rowName({ cell, run: null, runNumber: null }, results)})`,
    ),
  );
  const counted = results.cells.filter((cell) => {
    const run = lastMeasured(cell);
    return (
      (run?.observation.broker?.publishReceived ?? null) !== null &&
      isWholeAccount(run!.result.plan, run!.result.ledger)
    );
  });
  const unread = unreadText(results);
  return folded(
    'Ledger',
    'Whose messages were lost, and what the broker counts',
    runs.length === 0
      ? 'Nothing was measured, so no message was counted.'
      : losses === 0 && unread === null
        ? lossless(runs.length, counting.length)
        : losses === 0
          ? null
          : table<Loser>(
              [
                left('cell', ({ cell }) => cell),
                left('client', ({ client }) => code(client)),
                right('expected', ({ owed }) => count(owed)),
                right('lost', ({ lost }) => count(lost)),
                left('silent', ({ silent }) => (silent ? 'yes' : 'no')),
              ],
              firstOf(lossy, results),
            ),
    losses > 0
      ? `${losses > MOST_LOSERS ? `The first ${MOST_LOSERS} of ${count(losses)} publishing clients with losses; the results file has all of them. ` : ''}From a silent client not a single message arrived.`
      : null,
    losses > 0 ? virtualClientsText(runs.map(({ result }) => result.plan)) : null,
    unread,
    sharesText(results),
    requestsText(results),
    workersText(results),
    headerless.length > 0
      ? `Payloads of less than 16 B carry no sequence number, so deliveries and losses are not known in: ${names(headerless)}.`
      : null,
    unsubscribed.length > 0
      ? `No group subscribes, so no delivery is expected, in: ${names(unsubscribed)}.`
      : null,
    faults.length > 0 ? `What the target did wrong:\n\n${faults.join('\n')}` : null,
    disagreements.length > 0
      ? `The broker's own counters differ from the ledger:\n\n${disagreements.join('\n')}`
      : counted.length > 0
        ? `The broker's own counters agree with the ledger in ${counted.length === results.cells.length ? 'every test' : `the ${plural(counted.length, 'test')} in which it has them`}.`
        : "The broker's own counters were not available, so the ledger could not be checked against them.",
  );
}

function lossless(measuredRuns: number, counting: number): string | null {
  if (counting === 0) return null;
  return counting === measuredRuns
    ? 'No message was lost.'
    : `No message was lost in the ${plural(counting, 'load')} in which deliveries are counted (of ${count(measuredRuns)}).`;
}

/** There may be one for each of a million clients. */
function firstOf(
  lossy: readonly { readonly row: Row; readonly found: LedgerResult['losers'] }[],
  results: Results,
): Loser[] {
  const first: Loser[] = [];
  for (const { row, found } of lossy) {
    if (first.length >= MOST_LOSERS) break;
    const cell = rowName(row, results);
    first.push(...found.slice(0, MOST_LOSERS - first.length).map((loser) => ({ ...loser, cell })));
  }
  return first;
}
