/** The clients of one group in one agent: a session each. */
import { nowUs } from '../clock.ts';
import type { GroupSlice } from './group-slice.ts';
import type { LeavesBy } from './phase.ts';
import { Session } from './session.ts';
import { SlowSession } from './slow-session.ts';

/** A PINGREQ goes out at this share of the keep-alive. */
const PING_AT = 0.75;
/** All clients are looked through at least so often, and ten times a shortest keep-alive. */
const MOST_SWEEP_US = 1e6;
const SWEEPS_A_KEEP_ALIVE = 10;

export class Clients {
  readonly group: GroupSlice;
  readonly sessions: readonly Session[];
  #nextSweepUs = 0;

  constructor(group: GroupSlice) {
    this.group = group;
    this.sessions = sessionsOf(group);
    for (const session of this.sessions) group.links.push(session);
    group.returns?.serve(this.sessions);
  }

  /** PINGREQ before the keep-alive runs out (OASIS MQTT 3.1.2.10); the broker's own counts where it names one. */
  keepAlive(atUs: number): void {
    if (atUs < this.#nextSweepUs) return;
    let sweepUs = MOST_SWEEP_US;
    for (const session of this.sessions) {
      const keepAliveUs = session.keepAliveS * 1e6;
      if (keepAliveUs === 0 || !session.ready) continue;
      if (atUs - session.lastWriteUs > keepAliveUs * PING_AT) session.ping(atUs);
      sweepUs = Math.min(sweepUs, keepAliveUs / SWEEPS_A_KEEP_ALIVE);
    }
    this.#nextSweepUs = atUs + sweepUs;
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
  const { indices, readPace } = group;
  if (readPace === null) return Array.from(indices, (_, position) => new Session(group, position));
  const sessions = Array.from(indices, (_, position) => new SlowSession(group, position, readPace));
  readPace.serve(sessions);
  return sessions;
}
