/** What a kind of load does in an agent; phases, pacing and reporting are the same for all (`agent/agent.ts`). */
import type { KindTypes } from './kind.ts';
import type { Slice } from './messages.ts';
import type { WindowTimes } from './windows.ts';

export interface Work<K extends KindTypes> {
  /** Clients that are there. */
  readonly present: number;
  /** Whether the clients stay for another run. */
  readonly stays: boolean;
  /** When `turn` has something to do next; Infinity = nothing is due. */
  readonly nextUs: number;
  /** Does what is due until then, or a part of it so that reads get their turn. */
  turn(untilUs: number): void;
  /** Resolves when each client is there or has failed. Rejects with `CannotCarryOut`. */
  prepare(slice: Slice<K['plan']>): Promise<void>;
  begin(times: RunTimes): void;
  /** The measure phase ends at `atUs`: nothing that is due from then on is measured, nor sent on a schedule. */
  cutShort(atUs: number): void;
  /** A message that only this kind has. */
  heard?(message: K['toAgent']): void;
  /** What happened since this was last called. */
  takeSecond(): K['second'];
  /**
   * At the end of the drain: does what fell due meanwhile. True when some of the run's work began too late by our own
   * doing: its answers get the drain time once more, since they are not the target's fault.
   */
  catchUp(atUs: number): boolean;
  /** Ends what belongs to this run alone. */
  end(): K['report'];
  /** After the report was made: closes connections that the run does not need any more. Absent: `end` did. */
  leave?(): Promise<void>;
}

/** The instants of one run, microseconds of the monotonic clock. */
export interface RunTimes {
  readonly startUs: number;
  readonly measureStartUs: number;
  /** Of the measure phase; exclusive. */
  readonly measureEndUs: number;
  readonly windows: WindowTimes;
}

/** What the agent does for the work of its kind. */
export interface WorkPlace<K extends KindTypes> {
  /** A message that only this kind has. */
  say(message: K['fromAgent']): void;
  /** `nextUs` became earlier. */
  wake(): void;
  /** Does something then, unless the run is over before. */
  at(timeUs: number, action: () => void): void;
}

/** The plan cannot be carried out; the message is for the user. */
export class CannotCarryOut extends Error {
  override readonly name = 'CannotCarryOut';
}
