/** Users who log in at a page look at pages; a load of an API makes requests. */
import type { SavedHttpPlan } from '../../load/http/plan.ts';
import type { HttpRunResult } from '../../load/http/result.ts';
import type { Cell } from '../../saved/cell.ts';
import type { FigureNames } from '../figure-names.ts';

export interface Words {
  readonly work: 'pages' | 'requests';
  readonly one: 'page' | 'request';
}

const PAGES: Words = { work: 'pages', one: 'page' };
const REQUESTS: Words = { work: 'requests', one: 'request' };

export const wordsOf = (cells: readonly Cell<HttpRunResult>[]): Words =>
  wordsFor(cells.flatMap(({ runs }) => runs.map(({ result }) => result.plan)));

export const wordsFor = (plans: readonly SavedHttpPlan[]): Words =>
  plans.length > 0 && plans.every(({ login }) => !login?.page) ? REQUESTS : PAGES;

export const namesIn = ({ work }: Words): FigureNames => ({
  latencies: [{ family: 'http', name: 'response', short: 'response', percentiles: ['p50', 'p95', 'p99'] }],
  work,
  workShort: work,
  done: 'served',
  offered: null,
  achieved: 'http.rate',
  failed: { metric: 'http.failed', name: 'failed' },
});

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
