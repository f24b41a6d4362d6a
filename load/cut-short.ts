/** A load that is ended from outside in its measure phase: what was measured until then is a result. Pure. */
import { count, duration } from '../text/format.ts';
import type { PhasesPlan } from './plan.ts';

/** How much of the measure phase was carried out, and how much was planned. */
export interface Interruption {
  readonly afterMs: number;
  readonly ofMs: number;
}

/** The part of the plan that was carried out. Windows that had not begun are empty. */
export function cutShort<Plan extends PhasesPlan>(plan: Plan, afterMs: number): Plan {
  const within = (ms: number): number => Math.min(ms, afterMs);
  const windows = plan.windows.map((window) => ({
    ...window,
    fromMs: within(window.fromMs),
    toMs: within(window.toMs),
  }));
  return { ...plan, measureMs: within(plan.measureMs), windows };
}

/** 'interrupted after 90 s of 30 min'. */
export const interruptionText = ({ afterMs, ofMs }: Interruption): string =>
  afterMs < ofMs
    ? `interrupted after ${shortly(afterMs)} of ${shortly(ofMs)}`
    : 'interrupted after the measure phase, in the drain';

const shortly = (ms: number): string => {
  if (ms < 120_000) return `${count(Math.round(ms / 1000))} s`;
  return ms % 60_000 === 0 ? `${count(ms / 60_000)} min` : duration(ms);
};
