/** What is mutated with which tests: those of the same room, since what others notice of it by chance is no test. */
export interface MutatedRoom {
  /** Files, as globs without braces: Stryker splits its list at commas. */
  readonly code: readonly string[];
  readonly tests: readonly string[];
}

export const MUTATED = {
  statistics: { code: ['statistics/*.ts'], tests: ['test/statistics/*.test.ts'] },
  accounting: {
    code: ['load/schedule.ts', 'load/sequence-tracker.ts', 'load/ranges.ts', 'load/mqtt/ledger.ts'],
    tests: ['test/load/{schedule,sequence-tracker,ranges}.test.ts', 'test/load/mqtt/ledger.test.ts'],
  },
  capacity: {
    code: ['matrix/capacity/search.ts', 'matrix/capacity/answer.ts'],
    tests: ['test/matrix/capacity/*.test.ts'],
  },
  comparison: {
    code: [
      'matrix/compare/metric-verdicts.ts',
      'matrix/compare/noise-floor.ts',
      'matrix/compare/paired-samples.ts',
      'matrix/bisect/ends-apart.ts',
      'matrix/bisect/judge-commit.ts',
    ],
    tests: [
      'test/matrix/compare/{metric-verdicts,noise-floor,paired-samples}.test.ts',
      'test/matrix/bisect/*.test.ts',
    ],
  },
  'sample-size': {
    code: ['matrix/compare/sample-size.ts'],
    tests: ['test/matrix/compare/sample-size.test.ts'],
  },
  // The property tests of the judge notice much, and take seconds for each mutant.
  judging: {
    code: [
      'slo/*.ts',
      'slo/judge/judge.ts',
      'slo/judge/opened.ts',
      '!slo/bound-text.ts',
      '!slo/promise.ts',
      '!slo/observed-figures.ts',
    ],
    tests: ['test/slo/**/!(*.property).test.ts'],
  },
  promises: {
    code: ['slo/bound-text.ts', 'slo/promise.ts', 'slo/observed-figures.ts', 'slo/judge/matchers.ts'],
    tests: ['test/slo/**/!(*.property).test.ts'],
  },
  'judging-mqtt': { code: ['slo/mqtt/*.ts'], tests: ['test/slo/**/!(*.property).test.ts'] },
  'judging-http': { code: ['slo/http/*.ts'], tests: ['test/slo/**/!(*.property).test.ts'] },
  plans: { code: ['saved/plan-hash.ts'], tests: ['test/saved/plan-hash.test.ts'] },
} as const satisfies Readonly<Record<string, MutatedRoom>>;

/** Names the room to the configuration of vitest, which Stryker reads in processes of its own. */
export const ROOM = 'TIDEMARK_MUTATED_ROOM';
