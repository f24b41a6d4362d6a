/** Hostile WebSocket frames: what is read in place, and the library alone, have to see the same messages. */
import type { Writable } from 'node:stream';
import * as ws from 'ws';
import { HeldBytes } from '../../load/held-bytes.ts';
import { WebSocketReader } from '../../load/socket/websocket-reader.ts';
import { Dice, damaged, pieces } from './mutations.ts';

/** Its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

const frame = (first: number, payload: Buffer, masked = false): Buffer => {
  const mask = masked ? 0x80 : 0;
  const length =
    payload.length < 126 ? [mask | payload.length] : [mask | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([first, ...length]), Buffer.alloc(masked ? 4 : 0, 1), payload]);
};

const REAL: readonly Buffer[] = [
  frame(0x82, Buffer.from([0xd0, 0])),
  frame(0x82, Buffer.alloc(300, 'x')),
  frame(0x02, Buffer.from('ab')),
  frame(0x00, Buffer.from('cd')),
  frame(0x80, Buffer.from('ef')),
  frame(0x81, Buffer.from('text')),
  frame(0x88, Buffer.from([3, 0xe8, 0x6f])),
  frame(0x89, Buffer.from('ping')),
  frame(0x8a, Buffer.alloc(0)),
  frame(0x82, Buffer.from('masked'), true),
  // 2^53 bytes, and 2^31.
  Buffer.from([0x82, 127, 0, 0x20, 0, 0, 0, 0, 0, 0]),
  Buffer.from([0x82, 127, 0, 0, 0, 0, 0x80, 0, 0, 0]),
];
const MOST_BYTES = 64 * 1024;

/** The library alone: what it reads goes to `seen`. */
function library(seen: string[]) {
  const receiver = new Receiver({
    isServer: false,
    binaryType: 'nodebuffer',
    allowSynchronousEvents: true,
    maxPayload: MOST_BYTES,
    skipUTF8Validation: true,
  });
  let concluded = false;
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    seen.push(`${isBinary ? '' : 'text '}${data.toString('latin1')}`),
  );
  receiver.on('conclude', () => {
    concluded = true;
  });
  receiver.on('error', () => {});
  return {
    /** It told to close, or was refused, for which an event comes later. */
    get over() {
      return concluded || receiver.errored !== null;
    },
    write: (chunk: Buffer): void => void receiver.write(chunk),
  };
}

/** @throws Error where the two differ */
export function fuzzFrames(caseSeed: number): string {
  const dice = new Dice(caseSeed);
  const chunks = [...pieces(damaged(REAL, dice), dice)];
  const read: string[] = [];
  const behind = library(read);
  const memory = new HeldBytes(0, Number.MAX_SAFE_INTEGER);
  const reader = new WebSocketReader(
    (bytes, from, to) => read.push(bytes.toString('latin1', from, to)),
    (chunk) => behind.write(chunk),
    { memory, mostBytes: MOST_BYTES },
  );
  const expected: string[] = [];
  const alone = library(expected);
  for (const chunk of chunks) {
    reader.read(chunk);
    alone.write(chunk);
    if (behind.over || alone.over) break;
  }
  reader.release();
  if (read.join('\n') !== expected.join('\n'))
    throw new Error(`${JSON.stringify(expected)} was sent, ${JSON.stringify(read)} was read`);
  if (!memory.take(Number.MAX_SAFE_INTEGER)) throw new Error('memory that is not given back');
  return behind.over ? 'refused' : 'read';
}
