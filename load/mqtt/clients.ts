/** The clients of one group in one agent: a session each. */
import { nowUs } from '../clock.ts';
import type { GroupSlice } from './group-slice.ts';
import type { LeavesBy } from './phase.ts';
import { RespondingSession } from './responding-session.ts';
import { Session } from './session.ts';
import { SlowSession } from './slow-session.ts';

export class Clients {
  readonly group: GroupSlice;
  readonly sessions: readonly Session[];

  constructor(group: GroupSlice) {
    this.group = group;
    this.sessions = sessionsOf(group);
    for (const session of this.sessions) group.links.push(session);
    group.returns?.serve(this.sessions);
    group.keepAlive.serve(this.sessions);
  }

  /** All that are there leave, and come back from `returnUs` on, at the group's ramp. */
  leaveUntil(returnUs: number): void {
    const { indices, plan } = this.group;
    const how = plan.leave ?? 'disconnect';
    const stepUs = plan.rampPerSecond === null ? 0 : 1e6 / plan.rampPerSecond;
    this.sessions.forEach((session, position) => {
      const atUs = nowUs();
      if (session.depart(atUs, how)) this.group.left(position, atUs, returnUs + indices[position]! * stepUs);
    });
  }

  /** Ends all sessions, and counts none that is not there yet: it was not given its time. */
  abandon(): void {
    for (const session of this.sessions) if (!session.ready) session.abandon();
    this.leave('', 'disconnect');
  }

  /** Ends all sessions; one that is not there yet has failed, not connected `when`. */
  leave(when: string, how: LeavesBy): void {
    this.group.returns?.stop();
    this.group.publisher?.close();
    this.group.subscriber?.absences?.close();
    for (const session of this.sessions) {
      if (session.ready) this.group.recorder.connected--;
      session.leave(when, how);
    }
  }
}

function sessionsOf(group: GroupSlice): Session[] {
  const { indices, readPace, responder } = group;
  if (responder !== null) {
    const sessions = Array.from(indices, (_, position) => new RespondingSession(group, position, responder));
    responder.serve(sessions);
    return sessions;
  }
  if (readPace === null) return Array.from(indices, (_, position) => new Session(group, position));
  const sessions = Array.from(indices, (_, position) => new SlowSession(group, position, readPace));
  readPace.serve(sessions);
  return sessions;
}
