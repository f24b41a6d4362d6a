/** When work is due in an open loop, in words. */
import type { ArrivalsPlan } from '../load/arrivals-plan.ts';
import { setDuration } from '../text/format.ts';
import { asSet } from './spread.ts';

const MOMENTS = { jittered: ', jittered arrivals', poisson: ', Poisson arrivals' } as const;

/** '500/s for 10 s, then 2,000/s, Poisson arrivals'. */
export function arrivalsText({ steps, random }: ArrivalsPlan): string {
  const rates = steps.map(({ durationUs, perSecond }, at) => {
    const rate = `${asSet(perSecond)}/s`;
    return at === steps.length - 1 ? rate : `${rate} for ${setDuration(durationUs / 1000)}`;
  });
  return `${rates.join(', then ')}${random === null ? '' : MOMENTS[random]}`;
}
