import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ws from 'ws';
import { frameOf, keepFrame } from '../../../load/socket/websocket-frame.ts';

/** Its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

/** What the server of another library reads. */
function readByServer(...frames: readonly Buffer[]): Buffer[] {
  const messages: Buffer[] = [];
  const receiver = new Receiver({ isServer: true, binaryType: 'nodebuffer', allowSynchronousEvents: true });
  receiver.on('message', (data: Buffer, isBinary: boolean) => {
    expect(isBinary).toBe(true);
    messages.push(Buffer.from(data));
  });
  receiver.on('error', (error) => {
    throw error;
  });
  for (const frame of frames) receiver.write(Buffer.from(frame));
  return messages;
}

describe('a server reads what was put in a frame', () => {
  test.each([1, 3, 4, 125, 126, 127, 16_384, 16_385, 65_535, 65_536, 200_001])('%i bytes', (length) => {
    const payload = Buffer.from(Array.from({ length }, (_, i) => (i * 31) & 0xff));
    const [read] = readByServer(frameOf(payload));
    expect(read?.equals(payload)).toBe(true);
  });

  test('any bytes, one frame after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 600 }), { maxLength: 20 }), (list) => {
        const payloads = list.map((bytes) => Buffer.from(bytes));
        const frames = payloads.map((payload) => Buffer.from(frameOf(payload)));
        expect(readByServer(...frames)).toEqual(payloads);
      }),
    );
  });
});

test('the payload itself is left as it was', () => {
  const payload = Buffer.from('devices/1/state');
  frameOf(payload);
  expect(payload.toString()).toBe('devices/1/state');
});

test('masks differ from frame to frame (RFC 6455, 5.3)', () => {
  const payload = Buffer.alloc(8);
  const masks = Array.from({ length: 5000 }, () => frameOf(payload).readUInt32BE(2));
  expect(new Set(masks).size).toBeGreaterThan(4990);
});

test('frames that are kept outlive all that follow', () => {
  const payloads = Array.from({ length: 500 }, (_, i) => Buffer.alloc(1 + ((i * 37) % 600), i));
  const frames = payloads.map((payload) => {
    const frame = frameOf(payload);
    keepFrame();
    return frame;
  });
  expect(readByServer(...frames)).toEqual(payloads);
});
