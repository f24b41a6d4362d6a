/**
 * What the results of all kinds of load have. Plain data, JSON-safe; latencies are HDR histograms in microseconds in
 * the standard compressed base64 form, so they can be merged and read again later.
 */
import { z } from 'zod';
import { list, type PlainData } from './plain-data.ts';

/**
 * - `agent-died`: an agent process ended before its result.
 * - `interrupted`: the user or a time-out stopped the run.
 * - `preflight`: files, ports or memory do not suffice, or the target says that it does not take such a load; nothing was
 *   started.
 * - `target-never-came-up`: it did not answer before any load.
 */
export const invalidCause = z.literal(['agent-died', 'interrupted', 'preflight', 'target-never-came-up']);
export type InvalidCause = z.output<typeof invalidCause>;

const agentHealth = z.object({
  pid: z.number(),
  /** User + system, whole run. */
  cpuMs: z.number(),
  /** CPU over wall time in the measure phase, percent of one core. */
  cpuPercent: z.number(),
  maxRssBytes: z.number(),
  /** Busy share of the event loop in the measure phase, 0..1; idle polling turns are not busy. */
  loopUtilization: z.number(),
  /** Times the loop did not turn for 100 ms or more. */
  stalls: list(z.object({ atMs: z.number(), durationMs: z.number() })),
});
export type AgentHealth = PlainData<typeof agentHealth>;

/** How the generator of any kind fared. */
export const generatorFrame = {
  agents: z.number(),
  pacing: z.literal(['poll', 'timer']),
  perAgent: list(agentHealth),
  /** True: a closed loop filled the generator's core; the rate found is the generator's. */
  generatorBound: z.boolean(),
};
const frame = z.object(generatorFrame);
export type GeneratorFrame = PlainData<typeof frame>;

/** Of a run that was measured: what was wrong with the target. */
export const targetStanding = {
  /** What the target did wrong, in words: 'broker closed 312 connections at 12.4 s'. Empty when nothing. */
  targetFaults: list(z.string()),
  /** Why the target gave no answer after the drain: it died or hangs. Null when it is well. */
  targetDown: z.string().nullable(),
  /** When the test started the target again, in ms after the start of the measure phase. Absent: it did not. */
  restartsMs: list(z.number()).exactOptional(),
  /** It was ended from outside before its end; the plan beside it is the part that was carried out. Absent: it was not. */
  interrupted: z.object({ afterMs: z.number(), ofMs: z.number() }).exactOptional(),
};

/** Of a run that has nothing to judge, so that no p99 can be misread from it. */
export const invalidFrame = { status: z.literal('invalid'), cause: invalidCause, reason: z.string() };
