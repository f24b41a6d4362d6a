/** The short half of the campaign; `npm run test:faults` runs all of it. */
import { expect, test } from 'vitest';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** `seen` is not there where an error came instead; `lacking`: null, it was provoked. */
    fault?: Pick<Fault, 'expected'> & { readonly seen?: string; readonly lacking: string | null };
  }
}

const all = process.env.TIDEMARK_FAULTS === 'all';

for (const { name, expected, lacking, provoke } of FAULTS.filter(({ short }) => all || short)) {
  test(name, async ({ task, skip }) => {
    const missing = lacking?.() ?? null;
    task.meta.fault = { expected, lacking: missing };
    if (missing !== null) skip();
    const seen = await provoke();
    task.meta.fault = { expected, seen, lacking: null };
    expect(seen).toBe(expected);
  });
}
