/** Which of the bounds that were met came nearest to a breach. */
import type { SloRow } from '../saved/slo-row.ts';

/**
 * For sorting, the nearest first. Upper bounds come before lower ones: a rate of all that was offered lies as near to
 * `>= 99% of offered` as it can.
 */
export const byNearness = (one: SloRow, other: SloRow): number =>
  Number(isLower(one)) - Number(isLower(other)) || marginOf(one) - marginOf(other);

const isLower = ({ operator }: SloRow): boolean => operator.startsWith('>');

const marginOf = ({ marginPercent }: SloRow): number => marginPercent ?? Number.POSITIVE_INFINITY;
