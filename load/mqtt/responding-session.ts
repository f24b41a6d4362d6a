/** A client that answers requests: what one read brings is answered in one write. */
import type { GroupSlice } from './group-slice.ts';
import { RETAIN } from './packets.ts';
import type { Connection, Responder } from './respond/responder.ts';
import { Session } from './session.ts';

export class RespondingSession extends Session implements Connection {
  readonly #responder: Responder;
  #rests = false;
  #whenUnsubscribed: (() => void) | null = null;

  constructor(group: GroupSlice, position: number, responder: Responder) {
    super(group, position);
    this.#responder = responder;
  }

  override open(intendedUs: number): void {
    this.#rests = false;
    super.open(intendedUs);
  }

  rest(resting: boolean): void {
    if (resting === this.#rests) return;
    this.#rests = resting;
    if (resting) this.socket?.pause();
    else this.socket?.resume();
  }

  /** No more requests come to it once this resolves: those on their way come before the UNSUBACK. */
  unsubscribe(packet: Buffer): Promise<void> {
    if (!this.ready) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenUnsubscribed = resolve;
      this.socket!.write(packet);
    });
  }

  override unsuback(): void {
    if (this.#whenUnsubscribed === null) super.unsuback();
    this.#whenUnsubscribed?.();
    this.#whenUnsubscribed = null;
  }

  override end(...ended: Parameters<Session['end']>): void {
    super.end(...ended);
    this.#whenUnsubscribed?.();
    this.#whenUnsubscribed = null;
    this.#responder.lost(this.position);
  }

  protected override take(length: number): void {
    super.take(length);
    this.#responder.readEnds(this.position);
  }

  /** What the broker had kept is no request of now. */
  protected override delivered(
    frames: Buffer,
    first: number,
    from: number,
    to: number,
    propertiesFrom: number,
  ): void {
    if ((first & RETAIN) !== 0) return;
    this.#responder.arrived(this.position, frames, propertiesFrom, from, to, this.readUs);
  }
}
