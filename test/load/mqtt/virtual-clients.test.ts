import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valuesOf } from '../../../load/mqtt/client-values.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import { sharedOutgoing } from '../../../load/mqtt/shared-outgoing.ts';
import { TopicWriter } from '../../../load/mqtt/topic-writer.ts';
import { readClient, readSequence } from '../../../load/payload.ts';
import { type Cadence, intendedUs, Walk } from '../../../load/schedule.ts';
import { fillTemplate } from '../../../load/template.ts';
import { VirtualClients } from '../../../load/virtual-clients.ts';

const target = { url: 'mqtt://127.0.0.1:1', host: '127.0.0.1', port: 1 };
const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const groupOf = (clients: number, connections: number, more = {}) =>
  readPlan(
    {
      groups: {
        devices: { clients, connections, publish: { topic: 'd/{client}', every: '1s' }, ...more },
      },
      measure: '1s',
    },
    target,
  ).groups[0]!;

const groups = fc
  .record({
    clients: fc.integer({ min: 1, max: 60 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    agents: fc.integer({ min: 1, max: 5 }),
    messages: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ clients, share, ...more }) => ({
    clients,
    connections: Math.max(1, Math.ceil(clients * share)),
    ...more,
  }));

test('virtual clients send what real ones send, at the same moments, over any number of connections and agents', () => {
  fc.assert(
    fc.property(groups, ({ clients, connections, agents, messages }) => {
      const cadence: Cadence = { originUs: 1000, periodUs: 777, clients };
      const sends = all(agents).flatMap((agent) => {
        const slice = Uint32Array.from(all(connections).filter((index) => index % agents === agent));
        const owners = new VirtualClients({ clients, connections }, slice);
        const sent = new Map<number, number>();
        const walk = new Walk(cadence, slice, Number.POSITIVE_INFINITY, messages, { clients, connections });
        const found: { client: number; sequence: number; timeUs: number; connection: number }[] = [];
        for (; walk.nextUs < Number.POSITIVE_INFINITY; walk.advance()) {
          const n = sent.get(walk.position) ?? 0;
          sent.set(walk.position, n + 1);
          found.push({
            client: owners.clientOf(walk.position, n),
            sequence: owners.sequenceOf(walk.position, n),
            timeUs: walk.nextUs,
            connection: slice[walk.position]!,
          });
        }
        return found;
      });
      expect(sends).toHaveLength(clients * messages);
      for (const { client, sequence, timeUs, connection } of sends) {
        expect(timeUs).toBe(intendedUs(cadence, client, sequence));
        expect(connection).toBe(client % connections);
      }
      expect(new Set(sends.map(({ client, sequence }) => `${client} ${sequence}`)).size).toBe(sends.length);
    }),
  );
});

test('no connection goes without clients, and none has two more than another', () => {
  fc.assert(
    fc.property(groups, ({ clients, connections }) => {
      const owners = new VirtualClients({ clients, connections }, Uint32Array.from(all(connections)));
      const counts = all(connections).map((position) => owners.countAt(position));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(clients);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});

test('what a connection sent is divided among its clients without a rest', () => {
  fc.assert(
    fc.property(groups, fc.nat(500), ({ clients, connections }, n) => {
      const owners = new VirtualClients({ clients, connections }, Uint32Array.from(all(connections)));
      const sent = all(owners.countAt(0)).map((at) => owners.sentBy(0, at, n));
      expect(sent.reduce((sum, count) => sum + count, 0)).toBe(n);
    }),
  );
});

test('a topic is written in place as the template says', () => {
  const pieces = fc.constantFrom(
    'a/',
    'grüße/',
    '{client}',
    '{group}',
    '{run}',
    '{shard}',
    '{shard:7}',
    '{random:60:x4}',
    '{random:60}',
    '{destination}',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 6 }), fc.nat(59), (list, client) => {
      const template = list.join('');
      const [group, run] = [groupOf(60, 10), { name: 'r4', destinations: 3 }];
      const writer = new TopicWriter(template, group, run);
      const expected = fillTemplate(template, valuesOf(group, client, run));
      const buffer = Buffer.alloc(200);
      const from = writer.write(buffer, 200, client);
      expect(buffer.toString('utf8', from)).toBe(expected);
      expect(200 - from).toBeLessThanOrEqual(writer.mostBytes);
    }),
  );
});

test('one packet of a connection serves its clients in turn, each with its topic, number and payload', () => {
  const group = groupOf(300, 3, {
    publish: { topic: 'd/{client}', payload: ['20B', '300B'], qos: 1, every: '1s' },
  });
  const [outgoing] = sharedOutgoing(group, group.publish!, Uint32Array.of(1), { tag: 7, name: 'r' });
  for (const client of [1, 298, 100, 4]) {
    const packet = outgoing!.packetFor(9, 1e6, 5, 0, client);
    const at = packet.indexOf(`d/${client}`) + `d/${client}`.length;
    expect(packet.readUInt16BE(at)).toBe(9);
    expect([readClient(packet, at + 2), readSequence(packet, at + 2)]).toEqual([client, 5]);
    expect([20, 300]).toContain(packet.length - at - 2);
  }
});

test.each<[string, object, RegExp]>([
  [
    'more connections than clients',
    { connections: 301 },
    /connections: as many connections as clients \(300\), or fewer, are required.*got 301/,
  ],
  ['no connection', { connections: 0 }, /connections: at least 1 connection is required/],
  [
    'subscribers that share connections',
    { subscribe: { filter: 'a' } },
    /subscribe: a group whose clients have a connection each is required/,
  ],
  [
    'a closed loop',
    { publish: { topic: 'a', qos: 1, inflight: 1 } },
    /publish\.inflight: every or rate is required where clients share connections/,
  ],
  [
    'values that differ',
    { connect: { protocol: '5' }, publish: { topic: 'a', every: '1s', userProperties: { id: '{client}' } } },
    /publish\.userProperties: values that all clients have are required.*got '\{client\}'/,
  ],
  [
    'topic aliases',
    { connect: { protocol: '5' }, publish: { topic: 'a', every: '1s', topicAlias: true } },
    /publish\.topicAlias: topics without an alias are required/,
  ],
])('%s: refused, with what is required', (_, more, message) => {
  expect(() => groupOf(300, 3, more)).toThrow(message);
});

test('as many connections as clients are the usual case: nothing is virtual', () => {
  expect(groupOf(30, 30)).not.toHaveProperty('connections');
  expect(groupOf(30, 3)).toMatchObject({ clients: 30, connections: 3 });
});
