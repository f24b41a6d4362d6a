/** Which load of its test a judged bound is about. */
import type { SloRow } from '../saved/slo-row.ts';

/** Its number, from 1; null where the bounds of the test are all about its only load. */
export const loadOfRow = (slo: readonly SloRow[], { load = 0 }: SloRow): number | null =>
  slo.some((row) => (row.load ?? 0) > 0) ? load + 1 : null;
