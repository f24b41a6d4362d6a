/** The clients of one group in one agent: a session each. */
import type { GroupSlice } from './group-slice.ts';
import { Leaves } from './leaves.ts';
import type { LeavesBy } from './phase.ts';
import { RequestingSession } from './requesting-session.ts';
import { RespondingSession } from './responding-session.ts';
import { Session } from './session.ts';
import { SlowSession } from './slow-session.ts';

export class Clients {
  readonly group: GroupSlice;
  readonly sessions: readonly Session[];
  /** Null: its clients stay. */
  readonly leaves: Leaves | null;

  constructor(group: GroupSlice) {
    this.group = group;
    this.sessions = sessionsOf(group);
    const { cycle } = group.plan;
    this.leaves = cycle ? new Leaves(group, this.sessions, cycle) : null;
    for (const session of this.sessions) group.links.push(session);
    group.returns?.serve(this.sessions);
    group.keepAlive.serve(this.sessions);
  }

  /** Ends all sessions, and counts none that is not there yet: it was not given its time. */
  abandon(): void {
    for (const session of this.sessions) if (!session.ready) session.abandon();
    this.leave('', 'disconnect');
  }

  /** Ends all sessions; one that is not there yet has failed, not connected `when`. */
  leave(when: string, how: LeavesBy): void {
    for (const session of this.finish(when, how)) session.goodbye(how);
  }

  /** Ends all sessions as far as the run's account goes. Those of it whose connection stands until `goodbye`. */
  finish(when: string, how: LeavesBy): readonly Session[] {
    this.leaves?.stop();
    this.group.returns?.stop();
    this.group.publisher?.close();
    this.group.subscriber?.absences?.close();
    return this.sessions.filter((session) => {
      if (session.ready) this.group.recorder.connected--;
      return session.finish(when, how);
    });
  }
}

function sessionsOf(group: GroupSlice): Session[] {
  const { indices, readPace, requests, responder } = group;
  if (requests !== null)
    return Array.from(indices, (_, position) => new RequestingSession(group, position, requests));
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
