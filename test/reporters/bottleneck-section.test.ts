import { expect, test } from 'vitest';
import { bottleneckSection } from '../../reporters/sections/bottleneck-section.ts';
import { sampleResults } from './sample-results.ts';

const thread = {
  name: 'mosquitto',
  pid: 7,
  tid: 8,
  cpuPercent: 43.2,
  cpuWaitPercent: 12.5,
  diskWaitPercent: 0,
  stoppedPercent: 0,
};

test('every load has its verdict, who did not read, the busiest thread, and its hottest functions', () => {
  const results = sampleResults();
  const [first, second] = results.cells.map(({ runs }) => runs[0]?.observation);
  Object.assign(first!, {
    bottleneck: {
      where: 'machine',
      evidence: ['something else ran on this machine'],
      didNotRead: ['target'],
    },
    threads: [thread],
    unread: { samples: 4, byTargetBytes: 400_000, byGeneratorBytes: 0, stuckAtTarget: 3 },
    functions: {
      thread: 'mosquitto',
      samples: 900,
      functions: [{ percent: 31, name: 'packet__read', object: 'mosquitto' }],
    },
  });
  const text = bottleneckSection(results) ?? '';
  expect(text).toMatch(/: \*\*machine\*\*\. something else ran on this machine\.$/m);
  expect(text).toMatch(/\| target +\| +400 \| +0 \| `mosquitto` \(8\) +\| +43\.2 \| +12\.5 \| +0\.0 \|/);
  expect(text).toMatch(/\| +31\.0 \| `packet__read` \| `mosquitto` \|/);
  // Of an older file: its sentence stands there, and no row of dashes.
  expect(second?.threads).toBeUndefined();
  expect(text.match(/^- .*: \*\*/gm)?.length).toBeGreaterThan(1);
  expect(text).not.toMatch(/\| – +\| +– \| +– \| – /);
});
