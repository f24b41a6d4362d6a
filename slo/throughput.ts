/** Whose doing is a rate, or a count, below its bound? */
import { type Attribution, disturbed, fail, invalid } from './attribution.ts';
import { holds } from './bound.ts';
import type { Evidence } from './evidence.ts';
import { excused } from './excuses.ts';
import type { FigureBreach } from './figure-rule.ts';

/** In the unit of the metric. */
export interface Throughput {
  /** Had everything the plan asks for been done; null where it asks for no rate. */
  readonly planned: number | null;
  /** What to change where the plan asks for too little. */
  readonly unplanned: string;
  /** Had the generator done what it left undone. */
  readonly atBest: number;
  /** In a closed loop a pause is work that is never done; in an open one it is done late. */
  readonly closed: boolean;
}

export function attributeThroughput(
  evidence: Evidence,
  { operator, limit }: FigureBreach,
  { planned, unplanned, atBest, closed }: Throughput,
): Attribution {
  if (operator.startsWith('<')) return fail();
  if (planned !== null && !holds(operator, planned, limit)) return invalid(unplanned);
  if (holds(operator, atBest, limit)) {
    const unsent = `the generator left the rest undone; add agents or ${evidence.lighter}`;
    return disturbed(evidence.notOffered ?? unsent);
  }
  const { window, targetFault } = evidence;
  const judgedMs = window.toMs - window.fromMs;
  const excuse = excused(evidence, window, ({ totalMs }) => {
    const workedMs = Math.max(1, judgedMs - totalMs);
    return closed && holds(operator, (atBest * judgedMs) / workedMs, limit);
  });
  return excuse ?? fail(targetFault ?? '');
}
