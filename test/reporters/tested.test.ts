/** What was tested, before any figure. */
import { describe, expect, test } from 'vitest';
import type { SavedHttpPlan } from '../../load/http/plan.ts';
import { loadText as httpLoad } from '../../reporters/http/load-text.ts';
import { markdown } from '../../reporters/sections/document.ts';
import { aHttpRun } from '../slo/http/a-run.ts';
import { cellOf, disturbanceShape, edited, resultsOf, sampleResults, sweepShapes } from './sample-results.ts';
import { searchCell } from './sample-search.ts';
import { asRecords, tableOf } from './table-of.ts';

const tested = (text: string): string =>
  text.slice(text.indexOf('## What was tested')).split('\n## ')[0] ?? '';

test('the target with its version, machine, date and release come first', () => {
  expect(tested(markdown(sampleResults()))).toContain(
    'mqtt://127.0.0.1:1883, mosquitto version 2.0.11 (configuration `c0ffee`). On AMD EPYC 7763 with 2 cores, 2026-03-01 12:00 UTC, by tidemark 0.1.0.',
  );
});

test('a quota is told with its target', () => {
  const cell = cellOf(disturbanceShape);
  const bounded = { ...cell, target: cell.target && { ...cell.target, quota: '0.05 CPU' } };
  expect(tested(markdown(resultsOf([bounded])))).toContain('version 2.0.11, quota 0.05 CPU (configuration');
});

test('each group is told with its size, ramp, payload, rate and QoS; what the sweep raises as a range', () => {
  const rows = asRecords(tableOf(markdown(sampleResults()), 'Load of telemetry'));
  expect(rows[0]).toMatchObject({
    group: 'devices',
    clients: '500 to 4,000',
    connects: '500/s, MQTT 3.1.1',
    publishes: '500 B to `devices/{client}/state`, every 6 s',
    QoS: '0 and 1',
    'messages/s': '83.3 to 667',
    subscribes: '–',
  });
  expect(rows[1]).toMatchObject({ group: 'recorder', clients: '1', subscribes: '`devices/+/state`' });
});

test('windows are told, and when a group comes and leaves', () => {
  const text = tested(markdown(resultsOf([cellOf(disturbanceShape)])));
  expect(text).toContain('Windows: before 0 to 20 s, during 20 to 40 s, after 40 to 60 s.');
  const leaving = edited(cellOf(disturbanceShape), ({ plan }) => {
    Object.assign(plan.groups[0] ?? {}, { startAfterMs: 20_000, stopAfterMs: 40_000 });
  });
  expect(tested(markdown(resultsOf([leaving])))).toContain('from 20 s to 40 s');
});

test('the trials of a search are one load of many sizes', () => {
  expect(asRecords(tableOf(markdown(resultsOf([searchCell()])), 'What was tested'))[0]).toMatchObject({
    clients: '500 to 2,000',
  });
});

test('loads of a test that differ have the numbers that the tables have', () => {
  const [first, second] = [sweepShapes[4], sweepShapes[7]].map((shape) => cellOf(shape!));
  const two = { ...first!, parameters: {}, runs: [...first!.runs, ...second!.runs] };
  const text = tested(markdown(resultsOf([two])));
  expect(text).toContain('Load 1:\n\n');
  expect(text).toContain('Load 2:\n\n');
});

describe('users', () => {
  const said = (plan: Partial<SavedHttpPlan>): string =>
    httpLoad([aHttpRun({ tasks: { home: {}, device: {} }, plan }).plan]).join('\n');

  test('are told with their number, arrival, log-in, waits and the weights of their tasks', () => {
    const text = said({ pace: { model: 'closed', waitMs: [500, 10_000] } });
    expect(text).toContain('1,000 users, who come 10 a second and log in at `/login/`.');
    expect(text).toContain('Each waits 0.5 s to 10 s after an answer.');
    expect(text).toMatch(/\| task +\| request +\| weight \| share % \| is right with/);
  });

  test('without a session do not log in', () => {
    expect(said({ login: null })).not.toContain('log in');
  });

  test('of an open model begin tasks at a rate', () => {
    expect(said({ pace: { model: 'open', tasksPerSecond: 50 } })).toContain(
      'Together they begin 50 tasks a second, however fast the answers come.',
    );
  });

  test('of an open model with steps of rate begin tasks at these', () => {
    const steps = [
      { durationUs: 10e6, perSecond: 50 },
      { durationUs: 30e6, perSecond: 2000 },
    ] as const;
    const arrivals = { steps, random: 'poisson', seed: 1 } as const;
    expect(said({ pace: { model: 'open', tasksPerSecond: 2000, arrivals } })).toContain(
      'Together they begin tasks at 50/s for 10 s, then 2,000/s, Poisson arrivals, however fast the answers come.',
    );
  });

  test('send the requests of a task in turn, each with what its answer has to be', () => {
    const request = { form: null, expect: { status: 200, contains: null } };
    const order = {
      ...request,
      name: 'order',
      method: 'POST',
      path: '/orders',
      weight: 1,
      json: {},
    } as const;
    const expected = { status: [200, 404], contains: null, json: { 'data.id': '{id}' } };
    const text = said({
      tasks: [{ ...order, later: [{ ...request, method: 'GET', path: '/orders/{id}', expect: expected }] }],
    });
    expect(text).toContain('`POST /orders`, `GET /orders/{id}`');
    expect(text).toContain('status 200, sends JSON; status 200 or 404, JSON field `data.id`');
  });

  test('of a page floor are connections', () => {
    expect(said({ engine: 'autocannon', users: 8 })).toContain('8 connections, each of which');
  });
});
