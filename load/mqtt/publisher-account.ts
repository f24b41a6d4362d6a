/** What the clients of a publisher say of what they sent. */
import type { Ranges } from '../ranges.ts';

/** What the clients say of themselves at the end, by position in the slice. */
export interface PublisherAccount {
  readonly sent: Uint32Array;
  /** 1 = what is still due waits for the target: in-flight window, socket or connection. */
  readonly blocked: Uint8Array;
  /** Closed loop only, by window: first sequence number and one past the last. */
  readonly closedFrom: readonly Uint32Array[];
  readonly closedTo: readonly Uint32Array[];
  readonly unacknowledged: number;
  /** Sequence numbers that were sent more than once; positions without any are absent. */
  readonly again: ReadonlyMap<number, Ranges>;
  /** Of the further publications of the same clients; absent = there are none. */
  readonly also?: readonly PublisherAccount[];
}

/** One a publication, in the plan's order. */
export const accountsOf = (account: PublisherAccount | null): readonly PublisherAccount[] =>
  account === null ? [] : [account, ...(account.also ?? [])];
