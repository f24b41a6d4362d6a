import type { MeasuredRun } from '../../load/mqtt/result.ts';
import { WHOLE_PHASE } from '../../metrics/names.ts';
import type { Results } from '../../saved/results.ts';
import { sumOf } from '../../statistics/sum.ts';
import { count, plural } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import { lastMeasured } from '../rows.ts';
import { countsDeliveries } from './runs.ts';

/** What became of the messages: losses, duplicates, reordering, and whether the broker counts the same. */
export function lossParagraph(results: Results): string | null {
  const runs = results.cells.flatMap((cell) => {
    const run = lastMeasured(cell);
    return run ? [{ cell, result: run.result, ledger: run.result.ledger }] : [];
  });
  if (runs.length === 0) return null;
  const ledgers = runs.filter(({ result }) => countsDeliveries(result));
  const sum = (
    key: 'owed' | 'received' | 'lost' | 'unread' | 'duplicated' | 'reordered' | 'foreign',
  ): number => ledgers.reduce((total, { ledger }) => total + (ledger[key] ?? 0), 0);
  const sentences: string[] = requestSentences(runs.map(({ result }) => result));
  if (sum('owed') === 0 && sentences.length > 0) {
    // Whoever asks is told of nothing else.
  } else if (sum('owed') === 0) {
    sentences.push(
      'No subscriber was to get a message that can be counted, so nothing is known about losses.',
    );
  } else if (sum('lost') === 0) {
    const unread = sum('unread');
    const arrived = sum('owed') - unread;
    sentences.push(
      unread === 0
        ? `All ${plural(arrived, 'expected delivery', 'expected deliveries')} arrived.`
        : `Of ${count(sum('owed'))} expected deliveries ${count(arrived)} arrived.`,
    );
  } else {
    const worst = ledgers.reduce((most, item) => (item.ledger.lost > most.ledger.lost ? item : most));
    const silent = ledgers.reduce(
      (total, { ledger }) => total + ledger.losers.filter((loser) => loser.silent).length,
      0,
    );
    sentences.push(
      `Of ${count(sum('owed'))} expected deliveries ${count(sum('lost'))} never came, most of them (${count(worst.ledger.lost)}) in ${cellName(worst.cell, results.cells)}.`,
      silent > 0
        ? `From ${plural(silent, 'client')} not a single message arrived.`
        : 'From every client some messages arrived.',
    );
  }
  if (sum('unread') > 0)
    sentences.push(
      `Slow consumers had not taken ${count(sum('unread'))} of them at the end: these waited, or the broker dropped them.`,
    );
  const odd = (['duplicated', 'reordered', 'foreign'] as const)
    .filter((key) => sum(key) > 0)
    .map((key) => `${count(sum(key))} ${key}`);
  if (odd.length > 0) sentences.push(`Messages were also ${odd.join(', ')}.`);
  else if (sum('received') > 0)
    sentences.push('No message was duplicated, out of order or from another run.');
  const disagreeing = results.cells.filter(({ disagreements }) => disagreements.length > 0).length;
  if (disagreeing > 0) {
    sentences.push(
      `The broker's own counters differ from the ledger in ${plural(disagreeing, 'test')}; the section "Ledger" has the figures.`,
    );
  }
  return sentences.join(' ');
}

/** What became of requests that were due in the measure phase; nothing where nobody asked. */
function requestSentences(runs: readonly MeasuredRun[]): string[] {
  const asking = runs.flatMap(({ windows }) =>
    Object.values(windows[WHOLE_PHASE]?.groups ?? {}).flatMap(({ counts, requests }) =>
      requests ? [{ due: counts.offered, ...requests }] : [],
    ),
  );
  if (asking.length === 0) return [];
  const due = sumOf(asking, (group) => group.due);
  const matched = sumOf(asking, (group) => group.matched);
  if (matched === due)
    return [`All ${plural(due, 'request')} that were due in the measure phase had their reply in time.`];
  const causes = (['late', 'timedOut', 'refused'] as const)
    .map((state) => [STATES[state], sumOf(asking, (group) => group[state])] as const)
    .filter(([, requests]) => requests > 0)
    .map(([state, requests]) => `${count(requests)} ${state}`);
  return [
    `Of ${plural(due, 'request')} that were due in the measure phase ${count(due - matched)} had no reply in time${causes.length > 0 ? ` (${causes.join(', ')})` : ''}.`,
  ];
}

const STATES = { late: 'late', timedOut: 'timed out', refused: 'refused' } as const;
