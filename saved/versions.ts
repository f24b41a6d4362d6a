/** Of the files that are saved; apart from their schemas, since zod takes a while to load. */
export const RESULTS_VERSION = 1;
export const BASELINE_VERSION = 1;
export const COMPARISON_VERSION = 1;
export const BISECT_VERSION = 1;
