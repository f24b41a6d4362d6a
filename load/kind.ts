/**
 * What a kind of load brings to a run; the rest is the same for all (`fleet/conductor.ts`). Its agents' side is `Work`.
 */
import type { Interruption } from './cut-short.ts';
import type { AgentReport } from './generator.ts';
import type { AnyPlan } from './plan.ts';
import type { Progress } from './progress.ts';
import type { GeneratorFrame, InvalidCause } from './result.ts';
import type { LiveFigures } from './so-far.ts';

export type Pacing = GeneratorFrame['pacing'];

/** The data that a kind of load is made of. */
export interface KindTypes {
  readonly plan: AnyPlan;
  /** What an agent tells of a second. */
  readonly second: unknown;
  /** What an agent tells of a run at its end. */
  readonly report: object;
  readonly series: unknown;
  readonly result: unknown;
  /** Messages besides those of all kinds (`messages.ts`); never = there are none. */
  readonly toAgent: unknown;
  readonly fromAgent: unknown;
}

/** Two runs at the same time, or one after the other at the same target, differ in both. */
export interface RunIdentity {
  /** 1 to 65,535. */
  readonly tag: number;
  /** Letters and digits. */
  readonly name: string;
}

/** What a plan asks of the machine that the load comes from. */
export interface Demand {
  /** Open at once. */
  readonly connections: number;
  /** Of all connections, and what is kept for them. */
  readonly memoryBytes: number;
  /** Connections that come from addresses the user names; absent: none does. */
  readonly named?: readonly NamedSources[];
}

/** Connections of a part of the load. */
export interface NamedSources {
  readonly connections: number;
  /** Addresses, ranges, interfaces. */
  readonly from: readonly string[];
}

/** Why a run has nothing to judge. */
export interface Obstacle {
  readonly cause: InvalidCause;
  /** For the user. */
  readonly reason: string;
}

export interface Kind<K extends KindTypes> {
  demand(plan: K['plan']): Demand;
  /** For plans that leave it open. `spareCpus`: CPUs that neither an agent nor a target on this machine needs. */
  pacing(spareCpus: number): Pacing;
  /** What the plan needs of this machine and is not there, like a file; null = nothing. */
  whyNotHere?(plan: K['plan'], run: RunIdentity): string | null;
  /** Asks the target once. null = it answers; otherwise what came in place of an answer. */
  whyNoAnswer(plan: K['plan'], run: RunIdentity): Promise<string | null>;
  /** Says of a target that did not answer before the load: what is required, what came, what to do. */
  unreachable(plan: K['plan'], got: string): string;
  /** Asks a target that answers, before any load, what speaks against the plan. null = nothing does. */
  whyUnfit?(plan: K['plan'], run: RunIdentity): Promise<Obstacle | null>;
  /** No client is due before the load begins, so agents may prepare one after the other. Absent: they do so together. */
  mayPrepareInTurn?(plan: K['plan']): boolean;
  /** Waits, once all clients are there, until the load may begin; at most until `signal`. */
  beforeStart?(plan: K['plan'], signal: AbortSignal): Promise<void>;
  /** Gathers what agents tell while a run goes on. */
  record(plan: K['plan']): RunRecord<K>;
  measured(run: MeasuredParts<K>): K['result'];
  invalid(run: InvalidParts<K>): K['result'];
  /** The series of a run that came to no agents. */
  readonly noSeries: K['series'];
}

/** What is gathered of one run. */
export interface RunRecord<K extends KindTypes> {
  /** Clients there are to be when the load begins. */
  readonly expected: number;
  /** What one agent tells of second `second` after the start. */
  second(second: number, told: K['second']): void;
  /** Where the run stands at the end of a second that all agents have told of. */
  progress(second: number): Progress;
  /** Of the measure phase so far. */
  readonly figures: LiveFigures;
  /**
   * When all that the plan asks for was done, in whole ms after the start of the measure phase; null = it is not. `second`: the last
   * one that all agents have told of. Absent: the load lasts as long as the plan says.
   */
  doneMs?(second: number): number | null;
  /** A message that only this kind has. */
  heard?(message: K['fromAgent'], agents: ToldAgents<K>): void;
  /** `plan`: as it was carried out. `withSamples`: with the latencies of each second. */
  series(plan: K['plan'], withSamples: boolean): K['series'];
}

/** The agents of a run under way, for messages that only this kind has. */
export interface ToldAgents<K extends KindTypes> {
  readonly count: number;
  /** When the load began. */
  readonly startUs: number;
  /** The next instant that a message to all agents reaches each of them before. */
  soonUs(): number;
  /** `message` is made for each agent: instants in it are ours plus `clockOffsetUs`. */
  tell(message: (clockOffsetUs: number) => K['toAgent']): void;
}

interface RunParts<K extends KindTypes> {
  /** As it was carried out, and as the user wrote it: its target is not looked up. */
  readonly plan: K['plan'];
  readonly run: RunIdentity;
  /** ISO 8601, wall clock: the start of the measure phase, or of the attempt. */
  readonly startedAt: string;
  readonly series: K['series'];
}

/** What a result is made from. */
export interface MeasuredParts<K extends KindTypes> extends RunParts<K> {
  readonly reports: readonly (K['report'] & AgentReport)[];
  readonly pacing: Pacing;
  readonly measureStartUs: number;
  /** How many the load had, host names with several addresses taken apart. */
  readonly destinations: number;
  /** Why the target gave no answer after the drain. */
  readonly targetDown: string | null;
  /** Null = it came to its end. */
  readonly interrupted: Interruption | null;
}

export interface InvalidParts<K extends KindTypes> extends RunParts<K> {
  readonly generator: GeneratorFrame;
  readonly cause: InvalidCause;
  readonly reason: string;
}
