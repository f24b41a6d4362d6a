/** A bound on a metric, and whether a value keeps it. */

export type Operator = '<' | '<=' | '=' | '>=' | '>';

export interface Bound {
  /** As written. */
  readonly text: string;
  readonly operator: Operator;
  /**
   * In the metric's canonical unit (ms, /s, B, %, count), a percentage when `ofOffered`, or the signed percentage by
   * which it differs from the baseline when `ofBaseline`.
   */
  readonly limit: number;
  readonly ofOffered: boolean;
  readonly ofBaseline?: true;
}

/** Whether `value` keeps the bound; `limit` in the value's unit. */
export function holds(operator: Operator, value: number, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '=':
      return value === limit;
    case '>=':
      return value >= limit;
    case '>':
      return value > limit;
  }
}

/** Distance to the bound in percent of it, positive = room left; null when the bound is 0. */
export function marginPercent(operator: Operator, value: number, limit: number): number | null {
  if (limit === 0) return null;
  const room =
    operator === '=' ? -Math.abs(value - limit) : operator.startsWith('<') ? limit - value : value - limit;
  return room === 0 ? 0 : (100 * room) / limit;
}
