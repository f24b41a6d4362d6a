/** What a user is told of requests and replies, each sentence one that a tool of this kind got wrong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHistogram } from '../../../../load/histogram.ts';
import { MOST_RESPONDERS, RequestRecord } from '../../../../load/mqtt/request/record.ts';
import { PROBE, Requests } from '../../../../load/mqtt/request/requests.ts';
import { requestsOf } from '../../../../load/mqtt/request/result.ts';
import { REPLY_BYTES, RESPONDER_AT, writeTimes } from '../../../../load/mqtt/request/wire.ts';
import { stamp, stampClient, stampOnce } from '../../../../load/payload.ts';

const TAG = 7;
const TIMEOUT_US = 1000;
const FIRST_SENDER = 100;

interface Asked {
  readonly client: number;
  readonly sequence: number;
  readonly dueUs: number;
}

/** Six clients over two connections, asking in turn, one every 10 us from 0 on. */
function asking(protocolVersion: 4 | 5 = 4, inflight: number | null = null) {
  const record = new RequestRecord(1);
  record.begin({ fromUs: [0], toUs: [1e6] });
  const connections = Uint32Array.of(0, 1);
  const requests = new Requests(
    {
      timeoutUs: TIMEOUT_US,
      sharing: { clients: 6, connections: 2 },
      connections,
      firstSender: FIRST_SENDER,
      runTag: TAG,
      protocolVersion,
      inflight,
      packetIds: 0,
    },
    record,
  );
  const counts = (sent: number) => requestsOf([record.result()], 0, sent)!;
  return { requests, record, counts };
}

/** Of six clients in turn: number n is client n modulo 6, over connection n modulo 2. */
const numbered = (n: number): Asked => ({ client: n % 6, sequence: Math.floor(n / 6), dueUs: n * 10 });

function ask(requests: Requests, n: number, writtenUs = numbered(n).dueUs): Asked {
  const asked = numbered(n);
  requests.ask(n % 2, asked.client, asked.sequence, asked.dueUs, writtenUs, 0);
  return asked;
}

function headerOf({ client, sequence, dueUs }: Asked, tag = TAG): Buffer {
  const header = Buffer.alloc(16);
  stampOnce(header, tag, 0);
  stampClient(header, 0, 16, FIRST_SENDER + client);
  stamp(header, 0, 16, dueUs, sequence, 0);
  return header;
}

function replyTo(asked: Asked, { queueUs = 3, workUs = 4, tag = TAG } = {}): Buffer {
  const reply = Buffer.alloc(REPLY_BYTES);
  headerOf(asked, tag).copy(reply);
  writeTimes(reply, 0, queueUs, workUs);
  reply.writeUInt32BE(9, RESPONDER_AT);
  return reply;
}

const arrive = (requests: Requests, position: number, reply: Buffer, atUs: number): void =>
  requests.arrived(position, reply, -1, 0, reply.length, atUs);

test('a late reply is late, and no match; a second one is a duplicate: never more than 100 % are matched', () => {
  const { requests, counts } = asking();
  const asked = ask(requests, 0);
  requests.turn(TIMEOUT_US + 1);
  expect(counts(1)).toMatchObject({ matched: 0, timedOut: 1, late: 0 });
  arrive(requests, 0, replyTo(asked), 5000);
  expect(counts(1)).toMatchObject({ matched: 0, timedOut: 0, late: 1, duplicated: 0 });
  arrive(requests, 0, replyTo(asked), 5001);
  expect(counts(1)).toMatchObject({ matched: 0, timedOut: 0, late: 1, duplicated: 1, open: 0 });
});

test('a reply is in time up to its time-out, and late from then on, whether or not anybody looked', () => {
  const { requests, counts } = asking();
  const [one, other] = [ask(requests, 0), ask(requests, 2)];
  arrive(requests, 0, replyTo(one), TIMEOUT_US);
  arrive(requests, 0, replyTo(other), other.dueUs + TIMEOUT_US + 1);
  expect(counts(2)).toMatchObject({ matched: 1, late: 1, timedOut: 0 });
});

