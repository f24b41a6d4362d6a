import type { HeldBytes } from '../held-bytes.ts';
import type { RunIdentity } from '../kind.ts';
import type { Attempts } from './attempts.ts';
import type { Payload } from './payload/plan.ts';
import type { Decision } from './respond/scaling.ts';
import type { Askers } from './subscriber.ts';

/** What the clients of all groups have in common. */
export interface GroupsRun extends RunIdentity {
  /** Numbers that payloads of the plan carry. */
  readonly senders: number;
  /** Of all publishers. */
  readonly payloads: readonly Payload[];
  /** Whose messages are requests. Default: nobody's. */
  readonly askers?: readonly Askers[];
  /** How long messages of the plan wait for a subscriber, at the least. Infinity: none expires. */
  readonly expiryUs: number;
  /** Larger ones end the connection. */
  readonly maximumPacketBytes: number;
  /** Of all clients of the agent. */
  readonly held?: HeldBytes;
  readonly attempts: Attempts;
  readonly destinations?: number;
  /** Something is due sooner than was known. */
  readonly wake: () => void;
  /** A pool changes its size. */
  readonly onDecision?: (decision: Decision) => void;
}
