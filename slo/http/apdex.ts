/** Apdex 1.1: the share of satisfied users, and half of those who tolerate it. Failures frustrate. */

import { failedLocally } from '../../load/socket/causes.ts';
import { type Attribution, disturbed, fail, invalid } from '../attribution.ts';
import { holds } from '../bound.ts';
import { excused, touchedShare } from '../excuses.ts';
import type { FigureBreach } from '../figure-rule.ts';
import { LAG_MAJORITY } from '../limits.ts';
import { localFaults } from '../local-faults.ts';
import { countUpTo, statisticMs } from '../statistic.ts';
import { evidenceOf } from './evidence.ts';
import type { HttpScope } from './scope.ts';

interface Without {
  /** `http.service`: without our own lag. */
  readonly family?: 'http' | 'http.service';
  /** What each answer may have been delayed by, in ms. */
  readonly delayMs?: number;
  /** Failures that do not count. */
  readonly failures?: number;
}

/** Null where the plan gives no T. */
export function apdexOf(
  { run, failed, succeeded, histogram }: HttpScope,
  { family = 'http', delayMs = 0, failures = 0 }: Without = {},
): number | null {
  const { apdexMs } = run.plan;
  if (apdexMs === null) return null;
  const all = succeeded + failed - failures;
  const answers = histogram(family);
  if (!answers || all === 0) return 0;
  const satisfied = countUpTo(answers, apdexMs + delayMs);
  const tolerated = countUpTo(answers, 4 * apdexMs + delayMs) - satisfied;
  return (satisfied + tolerated / 2) / all;
}

export function attributeApdex(scope: HttpScope, { operator, limit, value }: FigureBreach): Attribution {
  if (operator.startsWith('<')) return fail();
  const evidence = evidenceOf(scope);
  const held = (without: Without): boolean => holds(operator, apdexOf(scope, without) ?? 0, limit);
  const failures = failedLocally(scope.failedBy);
  if (failures > 0 && held({ failures })) return invalid(localFaults(scope.failedBy, 'tasks') ?? '');
  if (lagIsOurs(scope) && held({ family: 'http.service', failures }))
    return disturbed(
      `without the generator's own schedule lag the bound is met; add agents or ${evidence.lighter}`,
    );
  const { fromMs, toMs } = scope.window;
  const excuse = excused(evidence, scope.window, (pauses) => {
    const touched = touchedShare(pauses, toMs - fromMs);
    return holds(operator, Math.min(1, value + touched), limit) && held({ delayMs: pauses.longestMs });
  });
  return excuse ?? fail(evidence.targetFault ?? '');
}

/** What lies between response and service is our lag, and not waiting of a busy user for the site. */
function lagIsOurs({ histogram }: HttpScope): boolean {
  const [response, service, lag] = (['http', 'http.service', 'schedule.lag'] as const).map(histogram);
  if (!response || !service || !lag) return false;
  const betweenMs = statisticMs(response, 'mean') - statisticMs(service, 'mean');
  return statisticMs(lag, 'mean') >= LAG_MAJORITY * betweenMs;
}
