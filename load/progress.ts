/** Where a run stands, once a second while it goes on; for the eye only. */
import type { PhasesPlan, Protocol } from './plan.ts';

export interface Progress {
  readonly phase: 'connect' | 'warm-up' | 'measure' | 'drain';
  readonly secondsInPhase: number;
  readonly phaseSeconds: number;
  readonly clients: number;
  readonly connected: number;
  /** Of virtual users, `clients` are users and `sentPerSecond` requests begun. */
  readonly protocol: Protocol;
  readonly sentPerSecond: number;
  readonly receivedPerSecond: number;
  readonly p99Ms: number | null;
  /**
   * Since the load began: messages that later ones of their publisher overtook, requests that failed. Null where nothing
   * tells before the end.
   */
  readonly lost: number | null;
  /** Until the end of the drain; null while clients connect. */
  readonly secondsLeft: number | null;
}

/** The phase in which second `second` after the start ended. */
export function phaseAt(
  { warmupMs, measureMs, drainMs }: PhasesPlan,
  second: number,
): Pick<Progress, 'phase' | 'secondsInPhase' | 'phaseSeconds' | 'secondsLeft'> {
  const ms = (second + 1) * 1000;
  const [phase, fromMs, lengthMs] =
    ms <= warmupMs
      ? (['warm-up', 0, warmupMs] as const)
      : ms <= warmupMs + measureMs
        ? (['measure', warmupMs, measureMs] as const)
        : (['drain', warmupMs + measureMs, drainMs] as const);
  return {
    phase,
    secondsInPhase: (ms - fromMs) / 1000,
    phaseSeconds: lengthMs / 1000,
    secondsLeft: Math.max(0, warmupMs + measureMs + drainMs - ms) / 1000,
  };
}
