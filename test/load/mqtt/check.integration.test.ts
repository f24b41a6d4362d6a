/** What is asked of a broker before a load: it is asked as the clients of the plan will. */
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect } from 'vitest';
import { conduct } from '../../../load/fleet/conductor.ts';
import { MQTT } from '../../../load/mqtt/kind.ts';
import { type MqttPlanInput, readPlan } from '../../../load/mqtt/plan-input.ts';
import { addressesOf } from '../../../load/socket/addresses.ts';
import { titled } from '../../parts-here.ts';
import { group, measure, type Target, test, thousand } from './measure.ts';

const { devices, recorder } = thousand.groups;
const speaking = (protocol: '3.1.1' | '5') => ({
  ...thousand,
  groups: {
    devices: { ...devices, connect: { clientId: 'devices-{client}', protocol } },
    recorder: { ...recorder, connect: { clientId: 'devices-recorder', protocol } },
  },
});
const acknowledged = { sent: 1000, acknowledged: 1000, received: 1000, lost: 0 };

/** Why nothing was measured. */
async function reasonOf(target: Target, input: MqttPlanInput): Promise<string> {
  const result = await conduct(MQTT, readPlan(input, target));
  if (result.status === 'measured') throw new Error('The load was put on.');
  return `${result.cause}: ${result.reason}`;
}

const ipv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

describe.concurrent('the check before a load', () => {
  test.for([
    { speaksOnly: 4, protocol: '3.1.1' },
    { speaksOnly: 5, protocol: '5' },
  ] as const)('speaks MQTT $protocol where the plan does', async ({ speaksOnly, protocol }, { start }) => {
    const result = await measure(await start({ speaksOnly }), speaking(protocol));
    expect(result.ledger).toMatchObject(acknowledged);
    expect(result.targetDown).toBeNull();
  });

  test('says in which version it asked when no CONNACK comes', async ({ start }) => {
    const reason = await reasonOf(await start({ speaksOnly: 5 }), speaking('3.1.1'));
    expect(reason).toMatch(
      /^target-never-came-up: broker .* the check before the load requires a CONNACK to a CONNECT of MQTT 3\.1\.1, got: /,
    );
  });

  test('has a client id like those of the plan', async ({ start }) => {
    const broker = await start({ refuse: { clients: /^(?!devices-)/, code: 2 } });
    const result = await measure(
      { ...broker, url: broker.url.replace('//', '//ann:secret@') },
      speaking('3.1.1'),
    );
    expect(result.ledger).toMatchObject(acknowledged);
    expect((await broker.record()).refused).toBe(0);
  });

  test('says that credentials of the URL were refused, and by what name', async ({ start }) => {
    const broker = await start({ refuse: { clients: /./, code: 5 } });
    const target = { ...broker, url: broker.url.replace('//', '//ann:secret@') };
    const reason = await reasonOf(target, speaking('3.1.1'));
    expect(reason).toMatch(
      /^target-never-came-up: the check before the load was refused: CONNACK 5 not authorized .*user name and password/,
    );
    expect(reason).not.toContain('secret');
  });

  test('leaves a refusal of whoever the plan names to the run', async ({ start }) => {
    const broker = await start({ refuse: { clients: /./, code: 5 } });
    const result = await measure(broker, speaking('3.1.1'));
    expect(group(result, 'devices').connect.failedBy).toEqual({ 'CONNACK 5 not authorized': 20 });
  });

  test('says what the broker does not take, and nothing is sent', async ({ start }) => {
    const broker = await start({ limits: { maximumPacketSize: 100 } });
    expect(await reasonOf(broker, speaking('5'))).toMatch(
      /^preflight: the broker takes packets of 100 bytes, the plan sends 1\d\d \(group devices\)/,
    );
    expect(await broker.record()).toMatchObject({ published: 0 });
  });

  test('asks for sessions as the plan does, and leaves none', async ({ start }) => {
    const broker = await start({ limits: { sessionExpiryInterval: 60 } });
    const connect = { ...speaking('5').groups.devices.connect, sessionExpiry: '1h' } as const;
    const reason = await reasonOf(broker, {
      ...speaking('5'),
      groups: { devices: { ...devices, connect }, recorder },
    });
    expect(reason).toContain('the broker keeps sessions for 60 s, the plan asks for 3,600 s (group devices)');
    expect(await broker.record()).toMatchObject({ connected: 2, forgotten: 2 });
  });

  test('lets a plan through that is within the limits', async ({ start }) => {
    const limits = { maximumPacketSize: 200, maximumQoS: 1, receiveMaximum: 20, serverKeepAlive: 10 };
    const result = await measure(await start({ limits }), speaking('5'));
    expect(result.ledger).toMatchObject(acknowledged);
  });

  test.skipIf(!ipv6)(
    titled('asks every address of a host name, and the load goes to the one that answers', ipv6, 'no IPv6'),
    async ({ start, onTestFinished }) => {
      const [first, second] = await addressesOf('localhost');
      const broker = await start({}, second!);
      const deaf = createServer((socket) => socket.end('no MQTT here'));
      await new Promise<void>((listening) => deaf.listen({ port: broker.port, host: first! }, listening));
      onTestFinished(() => void deaf.close());
      const localhost = { url: `mqtt://localhost:${broker.port}`, host: 'localhost', port: broker.port };
      const result = await measure(localhost, thousand);
      expect(result.ledger).toMatchObject(acknowledged);
    },
  );

  test('lets the broker give each client an id', async ({ start }) => {
    const clients = { ...devices, connect: { protocol: '5', clientId: '' } } as const;
    const result = await measure(await start(), { ...thousand, groups: { devices: clients, recorder } });
    expect(result.ledger).toMatchObject(acknowledged);
  });
});
