/** Hostile requests into a connection that answers them. */
import { generate } from 'mqtt-packet';
import { nowUs } from '../../load/clock.ts';
import type { Connection } from '../../load/mqtt/respond/responder.ts';
import { RespondingSession } from '../../load/mqtt/responding-session.ts';
import { Dice, damaged, pieces } from './mutations.ts';
import { connect, give, Sink } from './sink.ts';
import { sliceOf } from './slice.ts';

type Version = 4 | 5;
const CONNECTIONS = 2;
const LATER_US = 1e9;

function groupOf(version: Version) {
  const slice = sliceOf({
    clients: CONNECTIONS,
    connect: { protocol: version === 5 ? '5' : '3.1.1' },
    respond: {
      filter: '$share/workers/req/+',
      qos: 1,
      work: version === 5 ? 'none' : ('sleep 1ms' as 'none'),
      payload: '100B',
      pool: { min: 1, max: 2, queue: 2, onFull: version === 5 ? 'drop' : 'wait' },
    },
  });
  /** By position; the sessions of a case take their places. */
  const sessions: (RespondingSession | null)[] = Array.from({ length: CONNECTIONS }, () => null);
  slice.responder!.serve(sessions.map((_, position) => placeOf(sessions, position)));
  return { version, slice, sessions };
}

const placeOf = (sessions: readonly (RespondingSession | null)[], position: number): Connection => ({
  get socket() {
    return sessions[position]?.socket ?? null;
  },
  get ready() {
    return sessions[position]?.ready ?? false;
  },
  lastWriteUs: 0,
  rest: (resting) => sessions[position]?.rest(resting),
});

const HEADER = Buffer.alloc(16, 7);
const REPLY_TOPIC = Buffer.from('replies/a/日');
const LENGTH = Buffer.from([0, REPLY_TOPIC.length]);

function packetsOf(protocolVersion: Version): readonly Buffer[] {
  const payloads = [Buffer.concat([HEADER, LENGTH, REPLY_TOPIC, Buffer.from('x')]), HEADER, Buffer.alloc(0)];
  const correlated = [HEADER, Buffer.from('any'), Buffer.alloc(0)];
  return payloads.flatMap((payload, at) =>
    ([0, 1] as const).map((qos) =>
      generate(
        {
          cmd: 'publish',
          topic: 'req/7',
          payload,
          qos,
          dup: false,
          retain: false,
          ...(qos > 0 && { messageId: 3 }),
          ...(protocolVersion === 5 && {
            properties: {
              correlationData: correlated[at]!,
              responseTopic: REPLY_TOPIC.toString(),
              userProperties: { a: 'b' },
            },
          }),
        },
        { protocolVersion },
      ),
    ),
  );
}

const GROUPS = { 4: groupOf(4), 5: groupOf(5) };
const PACKETS = { 4: packetsOf(4), 5: packetsOf(5) };

/** @throws Error where a request is neither replied to nor counted as something else */
export function fuzzRequests(caseSeed: number): string {
  const dice = new Dice(caseSeed);
  const { version, slice, sessions } = GROUPS[dice.of([4, 5] as const)];
  const responder = slice.responder!;
  const position = dice.below(CONNECTIONS);
  const session = new RespondingSession(slice, position, responder);
  const sink = new Sink();
  sessions[position] = session;
  connect(session, slice.plan, sink);
  // Some brokers read no replies.
  if (dice.below(4) === 0) sink.writableLength = 1000;
  for (const piece of pieces(damaged(PACKETS[version], dice), dice)) {
    give(session, piece);
    if (session.ready === sink.destroyed) throw new Error('ready on a dead socket, or the reverse');
    if (sink.destroyed) break;
  }
  const { ready } = session;
  if (dice.below(2) === 0) responder.turn(nowUs() + LATER_US);
  session.closed(null);
  responder.turn(nowUs() + LATER_US);
  sessions[position] = null;
  if (!responder.isIdle) throw new Error('a request that nobody works on');
  const { requests, replied, dropped, unsent } = responder.counts();
  if (requests > replied + dropped + unsent)
    throw new Error('a request that is neither replied to nor counted');
  return ready ? 'ready' : 'lost';
}
