import { expect, test } from 'vitest';
import { planHash } from '../../saved/plan-hash.ts';
import { aRun, devices } from '../slo/a-run.ts';
import { aHttpRun } from '../slo/http/a-run.ts';

const mqtt = aRun({ groups: { devices: devices() } }).plan;
const http = aHttpRun({ tasks: { home: {} } }).plan;

test('the same work has the same hash wherever its target listens, and other work another', () => {
  const elsewhere = { ...mqtt, target: { url: 'mqtt://10.0.0.1:1', host: '10.0.0.1', port: 1 } };
  expect(planHash([elsewhere])).toBe(planHash([mqtt]));
  expect(planHash([{ ...mqtt, measureMs: mqtt.measureMs + 1 }])).not.toBe(planHash([mqtt]));
  expect(planHash([mqtt])).toMatch(/^[0-9a-f]{12}$/);
  expect(planHash([mqtt, mqtt])).not.toBe(planHash([mqtt]));
});

test('a certificate made for one run, the folder of a behaviour and what the load is told as are no part of the work', () => {
  const shown = (ca: string | null, verify = true) => ({ ...http, tls: { ca, verify } });
  expect(planHash([shown('one')])).toBe(planHash([shown('other')]));
  expect(planHash([shown('one', false)])).not.toBe(planHash([shown('one')]));
  expect(planHash([{ ...http, change: 'with' }])).toBe(planHash([http]));
  const from = (module: string) => planHash([{ ...http, module }]);
  expect(from('/a/shopper.ts')).toBe(from('/b/shopper.ts'));
  expect(from('/a/shopper.ts')).not.toBe(from('/a/reader.ts'));
});

test('a secret in a request is no part of the work, a name in braces is', () => {
  const sent = (authorization: string, password = 'a') => {
    const [task] = http.tasks;
    const request = {
      headers: { authorization, accept: 'a/b' },
      json: { password },
      body: `password=${password}`,
    };
    return planHash([{ ...http, tasks: [{ ...task!, ...request, later: [{ ...task!, ...request }] }] }]);
  };
  expect(sent('Bearer one')).toBe(sent('Bearer other', 'b'));
  expect(sent('Bearer {token}')).not.toBe(sent('Bearer one'));
  expect(sent('Bearer one')).not.toBe(planHash([http]));
});
