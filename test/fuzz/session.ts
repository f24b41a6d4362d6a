/** Hostile packets into the session of an MQTT client, as its socket would hand them over. */
import { generate, type Packet } from 'mqtt-packet';
import type { GroupSlice } from '../../load/mqtt/group-slice.ts';
import type { MqttGroupInput } from '../../load/mqtt/plan-input.ts';
import { Session } from '../../load/mqtt/session.ts';
import { Dice, damaged, pieces } from './mutations.ts';
import { CONNACK, connect, give, phaseOf, Sink } from './sink.ts';
import { sliceOf } from './slice.ts';

function groupOf(version: 4 | 5): GroupSlice {
  const connect = version === 5 ? { protocol: '5', topicAliasMaximum: 3 } : { protocol: '3.1.1' };
  return sliceOf({
    clients: 2,
    connect: connect as MqttGroupInput['connect'],
    publish: { topic: 'd/{client}', payload: '100B', qos: 2, every: '1s' },
    subscribe: { filter: 'd/+', qos: 2 },
  });
}

function packetsOf(version: 4 | 5): readonly Buffer[] {
  const properties = version === 5 ? { properties: { userProperties: { a: 'b' } } } : {};
  const packets: Packet[] = [
    {
      cmd: 'publish',
      topic: 'd/1',
      payload: 'x'.repeat(100),
      qos: 2,
      messageId: 7,
      dup: false,
      retain: false,
      ...properties,
    },
    { cmd: 'publish', topic: 'd/0', payload: '', qos: 0, dup: false, retain: true },
    {
      cmd: 'publish',
      topic: 'd/0',
      payload: 'x'.repeat(3000),
      qos: 1,
      messageId: 65_535,
      dup: true,
      retain: false,
    },
    ...(version === 5
      ? [1, 4].flatMap((topicAlias) =>
          ['d/1', ''].map(
            (topic): Packet => ({
              cmd: 'publish',
              topic,
              payload: 'x'.repeat(100),
              qos: 0,
              dup: false,
              retain: false,
              properties: { topicAlias, messageExpiryInterval: 7, contentType: 'text/plain' },
            }),
          ),
        )
      : []),
    { cmd: 'puback', messageId: 1, reasonCode: 0 },
    { cmd: 'pubrec', messageId: 1, reasonCode: 0 },
    { cmd: 'pubrel', messageId: 7, reasonCode: 0 },
    { cmd: 'pubcomp', messageId: 1, reasonCode: 0 },
    { cmd: 'suback', messageId: 1, granted: [2], ...properties },
    { cmd: 'unsuback', messageId: 1, granted: [0] },
    { cmd: 'pingresp' },
    { cmd: 'connack', returnCode: 0, reasonCode: 0, sessionPresent: false, ...properties },
    {
      cmd: 'connect',
      clientId: 'c',
      protocolId: 'MQTT',
      protocolVersion: version,
      clean: true,
      keepalive: 1,
    },
    ...(version === 5
      ? ([
          { cmd: 'disconnect', reasonCode: 0x8e, ...properties },
          { cmd: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'x' } },
        ] as Packet[])
      : []),
  ];
  return [...packets.map((packet) => generate(packet, { protocolVersion: version })), CONNACK[version]];
}

const GROUPS = { 4: groupOf(4), 5: groupOf(5) };
const PACKETS = { 4: packetsOf(4), 5: packetsOf(5) };

const endingsOf = ({ standing: { failures, losses } }: GroupSlice): number =>
  [...failures.values(), ...[...losses.values()].map(({ count }) => count)].reduce((sum, n) => sum + n, 0);

/** One client, as far as a part of the cases want it, and what a hostile broker sends it. @throws Error where it goes wrong */
export function fuzzSession(caseSeed: number): string {
  const dice = new Dice(caseSeed);
  const version = dice.of([4, 5] as const);
  const group = GROUPS[version];
  const session = new Session(group, dice.below(2));
  const sink = new Sink();
  connect(session, group.plan, sink, dice.of(['connack', 'suback', 'ready'] as const));
  for (const piece of pieces(damaged(PACKETS[version], dice), dice)) {
    const before = endingsOf(group);
    give(session, piece);
    if (session.ready !== (phaseOf(session) === 'ready')) throw new Error('ready and phase differ');
    if (session.ready && sink.destroyed) throw new Error('ready on a dead socket');
    if (sink.destroyed && endingsOf(group) === before) throw new Error('an end that is not counted');
    if (sink.destroyed) break;
  }
  // What still is there goes, so that the next client finds its place empty.
  const { phase } = session;
  session.abandon();
  group.publisher?.abandon(0);
  return phase;
}

/** How many causes the sessions have told of so far. */
export const causesTold = (): number =>
  Object.values(GROUPS).reduce((sum, { standing }) => sum + standing.failures.size + standing.losses.size, 0);

/** A session that nobody has harmed works, whatever those before it were sent. */
export function proveUnharmed(): void {
  for (const version of [4, 5] as const) {
    const session = new Session(GROUPS[version], 0);
    connect(session, GROUPS[version].plan, new Sink());
    session.abandon();
  }
}
