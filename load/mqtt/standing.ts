/** How the clients of one group in one agent got in, and how they were thrown out. */
import { nowUs } from '../clock.ts';
import type { Recorder } from './recorder.ts';

/** Connections the target ended, or refused. */
export interface Ending {
  readonly cause: string;
  count: number;
  /** Monotonic clock. */
  readonly firstUs: number;
}

export class Standing {
  readonly failures = new Map<string, number>();
  readonly losses = new Map<string, Ending>();
  settled = 0;
  succeeded = 0;
  firstAttemptUs = 0;
  lastConnackUs = 0;
  /** Told when a client is connected or has failed. */
  onSettled: () => void = () => {};
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  accepted(atUs: number): void {
    if (atUs > this.lastConnackUs) this.lastConnackUs = atUs;
  }

  joined(): void {
    this.succeeded++;
    this.#recorder.connected++;
    this.#settle();
  }

  /** A client that was there before is there again. */
  returned(): void {
    this.#recorder.connected++;
  }

  ended(established: boolean, cause: string): void {
    if (established) {
      this.#recorder.connected--;
      this.refused(cause, nowUs());
      return;
    }
    this.failures.set(cause, (this.failures.get(cause) ?? 0) + 1);
    this.#settle();
  }

  /** Something the target did against the contract, counted by cause. */
  refused(cause: string, atUs: number): void {
    const ending = this.losses.get(cause);
    if (ending) ending.count++;
    else this.losses.set(cause, { cause, count: 1, firstUs: atUs });
  }

  #settle(): void {
    this.settled++;
    this.onSettled();
  }
}
