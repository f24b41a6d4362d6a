import { describe, expect, test } from 'vitest';
import { judgeArms } from '../../../matrix/compare/judge-arms.ts';
import type { ArmRuns } from '../../../matrix/compare/paired-samples.ts';
import { courseText, verdictClauses } from '../../../reporters/comparison/lines.ts';
import { comparisonMarkdown } from '../../../reporters/comparison/markdown.ts';
import { type Comparison, type Course, comparisonSchema } from '../../../saved/comparison.ts';
import type { Results } from '../../../saved/results.ts';
import { armOf, ofAnotherPlan, ofDeadTarget, runOf, STEADY, slowed } from '../sample-arms.ts';

const COURSE: Course = {
  seed: 7,
  order: ['base', 'head', 'head', 'base'],
  needed: { runs: 12, because: { cell: 'small', metric: 'delivery.p99' }, spreadPercent: 4.21 },
  budgetMs: 600_000,
  tookMs: 595_000,
  ended: 'budget',
};

const compared = (
  arms: ArmRuns,
  course: Course | null = null,
  named: readonly string[] | null = null,
): Comparison =>
  judgeArms({
    arms,
    course,
    names: { base: 'v1', head: 'exec:run --password hunter2' },
    files: { base: arms.base.map((_, n) => `base/${n}.json`), head: [] },
    metrics: named,
    past: () => [],
    compared: new Set(),
    command: 'npx tidemark compare v1 HEAD --seed 7 -- small.slo.ts',
    startedAt: '2026-03-01T12:00:00.000Z',
    finishedAt: '2026-03-01T12:10:00.000Z',
    interrupted: false,
  });

const base = STEADY.map((value) => runOf({ 'delivery.p50': 5, 'delivery.p99': value, lost: 0 }));
const head = slowed(1.2).map((value) =>
  runOf({ 'delivery.p50': 5, 'delivery.p99': value, lost: 0 }, { subject: { version: 'mosquitto 2.0.18' } }),
);

test.each([
  ['with a course', { base, head }, COURSE],
  [
    'where an arm has nothing valid',
    { base, head: armOf([1], { cell: { verdict: 'invalid', reasons: ['no broker'] } }) },
    null,
  ],
] as const)('is read back as it was written, %s', (_, arms, course) => {
  const comparison = compared(arms, course);
  expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
});

test('what never moves makes nothing of the others: a comparison that could not tell of latency is inconclusive', () => {
  const noisy = [5, 9, 6, 12, 7, 15];
  const arms = [noisy, noisy.toReversed()].map((values) =>
    values.map((value) => runOf({ 'delivery.p99': value, lost: 0 })),
  );
  const { metrics, verdict } = compared({ base: arms[0]!, head: arms[1]! });
  expect(metrics.map(({ verdict }) => verdict).sort()).toEqual(['inconclusive', 'no difference']);
  expect(verdict).toBe('inconclusive');
});

test('what one arm alone has is not outvoted by what both have: a head that acknowledges nothing is no head as before', () => {
  const acknowledged = STEADY.map((value) => runOf({ 'delivery.p99': value, 'publish.ack.p99': value }));
  const silent = armOf(STEADY);
  expect(compared({ base: acknowledged, head: silent }).verdict).toBe('inconclusive');
  expect(compared({ base: silent, head: acknowledged }).verdict).toBe('inconclusive');
});

test('each metric that is named has to be told of', () => {
  const noisy = [5, 9, 6, 12, 7, 15];
  const arm = (values: readonly number[]) =>
    STEADY.map((value, index) => runOf({ 'delivery.p50': value, 'delivery.p99': values[index]! }));
  const arms = { base: arm(noisy), head: arm(noisy.toReversed()) };
  expect(compared(arms).verdict).toBe('no difference');
  expect(compared(arms, null, ['delivery.p50']).verdict).toBe('no difference');
  expect(compared(arms, null, ['delivery.p50', 'delivery.p99']).verdict).toBe('inconclusive');
});

describe('the outcome, where one of two tests is as before,', () => {
  const [as, other] = [{ title: 'a' }, { title: 'b' }];
  const both = (one: readonly Results[], two: readonly Results[]) => [...one, ...two];
  const fine = armOf(STEADY, { cell: as });
  const second = armOf(STEADY, { cell: other });
  const invalid = STEADY.map(() =>
    runOf({}, { cell: { ...other, verdict: 'invalid', reasons: ['no broker'] } }),
  );
  test.each<[string, readonly Results[], string]>([
    ['and so is the other', second, 'no difference'],
    ['is inconclusive when the target of the other never started', invalid, 'inconclusive'],
    ['is inconclusive when the head lacks the other', [], 'inconclusive'],
    [
      'is inconclusive when the other had another load',
      armOf(STEADY, { cell: { ...ofAnotherPlan(), ...other } }),
      'inconclusive',
    ],
    [
      'is inconclusive when the target of the other died',
      armOf(STEADY, { cell: { ...ofDeadTarget(), ...other } }),
      'inconclusive',
    ],
    ['is regressed when the other is slower', armOf(slowed(1.2), { cell: other }), 'regressed'],
  ])('%s', (_, head, verdict) => {
    const comparison = compared({ base: both(fine, second), head: both(fine, head) });
    expect(comparison.verdict).toBe(verdict);
    const open = verdict === 'inconclusive' && comparison.leftOut.length > 0;
    expect(verdictClauses(comparison).includes('not everything was compared')).toBe(open);
  });
});

