import type { SavedCell } from '../saved/cell.ts';
import { type AnyMeasuredCellRun, figuresOf } from './figures.ts';

/**
 * Work offered a second. Of users who think between answer and request it is what they would ask for if every answer came
 * at once, the most that a closed model can offer. Null where nothing paces the load.
 */
export function offeredPerSecond(cell: SavedCell, run: AnyMeasuredCellRun): number | null {
  const { plan } = run.result;
  if (plan.protocol === 'mqtt') return figuresOf(cell, run)('publish.offered');
  if (plan.pace.model === 'open') return plan.pace.tasksPerSecond;
  const thinkMs = (plan.pace.waitMs[0] + plan.pace.waitMs[1]) / 2;
  return plan.module !== null || thinkMs === 0 ? null : (plan.users * 1000) / thinkMs;
}
