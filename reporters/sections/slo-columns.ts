/** What there is to say of a judged bound, column by column. */
import type { SloRow } from '../../saved/slo-row.ts';
import { count, NONE } from '../../text/format.ts';
import { marginText } from '../../text/margin.ts';
import { code, text } from '../markdown/inline.ts';
import { verdictText } from '../markdown/layout.ts';
import { type Column, left, right } from '../markdown/table.ts';

export const MEASURED: readonly Column<SloRow>[] = [
  left(
    'rule',
    ({ metric, required, soft }) => code(`${metric} ${required}`) + (soft ? ' (warning only)' : ''),
  ),
  right('measured', ({ actual }) => text(actual)),
  right('margin', (row) => marginText(row) ?? NONE),
  right('n', ({ n }) => count(n)),
];
export const VERDICT: Column<SloRow> = left('verdict', ({ verdict }) => verdictText(verdict));
/** Whose doing a breach is; why there is no figure stands in its place already. */
export const WHY: Column<SloRow> = left('because', ({ verdict, why, actual }) =>
  verdict === 'pass' || actual === `none: ${why}` ? '' : text(why),
);

export const SLO_COLUMNS: readonly Column<SloRow>[] = [...MEASURED, VERDICT];