test('runs by different releases are compared, and the report says which', () => {
  const later = head.map((run) => ({ ...run, tidemark: '0.2.0' }));
  const { leftOut, differences } = compared({ base, head: later });
  expect(leftOut).toEqual([]);
  expect(differences).toContainEqual({ key: 'tidemark', base: '0.1.0', head: '0.2.0' });
  expect(comparisonMarkdown(compared({ base, head: later }))).toMatch(
    /\| tidemark +\| 0\.1\.0 +\| \*\*0\.2\.0\*\*/,
  );
});

test('the largest changes are named, first the largest', () => {
  const factors = { 'delivery.p50': 1.1, 'delivery.p99': 1.3, 'publish.rate': 0.5, 'publish.ack.p50': 1.2 };
  const arm = (slower: boolean) =>
    [...STEADY, ...STEADY].map((value) =>
      runOf(
        Object.fromEntries(
          Object.entries(factors).map(([name, factor]) => [name, value * (slower ? factor : 1)]),
        ),
      ),
    );
  expect(verdictClauses(compared({ base: arm(false), head: arm(true) }))[0]).toMatch(
    /^publish\.rate .*, delivery\.p99 .* and publish\.ack\.p50 /,
  );
});

describe('the report', () => {
  const report = comparisonMarkdown(compared({ base, head }, COURSE));

  test('begins with the verdict and what it rests on', () => {
    expect(report.split('\n').slice(0, 3)).toEqual([
      '# Comparison',
      '',
      '**regressed** — delivery.p99 +20.0 %; 2 no difference of 3 metrics.',
    ]);
  });

  test('has a row for each metric of each cell', () => {
    const rows = report.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows[1]!.replace(/ +/g, ' ')).toBe(
      '| `delivery.p99` | 10.0 ms | 12.0 ms | +20.0 % | +18.8 % to +21.2 % | 5 % | 0.002 | 6 and 6 | **regressed** |',
    );
    expect(rows[2]).toMatch(/`lost` +\|.*\| +0.0 % \|.*no difference/);
  });

  test('says what was run, in which order, and why so often', () => {
    expect(report).toContain(
      '2 runs of base and 2 of head in 9 min 55 s; the spread of delivery.p99, 4.2 % from run to run, requires 12 of each; the time budget of 10 min 0 s was used up.',
    );
    expect(report).toContain('Order of the runs, drawn in pairs by seed 7: base head head base.');
  });

  test('tells the subjects apart, and how to do it again', () => {
    expect(report).toMatch(/\| target version +\| mosquitto version 2\.0\.11 +\| \*\*mosquitto 2\.0\.18\*\*/);
    expect(report).toContain('What differs: `version`.');
    expect(report).toMatch(
      /## Reproduce\n\n```sh\nnpx tidemark compare v1 HEAD --seed 7 -- small\.slo\.ts\n```\n$/,
    );
  });

  test('holds no credentials', () => {
    expect(report).toContain('--password ***');
    expect(report).not.toContain('hunter2');
  });
});

test('a comparison across environments says so at the top', () => {
  const elsewhere = armOf(STEADY, { environment: { targetKind: 'container' } });
  const report = comparisonMarkdown(compared({ base, head: elsewhere }));
  expect(report.split('\n')[4]).toBe(
    '**Not measured in the same environment** (`--force`): targetKind `native` and `container`. Any change may come from this.',
  );
});

test('what is inconclusive says why and what to do', () => {
  const report = comparisonMarkdown(compared({ base: base.slice(2), head }));
  expect(report).toContain('**inconclusive** — 3 inconclusive of 3 metrics.');
  expect(report).toContain('- `lost`: 4 valid runs of base, at least 5 required: 1 more of base.');
});

test('a regression outweighs what improved', () => {
  const one = compared({ base, head });
  const improved = { ...one.metrics[1]!, verdict: 'improved' as const, cell: 'other', changePercent: -20 };
  const metrics = [improved, one.metrics[1]!];
  expect(verdictClauses({ ...one, metrics })).toEqual([
    'delivery.p99 of small +20.0 %',
    '1 improved of 2 metrics',
  ]);
});

test('nothing is said of a course where nothing was run', () => {
  expect(courseText(compared({ base, head }))).toBeNull();
});

test('what took any certificate says so at the top', () => {
  const any = structuredClone(base);
  for (const { runs } of any.flatMap(({ cells }) => cells))
    Object.assign(runs[0]!.result.plan.groups[0]!.connect, { tls: { ca: null, verify: false } });
  const comparison = compared({ base: any, head });
  expect(comparisonSchema.parse(comparison).unchecked).toContain('‘small’');
  expect(comparisonMarkdown(comparison)).toMatch(
    /^# Comparison\n\n.*\n\n\*\*Certificates were not checked \(verify: false\) in/,
  );
  expect(comparisonMarkdown(compared({ base, head }))).not.toContain('verify: false');
});
