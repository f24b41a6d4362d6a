import { NONE, orNone, significant } from '../format.ts';
import type { HttpResults } from '../results.ts';
import { type Change, changesOf } from '../single-changes.ts';
import { code, text } from './inline.ts';
import { section, verdictText } from './layout.ts';
import { left, right, table } from './table.ts';

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
          right('pages/s', ({ pagesPerSecond }) => orNone(pagesPerSecond, significant)),
          right('to nominal', ({ rateRatio }) => ratio(rateRatio)),
          right('site CPU ms a page', ({ cpuMs }) => orNone(cpuMs, significant)),
          right('to nominal', ({ cpuRatio }) => ratio(cpuRatio)),
          right('response p50 ms', ({ p50Ms }) => orNone(p50Ms, significant)),
          right('log-ins/s', ({ loginsPerSecond }) => orNone(loginsPerSecond, significant)),
          left('verdict', ({ verdict }) => verdictText(verdict)),
        ],
        changes,
      ),
    ]),
    `Each row is a fresh site with this one change, measured once; \`tuned\` has several. ${NONE} stands where there is no figure. Rows differ by some percent without any reason: where nominal was measured twice, its second row shows by how much.`,
  );
}
