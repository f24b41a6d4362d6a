import { expect, test } from 'vitest';
import { ownClientOf } from '../../../load/mqtt/own-client.ts';
import { type MqttPlanInput, readPlan } from '../../../load/mqtt/plan-input.ts';

const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
const own = { ownId: 't1-probe', number: 0 };
function ownOf(groups: MqttPlanInput['groups'], as = own) {
  const plan = readPlan({ groups, measure: '1s' }, target);
  return ownClientOf(plan.groups[0]!, plan.groups, as);
}

test('the own client connects as the clients of the plan do', () => {
  const connect = { protocol: '5', clientId: 'dev-{client}', username: 'u{client}', password: 'p' } as const;
  expect(ownOf({ devices: { clients: 5, connect } })).toEqual({
    protocolVersion: 5,
    clientId: 'dev-5',
    username: 'u0',
    password: 'p',
    values: { client: 0, group: 'devices', run: 't1-probe' },
  });
  expect(ownOf({ devices: { clients: 5, connect } }, { ...own, number: 1 }).clientId).toBe('dev-6');
});

test('it has an id of its own where the plan names none', () => {
  expect(ownOf({ devices: { clients: 5 } }).clientId).toBe('t1-probe');
});

test('it throws no client of the plan out', () => {
  const groups = {
    devices: { clients: 5, connect: { clientId: 'dev-{client}' } },
    fifth: { clients: 1, connect: { clientId: 'dev-5' } },
  };
  expect(ownOf(groups).clientId).toBe('t1-probe');
  expect(ownOf({ one: { clients: 1, connect: { clientId: 'recorder' } } }).clientId).toBe('t1-probe');
});

test('it leaves the id to the broker where the plan does', () => {
  expect(ownOf({ devices: { clients: 5, connect: { protocol: '5', clientId: '' } } }).clientId).toBe('');
});
