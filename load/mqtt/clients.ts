/** The clients of one group in one agent: a session each. */
import type { GroupSlice } from './group-slice.ts';
import { Session } from './session.ts';

/** A PINGREQ goes out at this share of the keep-alive. */
const PING_AT = 0.75;

export class Clients {
  readonly group: GroupSlice;
  readonly sessions: readonly Session[];

  constructor(group: GroupSlice) {
    this.group = group;
    this.sessions = Array.from(group.indices, (_, position) => new Session(group, position));
    for (const session of this.sessions) group.links.push(session);
  }

  /** PINGREQ before the keep-alive runs out (OASIS MQTT 3.1.2.10). */
  keepAlive(atUs: number): void {
    if (this.group.plan.connect.keepAliveS === 0) return;
    for (const session of this.sessions) {
      const dueUs = session.keepAliveS * 1e6 * PING_AT;
      if (dueUs > 0 && session.ready && atUs - session.lastWriteUs > dueUs) session.ping(atUs);
    }
  }

  /** Ends all sessions, and counts none that is not there yet: it was not given its time. */
  abandon(): void {
    for (const session of this.sessions) if (!session.ready) session.abandon();
    this.leave('');
  }

  /** Ends all sessions in order; one that is not there yet has failed, not connected `when`. */
  leave(when: string): void {
    this.group.publisher?.close();
    for (const session of this.sessions) {
      if (session.ready) this.group.recorder.connected--;
      session.leave(when);
    }
  }
}
