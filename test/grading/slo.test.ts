import { describe, expect, test } from 'vitest';
import type { Cell } from '../../saved/cell.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import {
  between,
  failing,
  graded,
  invalid,
  passing,
  SUITE,
  savedOf,
  search,
  submissionOf,
} from './a-submission.ts';

const at = (clients: number, rest = '') =>
  `slo: { suite: ${SUITE}, parameters: { clients: ${clients} }, metrics: all ${rest} }`;
const handedIn = submissionOf([savedOf([passing, failing, invalid])]);

test('every bound held: all points, with the sentence of each bound and where it stands', () => {
  const one = graded(at(500), handedIn);
  expect(one).toMatchObject({ points: 10, withheld: 0 });
  expect(one.evidence.map(({ text }) => text)).toEqual(
    passing.slo.map(({ message }) => `telemetry, 500 clients, qos 1: ${message}`),
  );
  expect(one.evidence[0]).toMatchObject({ file: 'mqtt-results.md', section: 'Service level objectives' });
});

test('one bound broken: none, and why is the sentence of that bound', () => {
  const one = graded(at(4000), handedIn);
  expect(one.points).toBe(0);
  expect(one.why).toContain(failing.slo.find(({ ok }) => !ok)?.message);
});

test('only what the rubric names counts', () => {
  const cell = { ...failing, slo: [{ ...passing.slo[0]!, metric: 'lost' }, ...failing.slo.slice(0, 1)] };
  const named = (metric: string) =>
    graded(`slo: { suite: ${SUITE}, metrics: [${metric}] }`, submissionOf([savedOf([cell])])).points;
  expect(named('lost')).toBe(10);
  expect(named(failing.slo[0]!.metric)).toBe(0);
});

test('what was not judged earns nothing, whatever its rows say', () => {
  const rows = passing.slo;
  const one = graded(at(2000), submissionOf([savedOf([{ ...invalid, slo: rows }])]));
  expect(one).toMatchObject({ points: 0 });
  expect(one.why).toContain('not judged: ');
});

test('a metric of which the test has no SLO earns nothing', () => {
  const one = graded(`slo: { suite: ${SUITE}, parameters: { clients: 500 }, metrics: [apdex] }`, handedIn);
  expect(one).toMatchObject({ points: 0 });
  expect(one.why).toContain('the test has no SLO on apdex');
});

test('all cells that match must hold; * stands for anything', () => {
  expect(graded(`slo: { suite: '*/telemetry.slo.ts', metrics: all }`, handedIn).points).toBe(0);
  const good = submissionOf([savedOf([passing])]);
  expect(graded(`slo: { suite: '*/telemetry.slo.ts', title: 'TELE*', metrics: all }`, good).points).toBe(10);
});

test('a cell that is not there: what there is instead is named', () => {
  expect(graded(at(7), handedIn).why).toMatch(/has no test clients 7; it has .*500 clients/);
  expect(graded('slo: { suite: other.slo.ts, metrics: all }', handedIn).why).toBe(
    'no results of other.slo.ts were handed in',
  );
});

test('a promise made easier than the rubric asks earns nothing, in a search in any of its trials', () => {
  const metric = passing.slo[0]!.metric;
  const asked = (bound: string) => at(500, `, promise: { ${metric}: '${bound}' }`);
  expect(graded(asked(passing.slo[0]!.bound), handedIn).points).toBe(10);
  expect(graded(asked('< 1ms'), handedIn).why).toContain(`${metric} < 1ms is required`);
  const row = { ...passing.slo[0]!, metric: 'capacity', message: 'capacity 1,414' };
  const found = { ...search('hunt', between(1414, 2000)), slo: [row] };
  const trials = found.capacity!.trials.map((trial, index) =>
    index === 0 ? { ...trial, slo: trial.slo.map((slo) => ({ ...slo, bound: '< 9s' })) } : trial,
  );
  const hunt = `slo: { suite: ${SUITE}, title: hunt, metrics: [capacity], promise: { ${metric}: '${passing.slo[0]!.bound}' } }`;
  expect(graded(hunt, submissionOf([savedOf([found])])).points).toBe(10);
  const eased = { ...found, capacity: { ...found.capacity!, trials } };
  expect(graded(hunt, submissionOf([savedOf([eased])])).why).toContain('the SLO of the test is');
});

const rowOf = (bound: string, standsFor: string, rest: object = {}) => ({
  ...passing.slo[0]!,
  metric: 'publish.rate',
  bound,
  required: `${bound} (${standsFor})`,
  ...rest,
});
const promised = (...rows: readonly ReturnType<typeof rowOf>[]) =>
  graded(
    `slo: { suite: ${SUITE}, metrics: [publish.rate], promise: { publish.rate: '>= 99% of offered' } }`,
    submissionOf([savedOf([{ ...passing, slo: rows }])]),
  );

test('a bound relative to what was offered is met as it is written, whatever it stood for', () => {
  expect(promised(rowOf('>= 99% of offered', '82.6/s')).points).toBe(10);
  expect(promised(rowOf('>= 98% of offered', '82.6/s')).why).toContain(
    'the SLO of the test is publish.rate >= 98% of offered (82.6/s)',
  );
});

