import { nameWith } from '../../metrics/names.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { count, NONE } from '../../text/format.ts';
import { marginText } from '../../text/margin.ts';
import { redactText } from '../../text/redact.ts';

/**
 * A judged bound as a vitest annotation: a property of its test in JUnit, a notice at its line on GitHub, a warning
 * where a soft SLO was not met. GitHub knows no other types; any name it does not know becomes the notice's title.
 */
export function annotationOf(row: SloRow): { readonly type: string; readonly message: string } {
  const { metric, load = 0, window, actual, required, n, verdict, soft, ok } = row;
  const ofLoad = nameWith(metric, { load });
  const name = window === 'measure' ? ofLoad : `${ofLoad} (${window})`;
  const margin = marginText(row) ?? NONE;
  const said = redactText(
    `${verdict}: measured ${actual}, required ${required}, margin ${margin}, n ${count(n)}`,
  );
  return soft && !ok ? { type: 'warning', message: `${name}: ${said}` } : { type: name, message: said };
}
