/** The wills of the clients of one group in one agent: what each CONNECT says of them, and how each connection ended. */
import { stamp, stampOnce } from '../payload.ts';
import { fillTemplate } from '../template.ts';
import { type RunValues, valuesOf } from './client-values.ts';
import type { Will } from './connect-packet.ts';
import { sizeOf } from './payload/sizes.ts';
import { PayloadText } from './payload/text.ts';
import type { GroupPlan, WillPlan } from './plan.ts';

/** A connection that ended without DISCONNECT, by plan. */
export interface Drop {
  readonly position: number;
  /** Of the connection, among those of its client. */
  readonly connection: number;
  readonly atUs: number;
  /** When the next CONNECT that the broker accepted was written; Infinity: never. */
  readonly backUs: number;
  /** That one took up the session. */
  readonly kept: boolean;
}

/** What the clients say of their wills at the end, by position in the slice. */
export interface WillsAccount {
  /** CONNECTs with a will. */
  readonly connections: Uint32Array;
  readonly drops: readonly Drop[];
  /** Connections that ended with DISCONNECT: their wills are void (OASIS MQTT 3.1.2.5). */
  readonly left: readonly Pick<Drop, 'position' | 'connection'>[];
}

/**
 * Wills have numbers of their own in the header of a payload: those of their clients in the plan, after the numbers of all
 * that is published. `senders`: see `sendersIn`.
 */
export const willNumber = (client: number, senders: number): number => senders + client;

export class Wills {
  readonly #group: GroupPlan;
  readonly #plan: WillPlan;
  readonly #indices: Uint32Array;
  readonly #run: RunValues & { readonly tag: number; readonly senders: number };
  readonly #text: PayloadText | null;
  readonly #connections: Uint32Array;
  readonly #drops: Drop[] = [];
  /** The place in `#drops` of clients that are away. */
  readonly #away = new Map<number, number>();
  readonly #left: Pick<Drop, 'position' | 'connection'>[] = [];

  constructor(
    group: GroupPlan,
    plan: WillPlan,
    indices: Uint32Array,
    run: RunValues & { readonly tag: number; readonly senders: number },
  ) {
    this.#group = group;
    this.#plan = plan;
    this.#indices = indices;
    this.#run = run;
    const { name, clients } = group;
    this.#text =
      plan.payload?.kind === 'text' ? new PayloadText(plan.payload, { group: name, clients, run }) : null;
    this.#connections = new Uint32Array(indices.length);
  }

  /** That of the next connection. */
  next(position: number, atUs: number): Will {
    const { topic, qos, retain, delayS } = this.#plan;
    const values = valuesOf(this.#group, this.#indices[position]!, this.#run);
    const payload = this.#payload(position, this.#connections[position]!++, atUs);
    return { topic: fillTemplate(topic, values), payload, qos, retain, delayS };
  }

  dropped(position: number, atUs: number): void {
    this.#away.set(position, this.#drops.length);
    this.#drops.push({
      position,
      connection: this.#connections[position]! - 1,
      atUs,
      backUs: Number.POSITIVE_INFINITY,
      kept: false,
    });
  }

  /** It said DISCONNECT. */
  left(position: number): void {
    this.#left.push({ position, connection: this.#connections[position]! - 1 });
  }

  /** The broker accepted the next CONNECT, written at `atUs`. */
  back(position: number, kept: boolean, atUs: number): void {
    const at = this.#away.get(position);
    if (at === undefined) return;
    this.#away.delete(position);
    this.#drops[at] = { ...this.#drops[at]!, backUs: atUs, kept };
  }

  account(): WillsAccount {
    return { connections: this.#connections, drops: this.#drops, left: this.#left };
  }

  #payload(position: number, connection: number, atUs: number): Buffer {
    const client = this.#indices[position]!;
    const number = willNumber(this.#group.firstClient + client, this.#run.senders);
    if (this.#text) {
      const buffer = Buffer.alloc(this.#text.mostBytes);
      return buffer.subarray(0, this.#text.write(buffer, 0, { client, number }, atUs, connection, 0));
    }
    const { payload, payloadBytes } = this.#plan;
    const bytes = payload?.kind === 'sizes' ? sizeOf(payload, number, connection) : payloadBytes;
    const buffer = Buffer.alloc(bytes, 0x2e);
    stampOnce(buffer, this.#run.tag, number);
    stamp(buffer, 0, bytes, atUs, connection, 0);
    return buffer;
  }
}
