import type { MeasuredCellRun } from './rows.ts';

/** What the target demonstrably did wrong in a run, one sentence part each; empty when nothing. */
export const faultsOf = ({
  targetFaults,
  targetDown,
}: Pick<MeasuredCellRun['result'], 'targetFaults' | 'targetDown'>): string[] => [
  ...targetFaults,
  ...(targetDown === null ? [] : [`the target was down after the run: ${targetDown}`]),
];
