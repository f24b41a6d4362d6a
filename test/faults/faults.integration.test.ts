/** The short half of the campaign; `npm run test:faults` runs all of it. */
import { expect, test } from 'vitest';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';

declare module 'vitest' {
  interface TaskMeta {
    fault?: Pick<Fault, 'expected'> & { readonly seen: string };
  }
}

const all = process.env.TIDEMARK_FAULTS === 'all';

for (const { name, expected, lacking, provoke } of FAULTS.filter(({ short }) => all || short)) {
  test(name, async ({ task, skip }) => {
    const missing = lacking?.() ?? null;
    if (missing !== null) {
      task.meta.fault = { expected, seen: `not provoked: ${missing} is required` };
      skip();
    }
    const seen = await provoke();
    task.meta.fault = { expected, seen };
    expect(seen).toBe(expected);
  });
}
