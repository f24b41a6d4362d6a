/** What a capacity was found in spite of: bounds of `warn` that a load within it did not meet. Pure. */
import type { CapacityResult } from '../saved/capacity.ts';
import type { SloRow } from '../saved/slo-row.ts';

export interface CapacityWarning {
  readonly load: number;
  readonly row: SloRow;
}

/** The worst of each metric. */
export function warningsOf(answer: CapacityResult): readonly CapacityWarning[] {
  if (!('lower' in answer)) return [];
  const warnings = answer.trials
    .filter(({ load, verdict }) => load <= answer.lower && verdict === 'pass')
    .flatMap(({ load, slo }) =>
      slo.filter(({ soft, verdict }) => soft && verdict === 'fail').map((row) => ({ load, row })),
    );
  const byMetric = Map.groupBy(warnings, ({ row }) => JSON.stringify([row.metric, row.window, row.required]));
  return [...byMetric.values()].map((same) =>
    same.reduce((worst, one) => (marginOf(one) < marginOf(worst) ? one : worst)),
  );
}

const marginOf = ({ row }: CapacityWarning): number => row.marginPercent ?? 0;
