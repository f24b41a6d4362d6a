import type { HttpResults } from '../../saved/results.ts';
import { orNone, significant } from '../../text/format.ts';
import { code, text } from '../markdown/inline.ts';
import { section, verdictText } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { type Change, changesOf } from './single-changes.ts';

/** What each change of the target gives by itself, beside the target without it; those that give nothing too. */
export function changesSection(results: HttpResults): string | null {
  const sweeps = changesOf(results);
  if (sweeps.length === 0) return null;
  const ratio = (value: number | null): string => orNone(value, (it) => `${significant(it)}×`);
  return section(
    'One change at a time',
    ...sweeps.flatMap(({ title, axis, changes }) => [
      sweeps.length > 1 ? `### ${text(title)}` : null,
      table<Change>(
        [
          left(text(axis), ({ name }) => code(name)),
          right('pages/s without', (change) => significant(change.without.pagesPerSecond)),
          right('with', (change) => significant(change.with.pagesPerSecond)),
          right('ratio', ({ rateRatio }) => ratio(rateRatio)),
          right('site CPU ms a page without', (change) => orNone(change.without.cpuMs, significant)),
          right('with', (change) => orNone(change.with.cpuMs, significant)),
          right('ratio', ({ cpuRatio }) => ratio(cpuRatio)),
          right('log-ins/s with', ({ loginsPerSecond }) => orNone(loginsPerSecond, significant)),
          left('verdict', ({ verdict }) => verdictText(verdict)),
        ],
        changes,
      ),
    ]),
    'Each row is two fresh sites, one without and one with the change, asked for the same page in turn: figures are medians over the turns, ratios medians of what each turn gave. ' +
      'A row that changes nothing (`nominal`) shows how far from 1 a ratio comes by chance: what lies no farther is no gain.',
  );
}