test('response time counts from when a request was due, service time from its write', () => {
  const { requests, record } = asking();
  const asked = ask(requests, 0, 400);
  arrive(requests, 0, replyTo(asked, { queueUs: 30, workUs: 50 }), 600);
  const { latencies } = record.result();
  const mostUs = (name: keyof (typeof latencies)[0]): number =>
    decodeHistogram(latencies[0]![name]!).maxValue;
  expect(mostUs('request')).toBe(600);
  expect(mostUs('request.service')).toBe(200);
  expect([mostUs('reply.queue'), mostUs('reply.work'), mostUs('reply.broker')]).toEqual([30, 50, 120]);
});

test('a request that nobody answered is in the percentiles with its time-out: all requests are, not the last ones', () => {
  const { requests, record } = asking();
  for (let n = 0; n < 200; n++) ask(requests, n);
  for (let n = 0; n < 150; n++) arrive(requests, n % 2, replyTo(numbered(n)), n * 10 + 50);
  requests.turn(1e6);
  const histogram = decodeHistogram(record.result().latencies[0]!.request!);
  expect(histogram.totalCount).toBe(200);
  expect(histogram.getValueAtPercentile(50)).toBe(50);
  expect(histogram.getValueAtPercentile(80)).toBe(TIMEOUT_US);
});

test('requests of the warm-up are in no window, however long connecting took', () => {
  const { requests, record, counts } = asking();
  record.begin({ fromUs: [25], toUs: [45] });
  for (let n = 0; n < 6; n++) arrive(requests, n % 2, replyTo(ask(requests, n)), n * 10 + 5);
  expect(counts(2)).toMatchObject({ matched: 2, open: 0 });
});

test('replies of an earlier run, and those that reach another connection, are foreign', () => {
  const { requests, counts } = asking();
  const asked = ask(requests, 0);
  arrive(requests, 0, replyTo(asked, { tag: TAG + 1 }), 10);
  arrive(requests, 1, replyTo(asked), 10);
  expect(counts(1)).toMatchObject({ foreign: 2, matched: 0, open: 1 });
});

test('a reply to what nobody asked is unknown: a number that was not sent yet, no client of the group, no header', () => {
  const { requests, counts } = asking();
  ask(requests, 0);
  arrive(requests, 0, replyTo({ client: 0, sequence: 1, dueUs: 0 }), 10);
  arrive(requests, 0, replyTo({ client: 600, sequence: 0, dueUs: 0 }), 10);
  arrive(requests, 0, Buffer.alloc(15), 10);
  expect(counts(1)).toMatchObject({ unknown: 3, matched: 0, open: 1 });
});

test('under MQTT 5 correlation data decides, and where the payload says otherwise neither request is answered', () => {
  const { requests, counts } = asking(5);
  const [one, other] = [ask(requests, 0), ask(requests, 2)];
  const frame = (correlation: Asked, payload: Buffer): [Buffer, number, number] => {
    const frames = Buffer.concat([headerOf(correlation), payload]);
    return [frames, 16, frames.length];
  };
  const [mixed, from, to] = frame(other, replyTo(one));
  requests.arrived(0, mixed, 0, from, to, 30);
  expect(counts(2)).toMatchObject({ unknown: 1, matched: 0, open: 2 });
  const [bare, bareFrom, bareTo] = frame(one, Buffer.from('a payload of another program'));
  requests.arrived(0, bare, 0, bareFrom, bareTo, 40);
  expect(counts(2)).toMatchObject({ unknown: 1, matched: 1, open: 1 });
  requests.arrived(0, bare, -1, bareFrom, bareTo, 40);
  expect(counts(2)).toMatchObject({ unknown: 2, matched: 1, open: 1 });
});

test('in a closed loop a client asks again when its request is over, by a reply or by the time-out', () => {
  const { requests } = asking(4, 1);
  const turns = requests.turns!;
  const over: number[] = [];
  requests.over = (position) => over.push(position);
  const first = [turns.take(0), turns.take(0), turns.take(0)];
  expect(first).toEqual([0, 1, 2]);
  expect(turns.isOpen(0)).toBe(false);
  for (const at of first) requests.ask(0, 2 * at, turns.number(0, at), 0, 0, 0);
  arrive(requests, 0, replyTo({ client: 2, sequence: 0, dueUs: 0 }), 100);
  expect([over, turns.take(0), turns.number(0, 1)]).toEqual([[0], 1, 1]);
  requests.turn(TIMEOUT_US + 1);
  expect(over).toEqual([0, 0, 0]);
  expect([turns.take(0), turns.take(0), turns.isOpen(0)]).toEqual([0, 2, false]);
});

