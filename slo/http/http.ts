/** Virtual users of a site, as the judge sees them; what has groups there has tasks here. */
import type { MeasuredHttpRun } from '../../load/http/result.ts';
import type { KindOfLoad } from '../kind-of-load.ts';
import { evidenceOf, latencyEvidence, samplesOf } from './evidence.ts';
import { FIGURE_RULES } from './figures.ts';
import { whyMissing, whyNoLatency } from './missing.ts';
import { mostSamples } from './most-samples.ts';
import { type HttpScope, httpScope } from './scope.ts';

export const HTTP: KindOfLoad<'http', MeasuredHttpRun, HttpScope> = {
  scopes: (run, observation) => (window, task) => httpScope(run, observation, window, task),
  part: 'task',
  parts: ({ tasks }) => tasks.map(({ name }) => name),
  groups: ({ plan }) => plan.tasks.map(({ name }) => name),
  figures: FIGURE_RULES,
  whyNoLatency,
  whyMissing,
  samples: samplesOf,
  mostSamples,
  evidence: evidenceOf,
  latencyEvidence,
};
