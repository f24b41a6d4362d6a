import { describe, expect, it } from 'vitest';
import { HeldBytes } from '../../load/held-bytes.ts';
import { Body } from '../../load/http/body.ts';
import { ResponseReader } from '../../load/http/response-reader.ts';
import { BodiesTooLarge } from '../../load/http/unusable-body.ts';
import { packetsUnderWayBytes } from '../../load/mqtt/packet-limits.ts';
import { PartialFrame, TooMuchHeld } from '../../load/mqtt/partial-frame.ts';
import { readPlan } from '../../load/mqtt/plan-input.ts';
import { UntakenBytes } from '../../load/mqtt/untaken-bytes.ts';

const KIB = 1024;
const held = () => new HeldBytes(0, 100 * KIB);
/** The beginning of a PUBLISH of 40 KiB and some bytes. */
const PART = Buffer.from([0x30, 0x80, 0xc0, 0x02, 0, 1, 0x61]);

describe('packets that connections have got in part', () => {
  const part = (memory: HeldBytes) => new PartialFrame(PART, KIB * KIB, memory);

  it('have a limit in common', () => {
    const memory = held();
    const first = part(memory);
    part(memory);
    expect(() => part(memory)).toThrow(TooMuchHeld);
    first.release();
    first.release();
    part(memory);
    expect(() => part(memory)).toThrow(TooMuchHeld);
  });

  it('count from when their length is known', () => {
    const memory = held();
    const [one, other, third] = [1, 2, 3].map(() => new PartialFrame(PART.subarray(0, 2), KIB * KIB, memory));
    one!.add(PART.subarray(2));
    other!.add(PART.subarray(2));
    expect(() => third!.add(PART.subarray(2))).toThrow(TooMuchHeld);
  });

  it('of slow consumers count, too, until the connection ends', () => {
    const memory = held();
    const untaken = new UntakenBytes(memory);
    untaken.add(Buffer.alloc(90 * KIB));
    expect(() => new UntakenBytes(memory).add(Buffer.alloc(20 * KIB))).toThrow(TooMuchHeld);
    untaken.clear();
    new UntakenBytes(memory).add(Buffer.alloc(20 * KIB));
  });

  it('may be as many as the plan itself has on their way at once', () => {
    const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
    const { groups } = readPlan(
      {
        groups: {
          few: { clients: 1, publish: { topic: 'd', payload: '10MB', every: '1s' } },
          many: { clients: 999, subscribe: { filter: 'd' } },
        },
        measure: '1s',
      },
      target,
    );
    expect(packetsUnderWayBytes({ groups }, 2)).toBe(500 * 10e6);
  });
});

describe('bodies that connections keep at once', () => {
  const kept = (memory: HeldBytes) => {
    const body = new Body(KIB * KIB, memory);
    body.reset(null, true);
    return body;
  };
  const add = (body: Body, bytes: number) => body.add(Buffer.alloc(bytes), 0, bytes, false);

  it('have a limit in common', () => {
    const memory = held();
    const [one, other] = [kept(memory), kept(memory)];
    add(one, 60 * KIB);
    expect(() => add(other, 60 * KIB)).toThrow(BodiesTooLarge);
    one.forget();
    add(other, 60 * KIB);
    other.reset(null, true);
    add(other, 90 * KIB);
  });

  it('do not count where they are searched only', () => {
    const body = new Body(KIB * KIB, held());
    body.reset(Buffer.from('x'), false);
    for (let pieces = 0; pieces < 10; pieces++) add(body, 50 * KIB);
  });

  it('make the answer an unusable one', () => {
    const reader = new ResponseReader(KIB * KIB, held());
    reader.reset(null, true);
    const head = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n');
    reader.read(head, 0, head.length);
    expect(() => reader.read(Buffer.alloc(150 * KIB), 0, 150 * KIB)).toThrow(
      'kept at the same time, it takes more than 0.1 MiB',
    );
  });
});
