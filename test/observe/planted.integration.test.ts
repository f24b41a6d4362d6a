import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../bench/bottleneck/causes.ts';
import { observed, wrong } from '../../bench/bottleneck/observed.ts';
import { observers, titled } from '../parts-here.ts';

/** The others need a machine with a CPU to spare: there a quota or a stop is what holds the load back. See `npm run bench:bottleneck`. */
const ON_ANY_MACHINE = CAUSES.filter(({ where }) => where === 'machine' || where === 'disk');

describe.skipIf(!observers)(titled('a planted bottleneck', observers, 'no mosquitto, sysstat or ss'), () => {
  for (const cause of ON_ANY_MACHINE)
    test.skipIf(cause.lacking !== null)(
      titled(`is named: ${cause.name}`, cause.lacking === null, cause.lacking ?? ''),
      async () => {
        expect(wrong(cause, await observed(cause, 3000))).toBeNull();
      },
    );
});
