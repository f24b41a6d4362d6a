import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { resolve, tidemark } from './config.ts';

const { reporters, ...slo } = tidemark().test ?? {};

// Processes that tests start take half the time to do so; the command sees to it by itself.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node-compile');

/** Tests that time, watch the machine itself, or are of what is idle or left over on it: each file has it alone. */
const TIMED = paths('test/targets/broker/idle', 'test/load/http/time', 'test/observe/**/*');

/**
 * Tests that carry out whole commands many times, or wait for real time to pass: together some fifteen minutes. They are
 * `npm run test:long`, so that `npm test` stays short.
 */
const LONG = paths(
  'test/cli/{baseline,bisect,bisect-interrupted,bisect-refused,ci-output,compare-runs,filed,gate}',
  'test/cli/{grade,grade-again,grade-files,observe,respond,resume,retry-invalid,secrets,usage,user-git}',
  'test/deploy/{compose,gate}',
  'test/docs/packed',
  'test/fixtures/fixtures',
  'test/grading/judge-apart',
  'test/load/http/lampi-container',
  'test/load/mqtt/{counted,cross-check}',
  'test/matrix/arms/run-arm',
  'test/matrix/capacity/capacity',
  'test/targets/broker/listeners',
);

/** Tests that are both. */
const LONG_AND_TIMED = paths(
  'test/cli/bisect-real',
  'test/fixtures/load/lock',
  'test/load/mqtt/{rounds,time}',
  'test/observe/{clock-set,container-cpu,observer,planted,sys/topics}',
  'test/targets/leftovers',
);

function paths(...names: readonly string[]): string[] {
  return names.map((name) => `${name}.integration.test.ts`);
}

const integration = {
  pool: 'forks',
  // Most of it may be waiting for the loads of others (fixtures/load/lock.ts).
  testTimeout: 300_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 10_000 } },
} as const;

/** Loads of files may run at once. */
const AT_ONCE = {
  setupFiles: ['test/machine/own-load-lock.ts'],
  // While some wait for their turn to put load on the machine, another starts or ends.
  maxWorkers: 3,
  // Of tests that say they may run at once: those that count and do not time.
  maxConcurrency: 3,
} as const;

/** Each file has the machine. */
const ALONE = {
  fileParallelism: false,
  // Of tests that say they may run at once: those that wait more than they do anything.
  maxConcurrency: 6,
} as const;

function project(name: string, groupOrder: number, how: object, include: string[], exclude: string[] = []) {
  return { resolve, test: { ...integration, ...how, name, include, exclude, sequence: { groupOrder } } };
}

export default defineConfig({
  test: {
    // Of what runs in the tests' own processes; what they start is not counted.
    coverage: {
      include: [
        '*.ts',
        '{cli,fixtures,grading,load,matrix,metrics,observe,reporters,saved,slo,statistics,targets,text}/**/*.ts',
      ],
      exclude: ['vitest.config.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'results/coverage',
      reportOnFailure: true,
    },
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          isolate: false,
          maxWorkers: '100%',
          // They take milliseconds; on a machine that is busy elsewhere, some take seconds.
          testTimeout: 60_000,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts'],
        },
      },
      project('integration', 1, AT_ONCE, paths('test/**/*'), [...TIMED, ...LONG, ...LONG_AND_TIMED]),
      project('timed', 2, ALONE, TIMED, LONG_AND_TIMED),
      project('long', 3, AT_ONCE, LONG),
      project('long-timed', 4, ALONE, LONG_AND_TIMED),
      {
        resolve,
        test: { ...slo, name: 'slo', include: ['suites/**/*.slo.ts'], sequence: { groupOrder: 5 } },
      },
    ],
  },
});
