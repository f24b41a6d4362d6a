/** A performance test that looks for the highest load at which a promise is kept. */

import { expect } from 'vitest';
import type { CellRecord } from '../../fixtures/cell/record.ts';
import { settings } from '../../fixtures/injected-settings.ts';
import { type TestContext, test } from '../../fixtures/test.ts';
import { capacityText, stopText } from '../../reporters/capacity-text.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { asking, firstParameter } from '../fixtures-asked.ts';
import { assertAnswer, type CapacityAnswer, capacityMatchers } from './matcher.ts';
import { type CapacityOptions, type CapacityPlan, readCapacity } from './options.ts';
import type { Measure } from './trial.ts';

expect.extend(capacityMatchers);

/**
 * Looks for the highest load that holds: doubles from `from` until a load fails or `to` holds, then bisects to `width`;
 * at each load two of up to three trials agree. `measure` puts one load on and judges it. What the load counts is said by
 * `axis`, else by the name of the first parameter:
 *
 *     capacity('devices', { from: 100, to: 20_000 },
 *       async (devices, { broker, load }) => judge(await load.mqtt({ … }), promise),
 *       (answer) => expect(answer).toBeAtLeast(1000));
 *
 * `then` asserts what is promised of the answer; where it has no `toBeAtLeast`, that it is at least `from`. One target
 * lives through the search.
 * Throws CapacityError at collection when the options make no sense.
 */
export function capacity(
  title: string,
  options: CapacityOptions,
  measure: Measure,
  then?: (answer: CapacityAnswer) => void | Promise<void>,
): void {
  const plan = readCapacity(title, options, settings().capacity);
  const axis = options.axis ?? firstParameter(measure) ?? 'load';
  const run = asking(measure, async (_: CapacityPlan, context: TestContext): Promise<void> => {
    const { cell } = context as TestContext & { readonly cell: CellRecord };
    // The file is read twice, and run once.
    const { runSearch } = await import('./run-search.ts');
    const answer = await runSearch(plan, axis, measure, context, cell);
    await cell.notice(`${title}: ${capacityText(answer)} (${stopText(answer.stop)})`);
    const save = (row: SloRow) =>
      cell.judged({ verdict: row.verdict, rows: [row], reasons: row.ok ? [] : [row.message] });
    await assertAnswer(answer, save, then);
  });
  test.for([plan])(title.replaceAll('%', '%%'), { meta: { tidemarkSearch: true } }, run);
}
