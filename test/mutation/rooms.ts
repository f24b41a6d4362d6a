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
  judging: { code: ['slo/**/*.ts'], tests: ['test/slo/**/*.test.ts'] },
  plans: { code: ['saved/plan-hash.ts'], tests: ['test/saved/plan-hash.test.ts'] },
} as const satisfies Readonly<Record<string, MutatedRoom>>;

/** Names the room to the configuration of vitest, which Stryker reads in processes of its own. */
export const ROOM = 'TIDEMARK_MUTATED_ROOM';
