/** Hostile packets into the session of an MQTT client, as its socket would hand them over. */
import { generate, type Packet } from 'mqtt-packet';
import { nowUs } from '../../load/clock.ts';
import { Attempts } from '../../load/mqtt/attempts.ts';
import { GroupSlice } from '../../load/mqtt/group-slice.ts';
import { readPlan } from '../../load/mqtt/plan-input.ts';
import { Session } from '../../load/mqtt/session.ts';
import { destinationOf } from '../../load/socket/destination.ts';
import { SLAB } from '../../load/socket/open-socket.ts';
import type { Wire } from '../../load/socket/wire.ts';
import { windowTimes } from '../../load/windows.ts';
import { Dice, damaged, pieces } from './mutations.ts';

/** Takes whatever is written. */
class Sink implements Wire {
  readonly writableLength = 0;
  destroyed = false;
  write(): void {}
  end(): void {
    this.destroyed = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
  pause(): void {}
  resume(): void {}
}

const CONNACK = { 4: Buffer.from([0x20, 2, 0, 0]), 5: Buffer.from([0x20, 3, 0, 0, 0]) };
const MAXIMUM_PACKET_BYTES = 1 << 20;

function groupOf(version: 4 | 5): GroupSlice {
  const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
  const plan = readPlan(
    {
      groups: {
        both: {
          clients: 2,
          connect: version === 5 ? { protocol: '5', topicAliasMaximum: 3 } : { protocol: '3.1.1' },
          publish: { topic: 'd/{client}', payload: '100B', qos: 2, every: '1s' },
          subscribe: { filter: 'd/+', qos: 2 },
        },
      },
      measure: '1s',
    },
    target,
    {},
  );
  const [group] = plan.groups;
  const slice = new GroupSlice(group!, [destinationOf(plan.target, null)], Uint32Array.of(0, 1), 1, {
    tag: 1,
    name: 'fuzz',
    senders: 2,
    payloads: [group!.publish!],
    expiryUs: Number.POSITIVE_INFINITY,
    maximumPacketBytes: MAXIMUM_PACKET_BYTES,
    attempts: new Attempts(1),
    wake: () => {},
  });
  const startUs = nowUs();
  slice.begin(startUs, startUs + 1e6, windowTimes(plan.windows, startUs));
  return slice;
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
const SUBACK = { 4: Buffer.from([0x90, 3, 0, 1, 2]), 5: Buffer.from([0x90, 4, 0, 1, 0, 2]) };

function give(session: Session, bytes: Buffer): void {
  bytes.copy(SLAB);
  session.bytesRead(bytes.length);
}

const endingsOf = ({ standing: { failures, losses } }: GroupSlice): number =>
  [...failures.values(), ...[...losses.values()].map(({ count }) => count)].reduce((sum, n) => sum + n, 0);

/** It changes with what is read. */
const phaseOf = ({ phase }: Session): Session['phase'] => phase;

/** One client, as far as a part of the cases want it, and what a hostile broker sends it. @throws Error where it goes wrong */
export function fuzzSession(caseSeed: number): string {
  const dice = new Dice(caseSeed);
  const version = dice.of([4, 5] as const);
  const group = GROUPS[version];
  const session = new Session(group, dice.below(2));
  const sink = new Sink();
  session.socket = sink;
  session.phase = 'tcp';
  session.established('tcp');
  session.opened();
  const far = dice.below(3);
  if (far > 0) give(session, CONNACK[version]);
  if (far > 1) give(session, SUBACK[version]);
  const expected = (['connack', 'suback', 'ready'] as const)[far]!;
  if (phaseOf(session) !== expected) throw new Error(`${expected} was expected, got ${session.phase}`);
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
    session.socket = new Sink();
    session.phase = 'tcp';
    session.established('tcp');
    session.opened();
    give(session, CONNACK[version]);
    give(session, SUBACK[version]);
    if (!session.ready) throw new Error(`a session of MQTT ${version} is harmed by those before it`);
    session.abandon();
  }
}
