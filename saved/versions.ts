/** Of the files that are saved; apart from their schemas, since zod takes a while to load. */
export const RESULTS_VERSION = 1;
export const BASELINE_VERSION = 1;
export const COMPARISON_VERSION = 1;
export const BISECT_VERSION = 1;

const MOST_SHOWN = 60;
/** A version that is none, on one line. */
export function versionText(version: unknown): string {
  if (version === undefined) return 'none';
  if (version !== null && typeof version === 'object') return Array.isArray(version) ? 'a list' : 'an object';
  return JSON.stringify(version).slice(0, MOST_SHOWN);
}
