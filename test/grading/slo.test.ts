import { expect, test } from 'vitest';
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

test('a metric of which nothing was promised earns nothing', () => {
  const one = graded(`slo: { suite: ${SUITE}, parameters: { clients: 500 }, metrics: [apdex] }`, handedIn);
  expect(one).toMatchObject({ points: 0 });
  expect(one.why).toContain('nothing was promised of apdex');
});

test('all cells that match must hold; * stands for anything', () => {
  expect(graded(`slo: { suite: '*/telemetry.slo.ts', metrics: all }`, handedIn).points).toBe(0);
  const good = submissionOf([savedOf([passing])]);
  expect(graded(`slo: { suite: '*/telemetry.slo.ts', title: 'TELE*', metrics: all }`, good).points).toBe(10);
});

test('a cell that is not there: what there is instead is named', () => {
  expect(graded(at(7), handedIn).why).toMatch(/has no cell clients 7; it has .*500 clients/);
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
  expect(graded(hunt, submissionOf([savedOf([eased])])).why).toContain('promised was');
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
    'promised was publish.rate >= 98% of offered (82.6/s)',
  );
});

test('a promise of one window, or of one of several loads, is not that of the whole', () => {
  const strict = rowOf('>= 99% of offered', '82.6/s');
  const eased = rowOf('>= 1% of offered', '0.8/s');
  expect(promised(strict, strict).points).toBe(10);
  expect(promised(strict, eased).why).toContain('promised was publish.rate >= 1% of offered');
  const during = rowOf('>= 99% of offered', '82.6/s', { window: 'during' });
  expect(promised(during).why).toContain('nothing was promised of publish.rate over the whole measure phase');
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
  expect(named({ ...hard, soft: true }).why).toContain('nothing was promised of publish.rate');
});
