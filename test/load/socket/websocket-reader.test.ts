import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ws from 'ws';
import { HeldBytes } from '../../../load/held-bytes.ts';
import { TooMuchOfMessages, WebSocketReader } from '../../../load/socket/websocket-reader.ts';

/** Its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

const BINARY = 2;
const PING = 9;

/** As a server sends it (RFC 6455, 5.2). */
function frame(payload: Buffer, opcode = BINARY, final = true): Buffer {
  const first = (final ? 0x80 : 0) | opcode;
  const { length } = payload;
  if (length <= 125) return Buffer.concat([Buffer.from([first, length]), payload]);
  const header = Buffer.from([first, 126, length >> 8, length & 0xff]);
  return Buffer.concat([header, payload]);
}

/** What comes out of a reader and the library behind it, and how many chunks the library got. */
function read(chunks: readonly Buffer[]) {
  const messages: string[] = [];
  const pings: string[] = [];
  let toLibrary = 0;
  const library = new Receiver({ isServer: false, binaryType: 'nodebuffer', allowSynchronousEvents: true });
  library.on('message', (data: Buffer) => messages.push(data.toString('latin1')));
  library.on('ping', (data: Buffer) => pings.push(data.toString('latin1')));
  library.on('error', (error) => {
    throw error;
  });
  const reader = new WebSocketReader(
    (bytes, from, to) => messages.push(bytes.toString('latin1', from, to)),
    (chunk) => {
      toLibrary++;
      library.write(chunk);
    },
  );
  // As from a socket: all reads go to the same place.
  const slab = Buffer.alloc(Math.max(1, ...chunks.map(({ length }) => length)));
  for (const chunk of chunks) reader.read(slab, chunk.copy(slab));
  return { messages, pings, toLibrary };
}

test('whole messages are read without the library', () => {
  const chunk = Buffer.concat([frame(Buffer.from('one')), frame(Buffer.from('two'.repeat(100)))]);
  expect(read([chunk])).toEqual({ messages: ['one', 'two'.repeat(100)], pings: [], toLibrary: 0 });
});

test('a message in pieces of a byte takes more of the memory for all connections than its bytes', () => {
  const reader = new WebSocketReader(
    () => {},
    () => {},
    { memory: new HeldBytes(0, 100_000), mostBytes: 100_000 },
  );
  reader.read(frame(Buffer.from('a'), BINARY, false));
  const piece = frame(Buffer.from('b'), 0, false);
  expect(() => {
    for (let pieces = 0; pieces < 1000; pieces++) reader.read(piece);
  }).toThrow(TooMuchOfMessages);
});

test('a ping is for the library, which answers it, and messages after it are read in place again', () => {
  const chunks = [frame(Buffer.from('p'), PING), frame(Buffer.from('one'))];
  expect(read(chunks)).toEqual({ messages: ['one'], pings: ['p'], toLibrary: 1 });
});

test("a message in several frames is the library's, to its last frame", () => {
  const chunks = [
    frame(Buffer.from('a'), BINARY, false),
    frame(Buffer.from('?'), PING),
    frame(Buffer.from('b'), 0, false),
    frame(Buffer.from('c'), 0),
    frame(Buffer.from('d')),
  ];
  expect(read(chunks)).toEqual({ messages: ['abc', 'd'], pings: ['?'], toLibrary: 4 });
});

test('messages come whole and in order, however the stream is cut', () => {
  const message = fc.record({
    text: fc.string({ unit: 'binary-ascii', maxLength: 300 }),
    kind: fc.constantFrom('whole', 'whole', 'whole', 'ping', 'parts'),
  });
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 }),
      (list, cuts) => {
        const frames = list.flatMap(({ text, kind }) => {
          const payload = Buffer.from(text, 'latin1');
          if (kind === 'ping') return [frame(payload.subarray(0, 100), PING)];
          const half = payload.length >> 1;
          return kind === 'whole'
            ? [frame(payload)]
            : [frame(payload.subarray(0, half), BINARY, false), frame(payload.subarray(half), 0)];
        });
        const stream = Buffer.concat(frames);
        const chunks: Buffer[] = [];
        for (let at = 0, cut = 0; at < stream.length; at += cuts[cut++ % cuts.length]!)
          chunks.push(stream.subarray(at, at + cuts[cut % cuts.length]!));
        const { messages, pings } = read(chunks);
        expect(messages).toEqual(list.filter(({ kind }) => kind !== 'ping').map(({ text }) => text));
        expect(pings).toEqual(
          list.filter(({ kind }) => kind === 'ping').map(({ text }) => text.slice(0, 100)),
        );
      },
    ),
  );
});

describe('messages that came in part', () => {
  const KIB = 1024;
  const readerOf = (memory: HeldBytes) =>
    new WebSocketReader(
      () => {},
      () => {},
      { memory, mostBytes: 1024 * KIB },
    );
  const part = frame(Buffer.alloc(40 * KIB)).subarray(0, 100);

  test.each([
    ['in one frame', part],
    ['in fragments', frame(Buffer.alloc(40 * KIB), BINARY, false)],
  ])('have a limit for all connections together: %s', (_, bytes) => {
    const memory = new HeldBytes(0, 100 * KIB);
    const readers = [1, 2, 3].map(() => readerOf(memory));
    readers[0]!.read(bytes);
    readers[1]!.read(bytes);
    expect(() => readers[2]!.read(bytes)).toThrow(TooMuchOfMessages);
    readers[0]!.release();
    readerOf(memory).read(bytes);
  });

  test("that are longer than a message may be are the library's, which refuses them: none is kept", () => {
    const memory = new HeldBytes(0, 100 * KIB);
    const reader = readerOf(memory);
    const header = Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]);
    reader.read(header);
    expect(memory.take(100 * KIB)).toBe(true);
  });

  test('count no more once they are whole, however the stream is cut', () => {
    const stream = Buffer.concat(
      Array.from({ length: 50 }, (_, n) =>
        n % 5 === 0
          ? Buffer.concat([
              frame(Buffer.alloc(9 * KIB), BINARY, false),
              frame(Buffer.alloc(9), PING),
              frame(Buffer.alloc(KIB), 0),
            ])
          : frame(Buffer.alloc(10 * KIB)),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 * KIB }), { minLength: 1 }), (sizes) => {
        const memory = new HeldBytes(0, 20 * KIB);
        const reader = readerOf(memory);
        for (let at = 0, piece = 0; at < stream.length; piece++) {
          const end = Math.min(stream.length, at + sizes[piece % sizes.length]!);
          reader.read(stream.subarray(at, end));
          at = end;
        }
        expect(memory.take(20 * KIB)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
