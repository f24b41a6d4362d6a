import { createHash } from 'node:crypto';
import type { Fingerprint } from './results.ts';

/** Twelve hex digits over the environment, in the order of its keys. */
export const environmentHash = (environment: Fingerprint['environment']): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 12);
