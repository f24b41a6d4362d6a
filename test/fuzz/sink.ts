/** What stands in the place of a socket: it takes whatever is written, and its bytes come from the fuzz. */
import { filtersOf } from '../../load/mqtt/group.ts';
import type { GroupPlan } from '../../load/mqtt/plan.ts';
import type { Session } from '../../load/mqtt/session.ts';
import { SLAB } from '../../load/socket/open-socket.ts';
import type { Wire } from '../../load/socket/wire.ts';

export class Sink implements Wire {
  /** As if nobody read what is written. */
  writableLength = 0;
  destroyed = false;
  write(): void {}
  end(): void {
    this.destroyed = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
  pause(): void {}
  resume(): void {}
}

export const CONNACK = { 4: Buffer.from([0x20, 2, 0, 0]), 5: Buffer.from([0x20, 3, 0, 0, 0]) };
const SUBACK = { 4: Buffer.from([0x90, 3, 0, 1]), 5: Buffer.from([0x90, 4, 0, 1, 0]) };

/** Bytes from the broker. */
export function give(session: Session, bytes: Buffer): void {
  bytes.copy(SLAB);
  session.bytesRead(bytes.length);
}

const STEPS = ['connack', 'suback', 'ready'] as const;

/** Connects a session of `plan` over the sink, as far as `to`. @throws Error where it does not come that far */
export function connect(
  session: Session,
  plan: GroupPlan,
  sink: Sink,
  to: (typeof STEPS)[number] = 'ready',
): void {
  const { protocolVersion } = plan.connect;
  session.socket = sink;
  session.phase = 'tcp';
  session.established('tcp');
  session.opened();
  if (to !== 'connack') give(session, CONNACK[protocolVersion]);
  // The QoS that it asks for.
  const granted = Buffer.from([filtersOf(plan)[0]!.qos]);
  if (to === 'ready') give(session, Buffer.concat([SUBACK[protocolVersion], granted]));
  if (phaseOf(session) !== to) throw new Error(`${to} was expected, got ${session.phase}`);
}

/** It changes with what is read. */
export const phaseOf = ({ phase }: Session): Session['phase'] => phase;