test('a promise of one window, or of one of several loads, is not that of the whole', () => {
  const strict = rowOf('>= 99% of offered', '82.6/s');
  const eased = rowOf('>= 1% of offered', '0.8/s');
  expect(promised(strict, strict).points).toBe(10);
  expect(promised(strict, eased).why).toContain('the SLO of the test is publish.rate >= 1% of offered');
  const during = rowOf('>= 99% of offered', '82.6/s', { window: 'during' });
  expect(promised(during).why).toContain('the test has no SLO on publish.rate over the whole measure phase');
  expect(promised(during, eased).points).toBe(0);
  const soft = rowOf('>= 99% of offered', '82.6/s', { soft: true });
  expect(promised(soft).points).toBe(0);
});

test('a bound that only warns decides nothing, broken or met, also of a metric that is named', () => {
  const hard = rowOf('>= 99% of offered', '82.6/s');
  const warning = rowOf('>= 100% of offered', '83.4/s', { soft: true, ok: false, verdict: 'fail' });
  const named = (...slo: readonly ReturnType<typeof rowOf>[]) =>
    graded(
      `slo: { suite: ${SUITE}, metrics: [publish.rate] }`,
      submissionOf([savedOf([{ ...passing, slo }])]),
    );
  expect(named(hard, warning).points).toBe(10);
  expect(named({ ...hard, soft: true }).why).toContain('the test has no SLO on publish.rate');
});

describe('the answer of a search', () => {
  const floor = (required: number, verdict: SloRow['verdict'] = 'pass'): SloRow => ({
    ...passing.slo[0]!,
    metric: 'capacity',
    window: 'measure',
    required: `>= ${required} devices`,
    verdict,
    ok: verdict === 'pass',
    soft: false,
    message: `capacity, required >= ${required} devices`,
  });
  const asking = (cell: Cell, metrics = '[capacity]', metric = 'capacity', required = '>= 100 devices') =>
    graded(
      `slo: { suite: ${SUITE}, metrics: ${metrics}, promise: { ${metric}: '${required}' } }`,
      submissionOf([savedOf([cell])]),
    );
  const found = search('hunt', between(200, 220));

  test.each<[string, Partial<Cell>]>([
    ['as the rubric asks', { slo: [floor(100)] }],
    ['a lower floor', { slo: [floor(1)] }],
    ['a higher floor that held', { slo: [floor(150)] }],
    ['a higher floor that did not hold', { slo: [floor(500, 'fail')], verdict: 'fail', reasons: ['500'] }],
    ['a floor above what could be judged', { slo: [floor(500, 'invalid')], verdict: 'invalid' }],
    ['no floor but the lowest load', { slo: [floor(50)] }],
    ['no floor at all', { slo: [] }],
  ])('counts as it was measured, its test having %s', (_, changed) => {
    const one = asking({ ...found, ...changed });
    expect(one.why).toBe('1 bound of 1 cell held');
    expect(one.points).toBe(10);
    expect(one.evidence).toMatchObject([
      { text: 'hunt: capacity 200 to 220 devices, required >= 100 devices', section: 'Capacity' },
    ]);
    expect(asking({ ...found, ...changed }, 'all').points).toBe(10);
  });

  test.each([
    [between(90, 110), 'capacity 90 to 110 devices, required >= 100 devices'],
    [{ bounds: 'below', upper: 200 }, 'capacity < 200 devices, required >= 100 devices'],
    [
      { bounds: 'unknown', stop: 'generator limit' },
      'its search found no answer (the generator reached its limit)',
    ],
    [{ ...between(200, 220), confirmed: false }, 'the lower bound was not held for long'],
  ])('%j earns nothing, whatever floor held', (answer, why) => {
    const one = asking({ ...search('hunt', answer), slo: [floor(1)] });
    expect(one.points).toBe(0);
    expect(one.why).toContain(why);
  });

  test('is required in the unit that was raised, a rate as what was delivered', () => {
    expect(asking(found, '[capacity]', 'capacity', '>= 100 users').why).toContain(
      'the search counts 100 devices',
    );
    expect(asking(found, '[capacity]', 'capacity', '>=1,00 Devices').points).toBe(10);
    const delivered = (required: string) =>
      asking(found, '[capacity.delivered]', 'capacity.delivered', required);
    expect(delivered('>= 30/s').points).toBe(10);
    expect(delivered('>= 40/s').why).toContain('/s delivered, required >= 40/s');
  });

  test('does not make good what else was broken', () => {
    const broken = {
      ...passing.slo[0]!,
      metric: 'lost',
      ok: false,
      verdict: 'fail' as const,
      message: 'lost 3',
    };
    const one = asking({ ...found, verdict: 'fail', slo: [floor(500, 'fail'), broken] }, 'all');
    expect(one.points).toBe(0);
    expect(one.why).toContain('lost 3');
    const other = asking({ ...found, verdict: 'fail', reasons: ['an assertion'], slo: [floor(100)] }, 'all');
    expect(other.why).toContain('failed: an assertion');
  });

  test('is still judged by its test where the rubric requires no floor', () => {
    const cell = { ...found, slo: [floor(500, 'fail')], verdict: 'fail' as const };
    expect(
      graded(`slo: { suite: ${SUITE}, metrics: [capacity] }`, submissionOf([savedOf([cell])])).points,
    ).toBe(0);
  });
});
