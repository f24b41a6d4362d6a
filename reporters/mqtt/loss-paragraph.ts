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
  const sum = (key: 'owed' | 'received' | 'lost' | 'duplicated' | 'reordered' | 'foreign'): number =>
    ledgers.reduce((total, { ledger }) => total + ledger[key], 0);
  const sentences: string[] = [];
  if (sum('owed') === 0) {
    sentences.push('No delivery that can be counted was owed, so nothing can be said of loss.');
  } else if (sum('lost') === 0) {
    sentences.push(
      `All of the ${plural(sum('owed'), 'delivery', 'deliveries')} owed in the measured cells arrived.`,
    );
  } else {
    const worst = ledgers.reduce((most, item) => (item.ledger.lost > most.ledger.lost ? item : most));
    const silent = ledgers.reduce(
      (total, { ledger }) => total + ledger.losers.filter((loser) => loser.silent).length,
      0,
    );
    sentences.push(
      `Of ${count(sum('owed'))} deliveries owed in the measured cells ${count(sum('lost'))} never came, most of them (${count(worst.ledger.lost)}) in ${cellName(worst.cell, results.cells)}.`,
      silent > 0
        ? `Of ${plural(silent, 'client')} not one message arrived.`
        : 'No client was lost altogether.',
    );
  }
  const odd = (['duplicated', 'reordered', 'foreign'] as const)
    .filter((key) => sum(key) > 0)
    .map((key) => `${count(sum(key))} ${key}`);
  if (odd.length > 0) sentences.push(`Beside these: ${odd.join(', ')}.`);
  else if (sum('received') > 0) sentences.push('None was duplicated, reordered or foreign.');
  const disagreeing = results.cells.filter(({ disagreements }) => disagreements.length > 0).length;
  if (disagreeing > 0) {
    sentences.push(
      `The broker's own counters disagree with the ledger in ${plural(disagreeing, 'cell')}; the ledger section has the figures.`,
    );
  }
  return sentences.join(' ');
}
