/** Groups of MQTT clients, as the judge sees them. */
import type { MeasuredRun } from '../../load/mqtt/result.ts';
import type { KindOfLoad } from '../kind-of-load.ts';
import { evidenceOf, latencyEvidence, samplesOf } from './evidence.ts';
import { FIGURE_RULES } from './figures.ts';
import { whyMissing, whyNoLatency } from './missing.ts';
import { mostSamples } from './most-samples.ts';
import { type Scope, Scopes } from './scope.ts';

export const MQTT: KindOfLoad<'mqtt', MeasuredRun, Scope> = {
  scopes(run, observation) {
    const scopes = new Scopes(run, observation);
    return (window, group) => scopes.of(window, group);
  },
  part: 'group',
  parts: ({ groups }) => groups.map(({ name }) => name),
  /** Of one group they would be said twice. */
  groups: ({ plan: { groups } }) => (groups.length > 1 ? groups.map(({ name }) => name) : []),
  figures: FIGURE_RULES,
  whyNoLatency,
  whyMissing,
  samples: samplesOf,
  mostSamples,
  evidence: evidenceOf,
  latencyEvidence,
};
