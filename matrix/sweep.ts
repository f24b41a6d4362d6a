/** A performance test for every combination of some axes. */
import { describe } from 'vitest';
import { settings } from '../fixtures/settings.ts';
import { type TestContext, test } from '../fixtures/test.ts';
import { type Axes, type CellOf, cellsOf, cellTitle, overrideAxes } from './axes.ts';

/** Two plain names, `(cell, context) => …`: vitest asks for `{ broker, load }` there, so they are asked for it. */
const PLAIN_PARAMETERS = /^(?:async\s*)?(?:function[^(]*)?\(\s*[\w$]+\s*,\s*[\w$]+\s*\)/;

/**
 * Runs `body` once for every cell, one at a time, each a test of its own with a fresh broker; a cell that fails
 * does not stop the others. `tidemark matrix --clients 500,1000` replaces the axis `clients`.
 *
 * Throws SweepError at collection: empty axis, or values given for one that cannot be read.
 */
export function sweep<const A extends Axes>(
  title: string,
  axes: A,
  body: (cell: CellOf<A>, context: TestContext) => void | Promise<void>,
): void {
  const { axes: given, repeat } = settings();
  const cells = cellsOf(overrideAxes(title, axes, given), repeat) as CellOf<A>[];
  const run: typeof body = (cell, context) => body(cell, context);
  run.toString = () =>
    PLAIN_PARAMETERS.test(String(body)) ? '(cell, { broker, load }) => {}' : String(body);

  describe(title, () => {
    for (const cell of cells) {
      const name = cellTitle(cell).replaceAll('%', '%%');
      test.for([cell])(name, { meta: { tidemark: { title, parameters: cell } } }, run);
    }
  });
}
