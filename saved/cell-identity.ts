/** By what cells are told apart: file, title with the groups around it, and parameters. */
import { redact } from '../text/redact.ts';
import type { SavedCell } from './cell.ts';

export type CellIdentity = Pick<SavedCell, 'suite' | 'title' | 'parameters'>;

/** As they are saved: without credentials. No two cells of a run have the same. */
export function cellKey({ suite, title, parameters }: CellIdentity): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(redact([suite, title, sorted]));
}

/** What is measured: all repeats of a cell have the same. */
export function measuredKey({ parameters, ...rest }: CellIdentity): string {
  const { repeat: _, ...others } = parameters;
  return cellKey({ ...rest, parameters: others });
}

/** Cells that others before them have the key of, one each. */
export function sameNamed<C extends CellIdentity>(cells: readonly C[]): readonly C[] {
  return [...Map.groupBy(cells, cellKey).values()].flatMap(([, second]) => second ?? []);
}
