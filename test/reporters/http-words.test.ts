/** A load without a session is told of in requests; one with a session in pages and log-ins. */
import { expect, test } from 'vitest';
import { charts } from '../../reporters/charts/charts.ts';
import { markdown } from '../../reporters/sections/document.ts';
import type { HttpResults } from '../../saved/results.ts';
import { allMetrics } from '../../slo/judge/all-metrics.ts';
import { anObservation } from '../slo/a-run.ts';
import { aHttpRun } from '../slo/http/a-run.ts';
import { sampleResults } from './sample-results.ts';

const TOKEN = {
  page: null,
  post: '/token',
  form: null,
  json: { key: 'k' },
  csrf: null,
  attempts: 1,
  expect: { status: [200], contains: null },
  take: { token: { json: 'token' } },
};

function resultsOf(login: 'none' | 'a form' | 'a token'): HttpResults {
  const { cells, ...frame } = sampleResults();
  const shape = { tasks: { status: { failedBy: { 'status 500': 1 } }, list: {} } };
  const plan = { login: login === 'none' ? null : TOKEN };
  const result = login === 'a form' ? aHttpRun(shape) : aHttpRun({ ...shape, plan });
  const run = { ...result, series: { firstSecond: 0, users: [5, 5], tasks: {} } };
  const cell = {
    ...cells[0]!,
    title: 'an API',
    parameters: {},
    slo: [],
    metrics: allMetrics(run, null),
    runs: [{ result: run, observation: anObservation() }],
  };
  return { ...frame, protocol: 'http', cells: [cell] };
}

test('without a session nothing is said of pages and log-ins', () => {
  const results = resultsOf('none');
  const text = markdown(results);
  expect(text).not.toMatch(/\bpages?\b|log(ged)?[- ]?in/i);
  expect(text).toContain('## Requests accounted for');
  expect(text).toContain('served requests/s');
  expect(text).toContain(
    'Of 4,001 requests in the measure phases 1 failed, most of them (1) in an API: status 500 (once).',
  );
  expect(
    charts(results)
      .map(({ svg }) => svg)
      .join(),
  ).not.toMatch(/pages|logged in/);
});

test('with a session pages are counted, and every log-in', () => {
  const text = markdown(resultsOf('a form'));
  expect(text).toContain('## Pages accounted for');
  expect(text).toContain('### Log-in');
  expect(text).toMatch(/\| attempted \| succeeded \| refused, tried again \| failed \|/);
});

test('an API with a token has requests and log-ins, and no pages', () => {
  const text = markdown(resultsOf('a token'));
  expect(text).toContain('## Requests accounted for');
  expect(text).toContain('### Log-in');
  expect(text).toContain('log in at `/token`');
  expect(text).not.toMatch(/\bpages?\b/i);
});
