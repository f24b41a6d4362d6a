import type { Results } from '../../saved/results.ts';
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
  const sentences: string[] = [];
  if (sum('owed') === 0) {
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
