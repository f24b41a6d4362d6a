/** How far a figure lies from its bound, in words: the same in reports, on the terminal and in JUnit. */
import { percent, significant } from './quantity.ts';

/** From twice the bound on, a multiple is easier to read than a percentage. */
const MULTIPLE_FROM = 2;

/**
 * `92.0 % below`, `27.1 % above`, `7.6 times the bound`; null where there is no margin.
 *
 * @param marginPercent distance to the bound in percent of it, negative beyond it
 */
export function marginText({
  operator,
  marginPercent,
}: {
  readonly operator: '<' | '<=' | '=' | '>=' | '>';
  readonly marginPercent: number | null;
}): string | null {
  if (marginPercent === null || !Number.isFinite(marginPercent)) return null;
  // Of `=` only the distance is known, not its direction.
  if (operator === '=') return marginPercent === 0 ? 'at the bound' : `${significant(-marginPercent)} % off`;
  const beyond = operator.startsWith('<') ? -marginPercent : marginPercent;
  const times = 1 + beyond / 100;
  if (times >= MULTIPLE_FROM) return `${times >= 9.95 ? significant(times) : percent(times)} times the bound`;
  const off = percent(Math.abs(beyond));
  if (off === '0.0') return 'at the bound';
  return `${off} % ${beyond > 0 ? 'above' : 'below'}`;
}
