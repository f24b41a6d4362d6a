/** When the users of a hold joined. Their agents live on from hold to hold, and so do the records of their stalls. */
import { statisticMs } from '../statistic.ts';
import type { HttpScope } from './scope.ts';

/** The longest wait for the site to serve what queued up, before a measurement begins. */
const DIGESTED_WITHIN_MS = 60_000;
/** How long an attempt may take: two pages and the time until the next one. */
const PAGES = 2;

export function joiningOf(scope: HttpScope): { fromMs: number; toMs: number; tookMs: number } {
  const { login, plan } = scope.run;
  const spawnMs = plan.spawnPerSecond === null ? 0 : ((login.attempted - 1) / plan.spawnPerSecond) * 1000;
  const response = scope.histogram('login');
  const longestMs = response ? statisticMs(response, 'max') : 0;
  const attempts = plan.login?.attempts ?? 1;
  const failingMs = login.failed > 0 ? attempts * PAGES * plan.timeoutMs + 1000 * 2 ** (attempts - 1) : 0;
  const tookMs = Math.max(0, spawnMs) + Math.max(longestMs, failingMs);
  return { fromMs: -plan.warmupMs - DIGESTED_WITHIN_MS - tookMs, toMs: -plan.warmupMs, tookMs };
}
