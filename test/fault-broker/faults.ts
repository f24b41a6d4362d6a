/** What the fault broker does wrong, in exact amounts, and its own record of what it did. */
import type { IConnackPacket } from 'mqtt-packet';

export interface Faults {
  /** Which messages the amounts fall on; default 1. */
  readonly seed?: number;
  /**
   * The amounts are spread over the first so many messages of each of so many publishers, silenced ones aside: in
   * whatever order sockets are read, the rest of a publisher's messages come after those that are held back.
   */
  readonly over?: { readonly publishers: number; readonly messages: number };
  /** Acknowledged, not forwarded. */
  readonly drop?: number;
  /** Forwarded twice; every second copy comes late, after the publisher's next message. */
  readonly duplicate?: number;
  /** Forwarded after the publisher's next message: out of order by RFC 4737, one each. */
  readonly reorder?: number;
  /** Forwarded, never acknowledged. */
  readonly withholdPuback?: number;
  /** Each PUBACK is written so much later. */
  readonly pubackAfterMs?: number;
  /** Bytes that are written at these moments besides what MQTT asks for, in hex. */
  readonly says?: {
    readonly clients: RegExp;
    readonly beforeConnack?: string;
    readonly afterConnack?: string;
    readonly afterSuback?: string;
  };
  /** Publishers, by client id, none of whose messages is forwarded. */
  readonly silence?: RegExp;
  /** Each message is held for one of these, drawn by the seed; a publisher's messages keep their order. */
  readonly delaysMs?: readonly number[];
  /** Counted from the first PUBLISH: neither reads nor writes. */
  readonly stall?: { readonly afterMs: number; readonly forMs: number };
  /** Counted from the first PUBLISH: never reads a socket again. */
  readonly stopReadingAfterMs?: number;
  /** CONNACK with this return or reason code (OASIS MQTT 3.2.2.3, MQTT 5 3.2.2.2). */
  readonly refuse?: { readonly clients: RegExp; readonly code: number };
  /** A CONNECT of the other version is closed without an answer. */
  readonly speaksOnly?: 4 | 5;
  /** What a CONNACK of MQTT 5 says that it takes (OASIS MQTT 5 3.2.2.3). */
  readonly limits?: IConnackPacket['properties'];
  /** Topics go out by alias, as far as the client's Topic Alias Maximum reaches (OASIS MQTT 5 3.3.2.3.4). */
  readonly aliases?: true;
  /** CONNECT is read and never answered. */
  readonly ignoreConnect?: RegExp;
  /** Of these clients, by id: wills that are not published, published twice, published although they said DISCONNECT. */
  readonly wills?: { readonly lost?: RegExp; readonly twice?: RegExp; readonly unasked?: RegExp };
  /** The connection is closed instead of taking message number `afterMessages` + 1. */
  readonly close?: { readonly clients: RegExp; readonly afterMessages: number };
}

export interface FaultRecord {
  connected: number;
  refused: number;
  /** PUBLISHes received. */
  published: number;
  /** PUBLISHes written to subscribers, copies and retained ones included. */
  delivered: number;
  /** Of those received and of those written: the ones that had an alias in place of a topic. */
  publishedByAlias: number;
  deliveredByAlias: number;
  /** DISCONNECTs with reason code 148 (OASIS MQTT 5 3.14.2.1). */
  aliasesRefused: number;
  dropped: number;
  duplicated: number;
  reordered: number;
  pubacksWithheld: number;
  closed: number;
  /** Most PUBLISHes of one client that wait for their PUBACK. */
  mostUnacknowledged: number;
  pings: number;
  /** DISCONNECTs that end a session with its connection (OASIS MQTT 5 3.14.2.2.2). */
  forgotten: number;
  /** Messages and copies still waiting for their publisher's next one: 0, or the amounts were not met. */
  held: number;
  /** From the read to the last write of each forwarded message, as really done. */
  delaysUs: number[];
  stallsUs: number[];
}

export const emptyRecord = (): FaultRecord => ({
  connected: 0,
  refused: 0,
  published: 0,
  delivered: 0,
  publishedByAlias: 0,
  deliveredByAlias: 0,
  aliasesRefused: 0,
  dropped: 0,
  duplicated: 0,
  reordered: 0,
  pubacksWithheld: 0,
  closed: 0,
  mostUnacknowledged: 0,
  pings: 0,
  forgotten: 0,
  held: 0,
  delaysUs: [],
  stallsUs: [],
});

export type Amount = 'drop' | 'duplicate' | 'reorder' | 'withholdPuback';

/** mulberry32: the same seed, the same faults. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Position in the stream of those PUBLISHes to the fault that befalls it; no message has two. Throws RangeError. */
export function spread(faults: Faults): Map<number, Amount> {
  const wanted: Amount[] = (['drop', 'duplicate', 'reorder', 'withholdPuback'] as const).flatMap((kind) =>
    new Array<Amount>(faults[kind] ?? 0).fill(kind),
  );
  const { publishers, messages } = faults.over ?? { publishers: 0, messages: 0 };
  const over = publishers * messages;
  if (wanted.length > over) {
    throw new RangeError(`${wanted.length} faults need as many messages; got ${over}. Raise \`over\`.`);
  }
  const draw = random(faults.seed ?? 1);
  const fates = new Map<number, Amount>();
  for (const fate of wanted) {
    let position: number;
    do position = Math.floor(draw() * over);
    while (fates.has(position));
    fates.set(position, fate);
  }
  return fates;
}
