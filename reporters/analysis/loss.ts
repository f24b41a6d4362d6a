import { lastMeasured } from '../figures.ts';
import { cellName, count, plural } from '../format.ts';
import type { Results } from '../results.ts';

/** What became of the messages: losses, duplicates, reordering, and whether the broker counts the same. */
export function lossParagraph(results: Results): string | null {
  const ledgers = results.cells.flatMap((cell) => {
    const run = lastMeasured(cell);
    return run ? [{ cell, ledger: run.result.ledger }] : [];
  });
  if (ledgers.length === 0) return null;
  const sum = (key: 'owed' | 'lost' | 'duplicated' | 'reordered' | 'foreign'): number =>
    ledgers.reduce((total, { ledger }) => total + ledger[key], 0);
  const sentences: string[] = [];
  if (sum('owed') === 0) sentences.push('No subscriber was owed a message, so nothing can be said of loss.');
  else if (sum('lost') === 0) {
    sentences.push(
      `All of the ${plural(sum('owed'), 'delivery').replace('deliverys', 'deliveries')} owed in the measured cells arrived.`,
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
  sentences.push(
    odd.length > 0 ? `Beside these: ${odd.join(', ')}.` : 'None was duplicated, reordered or foreign.',
  );
  const disagreeing = results.cells.filter(({ disagreements }) => disagreements.length > 0).length;
  if (disagreeing > 0) {
    sentences.push(
      `The broker's own counters disagree with the ledger in ${plural(disagreeing, 'cell')}; the ledger section has the figures.`,
    );
  }
  return sentences.join(' ');
}
