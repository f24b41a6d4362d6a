/** A performance test for every combination of some axes. */
import { describe } from 'vitest';
import { settings } from '../fixtures/injected-settings.ts';
import { type TestContext, test } from '../fixtures/test.ts';
import type { BrokerOptions } from '../targets/broker/broker.ts';
import type { SiteOptions } from '../targets/site/site.ts';
import { type Axes, type CellOf, cellsOf, cellTitle, overrideAxes } from './axes.ts';
import { asking } from './fixtures-asked.ts';

/** Which target each cell gets, where it differs from cell to cell; what is left out is the command line's. */
export interface SweepOptions<A extends Axes> {
  readonly brokerOptions?: (cell: CellOf<A>) => Partial<BrokerOptions>;
  readonly siteOptions?: (cell: CellOf<A>) => Partial<SiteOptions>;
}

/**
 * Runs `body` once for every cell, one at a time, each a test of its own with a fresh broker; a cell that fails
 * does not stop the others. `siteOptions: ({ change }) => ({ configuration: change })` makes the target part of the
 * matrix. `tidemark matrix --clients 500,1000` replaces the axis `clients`.
 *
 * Throws SweepError at collection: empty axis, or values given for one that cannot be read.
 */
export function sweep<const A extends Axes>(
  title: string,
  axes: A,
  body: (cell: CellOf<A>, context: TestContext) => void | Promise<void>,
  options: SweepOptions<A> = {},
): void {
  const { axes: given, repeat } = settings();
  const cells = cellsOf(overrideAxes(title, axes, given), repeat) as CellOf<A>[];
  const run = asking(body, (cell: CellOf<A>, context: TestContext) => body(cell, context));

  describe(title, () => {
    for (const cell of cells) {
      const name = cellTitle(cell).replaceAll('%', '%%');
      targetOf(cell, options).for([cell])(name, { meta: { tidemark: { title, parameters: cell } } }, run);
    }
  });
}

/** `test` with the target a cell asks for. */
function targetOf<A extends Axes>(
  cell: CellOf<A>,
  { brokerOptions, siteOptions }: SweepOptions<A>,
): typeof test {
  let own = test;
  if (brokerOptions) own = own.extend('brokerOptions', brokerOptions(cell));
  if (siteOptions) own = own.extend('siteOptions', siteOptions(cell));
  return own;
}
