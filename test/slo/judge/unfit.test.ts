import { describe, expect, test } from 'vitest';
import { readHttpPlan } from '../../../load/http/plan-input.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import { unfit } from '../../../slo/judge/unfit.ts';
import { slo } from '../../../slo/promise.ts';

const at = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
const publish = { topic: 't', qos: 1, every: '1s' } as const;
const plan = readPlan(
  {
    groups: { devices: { clients: 1, publish }, recorder1: { clients: 1, subscribe: { filter: '#' } } },
    measure: '1s',
  },
  at,
);
const site = { url: 'http://127.0.0.1:8080', host: '127.0.0.1', port: 8080 };
const pages = readHttpPlan({ users: 1, tasks: { home: { get: '/' } }, measure: '1s' }, site);

describe('before a load', () => {
  test('nothing is said of a promise that it can be judged by', () => {
    expect(unfit(plan, [slo({ 'devices/publish.ack.p50': '< 1s', lost: '= 0' })])).toEqual([]);
    expect(unfit(pages, [slo({ 'home/http.p50': '< 1s', warn: { 'target.cpu': '< 80%' } })])).toEqual([]);
  });

  test('a metric of another kind of load is a mistake for certain, and is told once', () => {
    const promise = slo({ 'http.p50': '< 1s' });
    expect(unfit(plan, [promise, promise])).toEqual([
      {
        line: expect.stringContaining('"http.p50" is measured under HTTP loads, and this is an MQTT load.'),
        certain: true,
      },
    ]);
    expect(unfit(pages, [slo({ lost: '= 0' })])).toMatchObject([{ certain: true }]);
  });

  test('a group or task that the plan lacks is one where a letter of it is wrong', () => {
    expect(unfit(plan, [slo({ 'devcies/publish.ack.p50': '< 1s' })])).toEqual([
      {
        line: 'Metric "devcies/publish.ack.p50": the plan has no group "devcies". Did you mean "devices/publish.ack.p50"? It has: devices, recorder1.',
        certain: true,
      },
    ]);
    expect(unfit(pages, [slo({ 'hoem/http.p50': '< 1s' })])).toMatchObject([{ certain: true }]);
  });

  test('a group of another name, or of another number, may be of another load', () => {
    const promise = slo({ 'crowd/publish.ack.p50': '< 1s', 'recorder2/delivery.p50': '< 1s' });
    expect(unfit(plan, [promise]).map(({ certain }) => certain)).toEqual([false, false]);
  });
});
