/**
 * What the plans of all kinds of load have: a plan is plain data (JSON), with every quantity in a named unit. It says
 * nothing about processes or machines: any slicing of it gives the same load.
 */
import { z } from 'zod';
import type { Kind } from '../metrics/kinds.ts';
import { list, type PlainData } from './plain-data.ts';

const windowPlan = z.object({ name: z.string(), fromMs: z.number(), toMs: z.number() });
/** Half-open interval of intended time, relative to the start of the measure phase. */
export type WindowPlan = PlainData<typeof windowPlan>;

/** The phases of a run, and how the generator goes about it. */
export const phases = {
  warmupMs: z.number(),
  measureMs: z.number(),
  drainMs: z.number(),
  /** The first is always `measure`, the whole phase. */
  windows: list(windowPlan),
  pacing: z.literal(['auto', 'poll', 'timer']),
  /** Agent processes; null = as many as open files ask for. */
  agents: z.number().nullable(),
};

const phasesPlan = z.object(phases);
export type PhasesPlan = PlainData<typeof phasesPlan>;

export const targetAddress = z.object({ url: z.string(), host: z.string(), port: z.number() });
/** Where the load goes. */
export type TargetAddress = PlainData<typeof targetAddress>;

/** Where a load goes that has several destinations. */
export const targets = {
  target: targetAddress,
  /** Further ones: the clients of a group go round all, by their number in the group. */
  alsoTargets: list(targetAddress).exactOptional(),
};

/** The kinds of load, by the name that plans and results carry. */
export type Protocol = Kind;

/** What the plans of all kinds of load have. */
export interface AnyPlan extends PhasesPlan {
  readonly protocol: Protocol;
  readonly target: TargetAddress;
  readonly alsoTargets?: readonly TargetAddress[];
}
