/** Hostile replies into a connection whose clients have asked. */
import { generate } from 'mqtt-packet';
import { nowUs } from '../../load/clock.ts';
import { requestsOf } from '../../load/mqtt/request/result.ts';
import { REPLY_BYTES, RESPONDER_AT, writeTimes } from '../../load/mqtt/request/wire.ts';
import { RequestingSession } from '../../load/mqtt/requesting-session.ts';
import { stamp, stampClient, stampOnce } from '../../load/payload.ts';
import { VirtualClients } from '../../load/virtual-clients.ts';
import { Dice, damaged, pieces } from './mutations.ts';
import { connect, give, Sink } from './sink.ts';
import { RUN_TAG, sliceOf } from './slice.ts';

type Version = 4 | 5;
const CLIENTS = 6;
const CONNECTIONS = 2;

function groupOf(version: Version) {
  const slice = sliceOf({
    clients: CLIENTS,
    connections: CONNECTIONS,
    connect: { protocol: version === 5 ? '5' : '3.1.1' },
    request: { topic: 'req/{client}', every: '1s' },
  });
  const clients = new VirtualClients({ clients: CLIENTS, connections: CONNECTIONS }, slice.indices);
  /** How many requests each connection has sent. */
  return { version, slice, clients, sent: [0, 0] };
}

type Asking = ReturnType<typeof groupOf>;
const GROUPS = { 4: groupOf(4), 5: groupOf(5) };

/** Asks once more; returns the payload of the right reply. */
function asked({ slice, clients, sent }: Asking, position: number): Buffer {
  const n = sent[position]!++;
  const client = clients.clientOf(position, n);
  const sequence = clients.sequenceOf(position, n);
  const atUs = nowUs();
  slice.requests!.ask(position, client, sequence, atUs, atUs, 0);
  const reply = Buffer.alloc(REPLY_BYTES);
  stampOnce(reply, RUN_TAG, 0);
  stampClient(reply, 0, reply.length, slice.plan.firstClient + client);
  stamp(reply, 0, reply.length, atUs, sequence, 0);
  writeTimes(reply, 0, 3, 4);
  reply.writeUInt32BE(7, RESPONDER_AT);
  return reply;
}

const packetOf = (payload: Buffer, protocolVersion: Version): Buffer =>
  generate(
    {
      cmd: 'publish',
      topic: 'replies/fuzz/group/0',
      payload,
      qos: 0,
      dup: false,
      retain: false,
      ...(protocolVersion === 5 && {
        properties: { correlationData: payload.subarray(0, 16), userProperties: { a: 'b' } },
      }),
    },
    { protocolVersion },
  );

/** @throws Error where a request is still waited for after its reply, or more have a reply than were asked */
export function fuzzReplies(caseSeed: number): string {
  const dice = new Dice(caseSeed);
  const group = GROUPS[dice.of([4, 5] as const)];
  const { slice, version } = group;
  const requests = slice.requests!;
  const position = dice.below(CONNECTIONS);
  const session = new RequestingSession(slice, position, requests);
  const sink = new Sink();
  connect(session, slice.plan, sink);
  const replies = Array.from({ length: 1 + dice.below(3) }, () => asked(group, position));
  const packets = replies.map((reply) => packetOf(reply, version));
  for (const piece of pieces(damaged(packets, dice), dice)) {
    give(session, piece);
    if (session.ready === sink.destroyed) throw new Error('ready on a dead socket, or the reverse');
    if (sink.destroyed) break;
  }
  const { ready } = session;
  session.abandon();
  // What was damaged has kept none of them from its reply.
  for (const reply of replies) requests.arrived(position, reply, 0, 0, reply.length, nowUs());
  if (requests.nextUs !== Number.POSITIVE_INFINITY)
    throw new Error('a request that had its reply is waited for');
  return ready ? 'ready' : 'lost';
}

/** As many requests are accounted for as were asked. @throws Error */
export function proveAllCounted(): void {
  for (const { version, slice, sent } of Object.values(GROUPS)) {
    const asked = sent.reduce((sum, n) => sum + n, 0);
    const { open, matched, responders } = requestsOf([slice.requests!.record.result()], 1, asked)!;
    if (open !== 0) throw new Error(`MQTT ${version}: ${open} of ${asked} requests were never decided`);
    const told = Object.values(responders ?? {}).reduce((sum, n) => sum + n, 0);
    if (told > matched) throw new Error(`MQTT ${version}: responders wrote ${told} of ${matched} replies`);
  }
}
