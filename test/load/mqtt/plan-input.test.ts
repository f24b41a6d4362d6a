import { expect, test } from 'vitest';
import { type MqttGroupInput, type MqttPlanInput, readPlan } from '../../../load/mqtt/plan-input.ts';
import type { MqttPublishInput } from '../../../load/mqtt/publish-input.ts';
import { PlanError } from '../../../load/plan-input.ts';

const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
const devices: MqttGroupInput = {
  clients: 1000,
  publish: { topic: 'devices/{client}/state', payload: '500B', qos: 1, every: '6s' },
};

test('what is written becomes a plan with units', () => {
  const plan = readPlan(
    {
      groups: { devices, recorder: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 1 } } },
      ramp: '500/s',
      warmup: '5s',
      measure: '30s',
      drain: '5s',
      windows: { late: ['20s', '30s'] },
    },
    target,
  );
  expect(plan).toMatchObject({ warmupMs: 5000, measureMs: 30_000, drainMs: 5000 });
  expect(plan.windows).toEqual([
    { name: 'measure', fromMs: 0, toMs: 30_000 },
    { name: 'late', fromMs: 20_000, toMs: 30_000 },
  ]);
  expect(plan.groups[0]).toMatchObject({
    firstClient: 0,
    rampPerSecond: 500,
    publish: { payloadBytes: 500, pace: { model: 'open', periodUs: 6e6 } },
  });
  expect(plan.groups[1]).toMatchObject({
    firstClient: 1000,
    connect: { protocolVersion: 4, keepAliveS: 60 },
  });
});

test('clients that send at the same moment have no phase', () => {
  const publish = { topic: 't', every: '2s', together: true } as const;
  const plan = readPlan({ groups: { a: { clients: 4, publish } }, measure: '1s' }, target);
  expect(plan.groups[0]?.publish?.pace).toEqual({ model: 'open', periodUs: 2e6, together: true });
});

test('a rate is the group total, a window of messages a closed loop', () => {
  const group = (publish: Partial<MqttPublishInput>): MqttGroupInput => ({
    clients: 100,
    publish: { topic: 't', qos: 1, ...publish },
  });
  const plan = readPlan(
    { groups: { a: group({ rate: '50/s' }), b: group({ inflight: 3 }) }, measure: '1s' },
    target,
  );
  expect(plan.groups.map((g) => g.publish?.pace)).toEqual([
    { model: 'open', periodUs: 2e6 },
    { model: 'closed', inflight: 3 },
  ]);
});

