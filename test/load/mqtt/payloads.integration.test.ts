import { connectAsync } from 'mqtt';
import { describe, expect } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { measure, test, thousand } from './measure.ts';

const { devices, recorder } = thousand.groups;
const promise = slo({
  'delivery.p90': '< 5s',
  'delivery.service.p90': '< 5s',
  lost: '= 0',
  duplicated: '= 0',
});

describe('messages are accounted for whatever they carry', () => {
  test.for([
    ['sizes of a list', ['20B', '500B', '40kB']],
    ['Gaussian sizes', { mean: '500B', deviation: '25B' }],
    ['text with the ledger', { text: 'lamp {ledger} is at {random:100} %' }],
    ['JSON', { json: { id: '{client}', at: '{now}' } }],
  ] as const)('%s', async ([, payload], { start }) => {
    const publish = { ...devices.publish, payload };
    // Those of another group, in the form that is older.
    const others = {
      clients: 2,
      publish: { topic: 'devices/{client}/b', payload: '20B', qos: 1, every: '20ms' },
    } as const;
    const all = { ...recorder, subscribe: { filter: 'devices/#', qos: 1 } } as const;
    const groups = { devices: { ...devices, publish }, others, recorder: all };
    const run = await measure(await start(), { ...thousand, groups });
    expect(run.ledger).toMatchObject({ sent: 1100, received: 1100, owed: 1100, lost: 0, foreign: 0 });
    expect(judge(run, promise).verdict).toBe('pass');
  });

  test('a text without the ledger is counted alone', async ({ start }) => {
    const publish = { ...devices.publish, payload: { text: '{seq} of {client}' } } as const;
    const run = await measure(await start(), {
      ...thousand,
      groups: { devices: { ...devices, publish }, recorder },
    });
    expect(run.ledger).toMatchObject({ sent: 1000, received: 1000, owed: 0, foreign: 0 });
    expect(run.generator.headerless).toBe(true);
    expect(judge(run, slo({ lost: '= 0' })).verdict).toBe('invalid');
  });
});

test('who reads along sees JSON', async ({ start }) => {
  const broker = await start();
  const reader = await connectAsync(broker.url);
  const texts: string[] = [];
  reader.on('message', (_, payload) => void texts.push(payload.toString()));
  await reader.subscribeAsync('devices/0/state');
  const publish = { ...devices.publish, payload: { json: { lamp: '{client}', seq: '{seq}' } } } as const;
  await measure(broker, { ...thousand, groups: { devices: { ...devices, publish } } });
  await reader.endAsync();
  expect(texts.map((text) => JSON.parse(text))).toEqual(
    Array.from({ length: 50 }, (_, seq) => ({ tidemark: expect.any(String), lamp: 0, seq })),
  );
});
