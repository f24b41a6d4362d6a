import type { HttpResults } from '../../saved/results.ts';
import { orNone, percent, significant } from '../../text/format.ts';
import { code, text } from '../markdown/inline.ts';
import { section, verdictText } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { chanceFactor, effectOf, intervalText } from './chance.ts';
import { type Change, changesOf } from './single-changes.ts';

/** What each change of the target gives by itself, beside the target without it; those that give nothing too. */
export function changesSection(results: HttpResults): string | null {
  const sweeps = changesOf(results);
  if (sweeps.length === 0) return null;
  const ratio = (value: number | null): string => orNone(value, (it) => `${significant(it)}×`);
  return section(
    'One change at a time',
    ...sweeps.flatMap(({ title, axis, changes }) => {
      const factor = chanceFactor(changes);
      return [
        sweeps.length > 1 ? `### ${text(title)}` : null,
        table<Change>(
          [
            left(text(axis), ({ name }) => code(name)),
            right('pages/s without', (change) => significant(change.without.pagesPerSecond)),
            right('with', (change) => significant(change.with.pagesPerSecond)),
            right('ratio', ({ rateRatio }) => ratio(rateRatio)),
            right('chance interval', (change) => intervalText(change, factor)),
            left('effect', (change) => effectText(change, factor)),
            right('site CPU ms a page without', (change) => orNone(change.without.cpuMs, significant)),
            right('with', (change) => orNone(change.with.cpuMs, significant)),
            right('ratio', ({ cpuRatio }) => ratio(cpuRatio)),
            right('log-ins/s with', ({ loginsPerSecond }) => orNone(loginsPerSecond, significant)),
          ],
          changes,
        ),
        `By chance alone a ratio lies between ${significant(1 / factor)}× and ${significant(factor)}×: a change of less than ${percent(100 * (factor - 1))} % is neither a gain nor a loss.`,
      ];
    }),
    'Each row is two fresh sites, one without and one with the change, which were asked for the same page in turn. Figures are medians over the rounds; ratios are medians of the ratios of the rounds. ' +
      'The chance interval follows from how much the rounds of all changes differ (99 %), and from the row that changes nothing (`nominal`).',
  );
}

/** A change under which pages failed has no effect to speak of. */
const effectText = (change: Change, factor: number): string =>
  change.verdict === 'pass' ? effectOf(change, factor) : verdictText(change.verdict);