test('a plan is JSON: it survives the way to another process', () => {
  const plan = readPlan({ groups: { devices }, measure: '30s' }, target);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

const bad = (change: Partial<MqttGroupInput>, rest: Partial<MqttPlanInput> = {}): (() => unknown) => {
  return () => readPlan({ groups: { devices: { ...devices, ...change } }, measure: '30s', ...rest }, target);
};

test.each([
  ['0 clients', bad({ clients: 0 }), 'groups.devices.clients: at least 1 client is required'],
  ['half a client', bad({ clients: 1.5 }), 'a whole number is required'],
  [
    'a negative rate',
    bad({ publish: { topic: 't', rate: '-5/s' } }),
    'groups.devices.publish.rate: A rate must not be negative',
  ],
  ['no pace', bad({ publish: { topic: 't' } }), 'exactly one of every, rate, inflight is required; got 0'],
  ['two paces', bad({ publish: { topic: 't', every: '1s', rate: '1/s' } }), 'got 2'],
  [
    'a closed loop with QoS 0',
    bad({ publish: { topic: 't', inflight: 1 } }),
    'QoS 1 or 2 is required for a closed loop',
  ],
  ['QoS 3', bad({ publish: { topic: 't', every: '1s', qos: 3 as 1 } }), 'QoS 0, 1 or 2 is required'],
  [
    'a wildcard topic',
    bad({ publish: { topic: 'a/+', every: '1s' } }),
    'a topic without wildcards is required',
  ],
  ['a bad filter', bad({ subscribe: { filter: 'a/#/b' } }), 'a topic filter is required'],
  ['no publication in a list', bad({ publish: [] }), 'at least one publication is required'],
  [
    'a mistake in one of several publications',
    bad({
      publish: [
        { topic: 't', every: '1s' },
        { topic: 'a/+', every: '1s' },
      ],
    }),
    "a topic without wildcards is required; got 'a/+'",
  ],
  [
    'an open and a closed loop of the same clients',
    bad({
      publish: [
        { topic: 't', every: '1s' },
        { topic: 'u', qos: 1, inflight: 1 },
      ],
    }),
    'open loops (every, rate) alone, or closed loops (inflight) alone, are required in one group',
  ],
  ['no subscription in a list', bad({ subscribe: [] }), 'at least one subscription is required'],
  [
    'subscriptions that a message may come by twice',
    bad({ subscribe: [{ filter: 'x' }, { filter: 'a/{client}/#' }, { filter: 'a/7' }] }),
    "filters of which no two match the same topic are required: a broker may deliver a message that two match once or twice (OASIS MQTT 5 3.3.4); got 'a/{client}/#' and 'a/7'",
  ],
  [
    'two rates at which a client reads',
    bad({ subscribe: [{ filter: 'a', readRate: '10/s' }, { filter: 'b' }] }),
    "groups.devices.subscribe.readRate: the same rate in all subscriptions of a group is required, because a client reads them from one connection; got '10/s' and none",
  ],
  ['no rate at which a client reads', bad({ subscribe: { filter: 'a', readRate: '0/s' } }), 'above 0'],
  [
    'subscription options in 3.1.1',
    bad({ subscribe: { filter: 'a', noLocal: true } }),
    "protocol '5' is required",
  ],
  [
    'a shared subscription without own messages',
    bad({ connect: { protocol: '5' }, subscribe: { filter: '$share/a/b', noLocal: true } }),
    'a filter without $share is required',
  ],
  [
    'retained messages of a shared subscription',
    bad({ subscribe: { filter: '$share/a/b', retained: 5 } }),
    'a shared subscription gets no retained messages',
  ],
  [
    'retained messages that cannot be told from live ones',
    bad({ connect: { protocol: '5' }, subscribe: { filter: 'b', retained: 5, retainAsPublished: true } }),
    'retainAsPublished: false is required',
  ],
  ['an unknown template field', bad({ publish: { topic: '{device}', every: '1s' } }), 'got {device}'],
  [
    'fewer random numbers than clients',
    bad({ publish: { topic: 'd/{random:999}', every: '1s' } }),
    'a number for each of 1000 clients is required; got 999',
  ],
  [
    'a rate at the same moment',
    bad({ publish: { topic: 't', rate: '5/s', together: true } }),
    'groups.devices.publish.together: every is required',
  ],
  ['one client id for all', bad({ connect: { clientId: 'me' } }), '{client} is required for 1000 clients'],
  [
    'an empty client id without a clean start in 3.1.1',
    bad({ connect: { clientId: '', cleanStart: false } }),
    'a client id, or cleanStart: true, is required in MQTT 3.1.1',
  ],
  [
    'a password without a user name in 3.1.1',
    bad({ connect: { password: 'x' } }),
    'a user name is required with a password in MQTT 3.1.1',
  ],
  ['session expiry in 3.1.1', bad({ connect: { sessionExpiry: '1h' } }), "protocol '5' is required"],
  [
    'a duration beyond all numbers',
    bad({ connect: { keepAlive: '1e999s' as '1s' } }),
    'A duration must be finite',
  ],
  [
    'a client id MQTT has no room for',
    bad({ connect: { clientId: `${'x'.repeat(65_530)}{client}{run}` } }),
    'groups.devices.connect.clientId: texts of at most 65535 bytes are required',
  ],
  ['a client id with a zero', bad({ connect: { clientId: 'a\0{client}' } }), 'text without U+0000'],
  ['a user name with a zero', bad({ connect: { username: 'a\0' } }), 'connect.username: text without U+0000'],
  [
    'a password MQTT has no room for',
    bad({ connect: { username: 'a', password: 'é'.repeat(40_000) } }),
    'connect.password: at most 65535 bytes are required (OASIS MQTT 3.1.3.5); got 80000.',
  ],
  [
    'a filter MQTT has no room for',
    bad({ subscribe: { filter: 'x'.repeat(65_536) } }),
    'subscribe.filter: texts of at',
  ],
  ['half a character in a filter', bad({ subscribe: { filter: 'x\ud800' } }), 'half a surrogate pair'],
  [
    'more subscriptions than can be held against each other',
    bad({ subscribe: Array.from({ length: 1001 }, (_, at) => ({ filter: `t/${at}` })) }),
    'groups.devices.subscribe: at most 1000 subscriptions are required; got 1001. Use filters with + or #.',
  ],
  ['a keep-alive MQTT has no room for', bad({ connect: { keepAlive: '24h' } }), 'whole seconds up to 65,535'],
  ['a keep-alive of half a second', bad({ connect: { keepAlive: '500ms' } }), 'got 0.5 s'],
  [
    'a ramp longer than the stay',
    bad({ startAfter: '10s', stopAfter: '12s', ramp: '100/s' }),
    '1000 clients at 100/s take 10 s',
  ],
  [
    'a start after the end',
    bad({ startAfter: '40s' }),
    'a time within the measure phase of 30 s is required; got 40 s',
  ],
  [
    'a step of no length',
    bad({ publish: { topic: 't', rate: [['0s', '5/s']] } }),
    'groups.devices.publish.rate: a duration above 0 is required for each step',
  ],
  ['no steps', bad({ publish: { topic: 't', rate: [] } }), 'publish.rate: at least one step is required'],
  [
    'random moments in a closed loop',
    bad({ publish: { topic: 't', qos: 1, inflight: 1, arrival: 'poisson' } }),
    'groups.devices.publish.arrival: every or rate is required',
  ],
  [
    'a certificate without its key',
    bad({ connect: { tls: { cert: 'certs/{client}.pem' } } }),
    'groups.devices.connect.tls.key: a certificate and its key are required together',
  ],
  [
    'a secret that is no hex',
    bad({ connect: { tls: { psk: { identity: 'device-{client}', secret: 'open sesame' } } } }),
    'groups.devices.connect.tls.psk.secret: an even number of hex digits is required',
  ],
  [
    'a TLS session where the handshake by a key looks like a resumed one',
    bad({ connect: { tls: { psk: { identity: 'device-{client}', secret: '00ff' }, resume: true } } }),
    'groups.devices.connect.tls.resume: certificates are required, because a TLS 1.3 handshake by psk looks like one that takes up a session; got psk',
  ],
  [
    'a TLS session that is offered a number of times',
    bad({ connect: { tls: { resume: 3 as never } } }),
    'groups.devices.connect.tls.resume',
  ],
  [
    'an unknown field in the name of a certificate',
    bad({ connect: { tls: { cert: '{device}.pem', key: 'k' } } }),
    'got {device}',
  ],
  [
    'versions of TLS of which none is left',
    bad({ connect: { tls: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' } } }),
    'connect.tls.maxVersion: a version from minVersion on is required',
  ],
  [
    'a stop before the start',
    bad({ startAfter: '10s', stopAfter: '5s' }),
    'a time after startAfter (10 s) is required',
  ],
  [
    'a window beyond the end',
    bad({}, { windows: { after: ['20s', '40s'] } }),
    'windows.after: from < to <= measure (30 s)',
  ],
  [
    'a bare number for a time',
    bad({}, { measure: '30' as '30s' }),
    'measure: A duration is required, like \'6s\'; got "30"',
  ],
  [
    'more than timers can wait for',
    bad({}, { measure: '700h' }),
    'measure: at most 24 days with warmup and drain are required, which is what timers can wait for; got 29.2',
  ],
  [
    'an endless time-out',
    bad({ connect: { timeout: '700h' } }),
    'groups.devices.connect.timeout: at most 24h are required; got 700h',
  ],
  ['an unknown key', bad({ qos: 1 } as Partial<MqttGroupInput>), 'Unrecognized key: "qos"'],
  [
    'no groups',
    () => readPlan({ groups: {}, measure: '1s' }, target),
    'at least one group of clients is required',
  ],
  [
    'a source that is none',
    bad({ connect: { from: ['127.0.0.1', '10.0.0.300'] } }),
    "groups.devices.connect.from: an address, a range like 10.0.0.0/28, or the name of an interface is required; got '10.0.0.300'",
  ],
  ['no source', bad({ connect: { from: [] } }), 'at least one source address is required'],
  [
    'no destination',
    () => readPlan({ groups: { devices }, measure: '1s' }, []),
    'at least one broker is required',
  ],
  [
    'destinations that clients speak to in two ways',
    () =>
      readPlan({ groups: { devices }, measure: '1s' }, [
        target,
        { ...target, url: 'mqtts://ann:secret@127.0.0.1' },
      ]),
    'the same scheme, user name and password are required in a list; got mqtt://127.0.0.1:1883 and mqtts://127.0.0.1',
  ],
  ['no measure time', bad({}, { measure: '0s' }), 'a duration above 0 is required'],
])('%s is refused with a clear line', (_, attempt, message) => {
  expect(attempt).toThrow(PlanError);
  expect(attempt).toThrow(message);
});

test('a late subscriber of a closed loop is refused: what it is owed cannot be known', () => {
  const groups = {
    load: { clients: 1, publish: { topic: 't', qos: 1, inflight: 1 } },
    late: { clients: 1, subscribe: { filter: 't' }, startAfter: '5s' },
  } as const;
  expect(() => readPlan({ groups, measure: '30s' }, target)).toThrow(
    'the messages it should get are not known',
  );
});

test('the scheme of the URL asks for TLS, and the target brings what its clients need', () => {
  const at = (url: string, tls?: { ca: string }) => {
    const { host, port } = target;
    return readPlan({ groups: { devices }, measure: '1s' }, { url, host, port, ...(tls && { tls }) })
      .groups[0]!.connect.tls;
  };
  expect(at('mqtt://h:1883')).toBeUndefined();
  expect(at('ws://h/mqtt')).toBeUndefined();
  expect(at('mqtts://h:8883')).toEqual({ ca: null, verify: true });
  expect(at('wss://h/mqtt', { ca: 'ca.pem' })).toEqual({ ca: 'ca.pem', verify: true });
  const own = { ...devices, connect: { tls: { verify: false } } };
  const plan = readPlan({ groups: { own }, measure: '1s' }, { ...target, tls: { ca: 'ca.pem' } });
  expect(plan.groups[0]!.connect.tls).toEqual({ ca: 'ca.pem', verify: false });
});

test('steps of a rate and random moments are for the whole group; its period is that of the highest rate', () => {
  const publish = {
    topic: 't',
    rate: [
      ['10s', '500/s'],
      ['30s', '2000/s'],
    ],
    arrival: 'poisson',
    seed: 7,
  } as const;
  const plan = readPlan({ groups: { devices: { clients: 1000, publish } }, measure: '60s' }, target);
  expect(plan.groups[0]!.publish!.pace).toEqual({
    model: 'open',
    periodUs: 500_000,
    arrivals: {
      steps: [
        { durationUs: 10e6, perSecond: 500 },
        { durationUs: 30e6, perSecond: 2000 },
      ],
      random: 'poisson',
      seed: 7,
    },
  });
});

test('credentials of the URL serve groups that name none, braces and all', () => {
  const at = { url: 'mqtt://ann:pa%7Bss%7D@h:1883', host: 'h', port: 1883 };
  const named = { ...devices, connect: { username: 'bob', password: 'b', clientId: 'bob-{client}' } };
  const plan = readPlan({ groups: { devices, named }, measure: '30s' }, at);
  expect(plan.groups.map(({ connect }) => [connect.username, connect.password])).toEqual([
    ['ann', 'pa{ss}'],
    ['bob', 'b'],
  ]);
});

test('a group that names a user has no password of the URL', () => {
  const at = { url: 'mqtt://ann:secret@h:1883', host: 'h', port: 1883 };
  const plan = readPlan(
    { groups: { devices: { ...devices, connect: { username: 'bob' } } }, measure: '1s' },
    at,
  );
  expect(plan.groups[0]!.connect).not.toHaveProperty('password');
});

test('MQTT 5 takes a password without a user name, and empty client ids of any number of clients', () => {
  const connect = { protocol: '5', clientId: '', password: 'token', cleanStart: false } as const;
  const groups = { a: { ...devices, connect }, b: { ...devices, connect } };
  expect(readPlan({ groups, measure: '1s' }, target).groups[1]!.connect).toMatchObject({
    clientId: '',
    password: 'token',
  });
  const older = { a: { ...devices, connect: { clientId: '' } } };
  expect(readPlan({ groups: older, measure: '1s' }, target).groups[0]!.connect.clientId).toBe('');
});

test('two groups with the same client ids are refused: they would throw each other out', () => {
  const twin: MqttGroupInput = { ...devices, connect: { clientId: 'dev-{client}' } };
  expect(() => readPlan({ groups: { a: twin, b: twin }, measure: '30s' }, target)).toThrow(
    "groups.b.connect.clientId: {group}, or other ids than those of group a, are required; both have 'dev-{client}'",
  );
});

test('a number of messages is for each client, and asks for a load without warm-up', () => {
  const publish = { topic: 't', every: '1s', messages: 10 } as const;
  const input = { groups: { devices: { clients: 2, publish } }, measure: '60s' } as const;
  expect(readPlan(input, target).groups[0]!.publish).toMatchObject({ messages: 10 });
  expect(() => readPlan({ ...input, warmup: '1s' }, target)).toThrow(
    'groups.devices.publish.messages: a load without warmup is required',
  );
  const none = { ...input, groups: { devices: { clients: 2, publish: { ...publish, messages: 0 } } } };
  expect(() => readPlan(none, target)).toThrow('at least 1 message is required');
});

test('a group takes up the sessions of one that is gone before it comes, and of no other', () => {
  const connect = { clientId: 'd-{client}', cleanStart: false };
  const plan = (stopAfter: '1s' | '3s', startAfter: '2s', cleanStart = false) =>
    readPlan(
      {
        groups: {
          later: { clients: 2, connect: { ...connect, cleanStart }, startAfter },
          first: { clients: 2, connect, stopAfter },
        },
        measure: '5s',
        drain: '1s',
      },
      target,
    ).groups.map(({ takesUp }) => takesUp);
  expect(plan('1s', '2s')).toEqual(['first', undefined]);
  expect(plan('1s', '2s', true)).toEqual([undefined, undefined]);
  expect(() => plan('3s', '2s')).toThrow(
    "groups.later.connect.clientId: {group}, or other ids than those of group first, are required; both have 'd-{client}'. A group may take up the sessions of first with a startAfter of 4 s or more",
  );
});

test('a will is read with its group, and what nobody could be owed is refused', () => {
  const will = { topic: 'gone/{client}', payload: { json: { n: '{seq}' } }, qos: 1, delay: '2s' } as const;
  const read = (
    connect: MqttGroupInput['connect'],
    rest: Partial<MqttGroupInput> = { stopAfter: '2s', leave: 'drop' },
  ) =>
    readPlan({ groups: { a: { clients: 2, connect, ...rest } }, measure: '9s', drain: '1s' }, target)
      .groups[0]!;
  const kept = { protocol: '5', sessionExpiry: '5s' } as const;
  const group = read({ ...kept, will });
  expect(group.leave).toBe('drop');
  expect(group.connect.will).toMatchObject({ topic: 'gone/{client}', qos: 1, retain: false, delayS: 2 });
  expect(read({ will: { topic: 'gone' } }, {}).connect.will).toMatchObject({ payloadBytes: 64, delayS: 0 });
  const refused: [MqttGroupInput['connect'], RegExp][] = [
    [{ will: { topic: 'gone/#' } }, /connect.will.topic: a topic without wildcards/],
    [{ will: { topic: '{device}' } }, /connect.will.topic: .*got {device}/],
    [{ will: { topic: 'gone', payload: '70kB' } }, /connect.will.payload: 65,535 bytes at most/],
    [{ will: { topic: 'gone', delay: '1s' } }, /connect.will.delay: protocol '5' is required/],
    [{ ...kept, will: { topic: 'gone', delay: '1500ms' } }, /connect.will.delay: whole seconds/],
    [{ ...kept, will: { topic: 'gone', delay: '6s' } }, /a sessionExpiry of 6 s or more/],
    [{ protocol: '5', sessionExpiry: '1m', will: { topic: 'gone', delay: '7s' } }, /wills are out at 11 s/],
  ];
  for (const [connect, why] of refused) expect(() => read(connect)).toThrow(why);
  expect(() => read({ will: { topic: 'gone' } }, { leave: 'drop' })).toThrow(/leave: cycle, or a stopAfter/);
});

test('clients come back with a back-off, and leave and return in cycles that fit', () => {
  const group = (more: Partial<MqttGroupInput>) =>
    readPlan({ groups: { a: { clients: 2, ...more } }, measure: '10s' }, target).groups[0]!;
  expect(group({ connect: { reconnect: {} } }).connect.reconnect).toEqual({
    afterMs: 1000,
    factor: 2,
    mostMs: 30_000,
    jitter: 0.5,
    seed: 1,
  });
  expect(group({ cycle: { hold: '2s', away: '500ms', times: 3 } }).cycle).toEqual({
    holdMs: 2000,
    awayMs: 500,
    times: 3,
  });
  expect(() => group({ cycle: { hold: '4s', away: '1s', times: 2 } })).toThrow(/2 of 5 s take 10 s/);
  const inTurn = { hold: '2s', away: '1s', inTurn: true } as const;
  expect(group({ ramp: '1/s', cycle: inTurn }).cycle).toMatchObject({ inTurn: true });
  expect(() => group({ cycle: inTurn })).toThrow(/cycle.inTurn: a ramp is required/);
  expect(() => group({ clients: 4, ramp: '1/s', cycle: inTurn })).toThrow(
    /the ramp takes 4 s, hold and away 3 s/,
  );
  expect(() => group({ connect: { reconnect: { after: '2s', atMost: '1s' } } })).toThrow(/at least after/);
  expect(() => group({ connect: { protocol: '5', cleanStart: false, reconnect: {} } })).toThrow(
    /groups.a.connect.sessionExpiry: a time above 0 is required/,
  );
});
