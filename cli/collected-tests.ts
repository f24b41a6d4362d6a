/** Reads test files without running a test, and says what keeps them from being run. */
import type { SerializedError } from 'vitest';
import type { TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node';
import { refuseUnknownAxes } from '../matrix/axes.ts';
import { parametersText } from '../reporters/cell-name.ts';
import { caseIdentity } from '../reporters/vitest/case-identity.ts';
import { type Problem, problemOutsideTests } from '../reporters/vitest/problem.ts';
import { type CellIdentity, sameNamed } from '../saved/cell-identity.ts';
import { shellWords } from '../text/shell-words.ts';
import { UsageError } from './arguments.ts';
import type { RunAsked } from './commands.ts';

export interface CollectedTests {
  readonly tests: readonly CellIdentity[];
  /** Those of them that are to run. */
  readonly chosen: readonly CellIdentity[];
  /** What keeps them from being run; empty: nothing does. */
  readonly obstacles: readonly Problem[];
}

export async function collectTests(
  vitest: Vitest,
  specifications: TestSpecification[],
  { settings, pattern, options, search }: Pick<RunAsked, 'settings' | 'pattern' | 'options' | 'search'>,
): Promise<CollectedTests> {
  const stopped = (...obstacles: Problem[]) => ({ tests: [], chosen: [], obstacles });
  const { testModules, unhandledErrors } = await vitest.collectTests(specifications);
  const problems = [
    ...testModules.flatMap((module) =>
      module.errors().map((error) => problemOutsideTests(module.relativeModuleId, error)),
    ),
    ...testModules.filter(hasNoTest).map(({ relativeModuleId }) => emptyFile(relativeModuleId)),
    ...unhandledErrors.map((error) => problemOutsideTests('outside of any test', error as SerializedError)),
  ] satisfies Problem[];
  if (problems.length > 0) return stopped(...problems);
  const tests = testModules.flatMap((module) => [...module.children.allTests()]);
  const axes = tests.flatMap((test) => Object.keys(test.meta().tidemark?.parameters ?? {}));
  refuseUnknownAxes(Object.keys(settings.axes), new Set(axes), options);
  const run = tests.filter((test) => test.options.mode === 'run');
  if (search && run.length > 0 && !run.some((test) => test.meta().tidemarkSearch))
    throw new UsageError(NO_SEARCH);
  const [inverted] = tests.filter((test) => test.options.fails);
  if (inverted) return stopped(invertedTest(inverted));
  const identities = tests.map((test) => caseIdentity(test, settings.suitesFrom));
  const [same] = sameNamed(identities);
  if (same) return stopped(sharedName(same));
  const chosen = identities.filter((_, index) => tests[index]!.options.mode === 'run');
  if (pattern === undefined || chosen.length > 0) return { tests: identities, chosen, obstacles: [] };
  const message = `No test matched -t ${shellWords([pattern])} (of ${tests.length}).`;
  return stopped({ kind: 'unavailable', where: 'nothing to run', message, stack: null });
}

const NO_SEARCH =
  'A test made with capacity(…) is required; none of the chosen tests is one. Name a file that has one, or use `tidemark run`.';

const hasNoTest = (module: TestModule): boolean =>
  module.errors().length === 0 && [...module.children.allTests()].length === 0;

/** With its file where a test of another file has the same title. */
export function named<C extends CellIdentity>(cell: C, all: readonly CellIdentity[]): C {
  const shared = all.some(({ suite, title }) => title === cell.title && suite !== cell.suite);
  return shared ? { ...cell, title: `${cell.suite}: ${cell.title}` } : cell;
}

/** A test that could not be judged would pass as well as one that breached. */
const invertedTest = (test: TestCase): Problem => ({
  kind: 'usage',
  where: test.module.relativeModuleId,
  message: `"${test.fullName}" is a test.fails, and tidemark takes none: with it, a measurement that is invalid would pass. Write test, and expect(result).not.toMeet(promise) for SLOs that the target is to break.`,
  stack: null,
});

/** Results, baselines and comparisons go by names: each test would stand for the other. */
function sharedName({ suite, title, parameters }: CellIdentity): Problem {
  const name = [title, parametersText(parameters)].filter(Boolean).join(', ');
  const message = `Two tests have the same name, "${name}". Required: a name that no other test of the file has, since results, baselines and comparisons go by it. Rename one of them or the group around it; --repeat measures a sweep several times.`;
  return { kind: 'usage', where: suite, message, stack: null };
}

const emptyFile = (where: string): Problem => ({
  kind: 'unavailable',
  where,
  message: 'No test in this file; at least one is required.',
  stack: null,
});