test('whether somebody answers is asked before the load, and is in no count', () => {
  const { requests, counts } = asking();
  let answered = 0;
  requests.answered = () => answered++;
  arrive(requests, 0, replyTo({ client: 0, sequence: PROBE, dueUs: 0 }), 10);
  requests.answered = null;
  arrive(requests, 0, replyTo({ client: 0, sequence: PROBE, dueUs: 0 }), 10);
  expect(answered).toBe(1);
  expect(counts(0)).toMatchObject({ matched: 0, unknown: 0, duplicated: 0, foreign: 0 });
});

test('whatever becomes of requests, their states add up to what was sent', () => {
  const events = fc.array(
    fc.record({ n: fc.nat(39), kind: fc.constantFrom('ask', 'reply', 'wait'), us: fc.nat(900) }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(events, (list) => {
      const { requests, counts } = asking();
      let [next, atUs, replies] = [0, 0, 0];
      for (const { n, kind, us } of list) {
        if (kind === 'ask') ask(requests, next++);
        else if (kind === 'reply' && n < next) {
          replies++;
          arrive(requests, n % 2, replyTo(numbered(n)), atUs);
        } else atUs += us;
        requests.turn(atUs);
      }
      const { matched, late, timedOut, refused, open, duplicated, unknown, foreign } = counts(next);
      expect(matched + late + timedOut + refused + open).toBe(next);
      expect(Math.min(matched, late, timedOut, open)).toBeGreaterThanOrEqual(0);
      expect(matched + late + duplicated).toBe(replies);
      expect([unknown, foreign]).toEqual([0, 0]);
    }),
  );
});

/** What a responder of another kind sends: its payload, behind our correlation data. */
function arriveWith(payload: Buffer) {
  const { requests, record, counts } = asking(5);
  const correlation = headerOf(ask(requests, 0));
  const frames = Buffer.concat([correlation, payload]);
  requests.arrived(0, frames, 0, correlation.length, frames.length, 100);
  return { counts: counts(1), latencies: record.result().latencies[0]! };
}

test.for([
  ['nothing', Buffer.alloc(0)],
  ['a few bytes', Buffer.from('ok')],
  [
    'a text that begins with the very bytes that tag the run',
    Buffer.from('\0\x07{"temperature":21.5,"unit":"C"}'),
  ],
  ['as many zeros as a reply of ours has bytes', Buffer.alloc(REPLY_BYTES)],
  ['the request itself', Buffer.concat([headerOf(numbered(0)), Buffer.alloc(48, '.')])],
] as const)(
  'a responder that knows correlation data alone answers with %s: that is a match, and tells of no times',
  ([, payload]) => {
    const { counts, latencies } = arriveWith(payload);
    expect(counts).toMatchObject({ matched: 1, unknown: 0, foreign: 0 });
    expect(counts.responders).toBeUndefined();
    expect(latencies['request.service']).toBeDefined();
    expect(latencies['reply.queue']).toBeUndefined();
    expect(latencies['reply.broker']).toBeUndefined();
  },
);

test('numbers of responders that are of no connection are given up, and what they answered is a match all the same', () => {
  const { requests, counts } = asking();
  const replies = MOST_RESPONDERS + 10;
  for (let n = 0; n < replies; n++) {
    // All are due within the measure phase.
    const asked = { ...numbered(n), dueUs: 0 };
    requests.ask(n % 2, asked.client, asked.sequence, 0, 0, 0);
    const reply = replyTo(asked);
    reply.writeUInt32BE(n, RESPONDER_AT);
    arrive(requests, n % 2, reply, 7);
  }
  expect(counts(replies)).toMatchObject({ matched: replies, open: 0 });
  expect(counts(replies).responders).toBeUndefined();
});
