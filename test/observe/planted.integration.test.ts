import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../bench/bottleneck/causes.ts';
import { observed, wrong } from '../../bench/bottleneck/observed.ts';
import { observers, titled } from '../parts-here.ts';

/** `npm run bench:bottleneck` plants each of them twenty times. */
describe.skipIf(!observers)(titled('a planted bottleneck', observers, 'no mosquitto, sysstat or ss'), () => {
  for (const cause of CAUSES)
    test.skipIf(cause.lacking !== null)(
      titled(`is named: ${cause.name}`, cause.lacking === null, cause.lacking ?? ''),
      async () => {
        expect(wrong(cause, await observed(cause, 3000))).toBeNull();
      },
    );
});
