/** Runs test files through vitest and says by its exit code what came of it. */
import type { KeyObject } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  BaseSequencer,
  type CliOptions,
  createVitest,
  type Reporter,
  type TestSpecification,
  type Vitest,
} from 'vitest/node';
import { resolve, tidemark } from '../config.ts';
import { ChosenOutputs } from '../reporters/output/chosen-outputs.ts';
import { type Problem, unwritten } from '../reporters/vitest/problem.ts';
import TidemarkReporter from '../reporters/vitest/reporter.ts';
import { proveWritable, readBaseline } from '../saved/baseline-file.ts';
import type { CellIdentity } from '../saved/cell-identity.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import type { ListenAddress } from '../text/listen-address.ts';
import { redact } from '../text/redact.ts';
import { shellWords } from '../text/shell-words.ts';
import { collectTests, named } from './collected-tests.ts';
import type { RunAsked } from './commands.ts';
import { findFiles, TEST_FILE } from './find-files.ts';
import { onSignals, SIGNALS, STOPPING } from './interrupt.ts';
import { Junit } from './junit.ts';
import { liveLine, liveLines } from './live-view.ts';
import { exitCodeOf } from './outcome.ts';
import { cellLines, closingLines, outcomeLine, problemLines } from './printed-lines.ts';
import { withPrivateTemporary } from './private-temporary.ts';
import { earlierResults, goingOn, RESUME } from './resume.ts';
import type { RunFigures } from './run-figures.ts';
import { saveBaseline } from './save-baseline.ts';
import type { Terminal } from './terminal.ts';

export interface RunRequest extends Omit<RunAsked, 'sign'> {
  /** Private Ed25519 key. */
  readonly signWith: KeyObject | null;
  readonly terminal: Terminal;
}

/**
 * All files are read before any of them puts load on anything: one that cannot be read stops the run.
 * Throws before anything is started: UsageError (no such file), ResultsError (an output cannot be written), SweepError.
 */
export async function runFiles(request: RunRequest): Promise<ExitCode> {
  const { settings, terminal } = request;
  const files = await findFiles(request.paths);
  using outputs = new ChosenOutputs(settings.outputs, {
    folder: settings.out,
    signWith: request.signWith,
    note: (line) => terminal.note(line),
  });
  await outputs.start();
  // A damaged baseline, or one that cannot be written, is found before the load is put on.
  await readBaseline(settings.baseline);
  if (settings.saveBaseline === 'all') await proveWritable(settings.baseline);

  // A port in use is found before the load is put on.
  await using watched = settings.metrics && (await watchedAt(settings.metrics, terminal));
  const command = `npx tidemark ${shellWords(redact(request.argv.filter((word) => word !== RESUME)))}`;
  const earlier = settings.resume ? await earlierResults(settings, command) : [];

  let told = false;
  let identities: readonly CellIdentity[] = [];
  const problems: string[] = [];
  const tell = (problem: Problem): void => {
    if (told) return;
    problems.push(problemLines(problem).join('\n'));
    terminal.note(...problemLines(problem));
  };
  const reporter = new TidemarkReporter({
    out: settings.out,
    outputs,
    command,
    onCell: (cell) => {
      terminal.result(...cellLines(named(cell, identities)));
      watched?.measured(cell);
    },
    onNotice: (line) => terminal.note(line),
    onProgress: (standing) => {
      terminal.progress({
        lines: (columns) => liveLines(standing, columns),
        line: liveLine(standing),
      });
      watched?.stands(standing);
    },
    onProblem: tell,
  });
  await using more = new AsyncDisposableStack();
  const ofVitest = outputs.vitestReporters.map(([name, options]) =>
    name === 'junit' ? more.use(new Junit(options)) : ([name, options] as [string, Record<string, unknown>]),
  );
  const vitest = await startVitest(request, [reporter, ...ofVitest]);
  const interrupt = onInterruptedRun(vitest, terminal);
  try {
    await vitest.standalone();
    const project = vitest.getRootProject();
    const specifications = files.map((file) => project.createSpecification(file));
    const { tests, chosen, obstacles } = await collectTests(vitest, specifications, request);
    identities = tests;
    reporter.expect(chosen.length);
    if (settings.resume && obstacles.length === 0) {
      const going = goingOn(earlier, chosen, settings.out);
      if ('message' in going) {
        tell(going);
        return exitCodeOf({ interrupted: false, cells: [], problems: [going] });
      }
      terminal.note(going.line);
      if (going.cutOff !== null) reporter.goOn(going.cutOff);
    }
    // A run started after that would forget it.
    if (interrupt.asked) return EXIT.interrupted;
    if (obstacles.length > 0) {
      for (const obstacle of obstacles) tell(obstacle);
      told = true;
      // Runs alone make JUnit and annotations: this one runs no test, it meets the same obstacles.
      vitest.setGlobalTestNamePattern(/(?!)/);
      await vitest.runTestSpecifications(specifications);
      const outcome = { interrupted: false, cells: [], problems: obstacles };
      await outputs.conclude({ outcome: outcomeLine(outcome), problems, cells: [] });
      return exitCodeOf(outcome);
    }
    await vitest.runTestSpecifications(specifications).catch(async (error: Error) => {
      // Of a reporter of vitest's own. What was found counts, also where it could not be written.
      await reporter.ending;
      const problem = unwritten(error, outputs.vitestFiles);
      reporter.problems.push(problem);
      tell(problem);
    });
  } finally {
    await vitest.close();
    interrupt[Symbol.dispose]();
  }
  const unsaved = reporter.interrupted ? null : await saveBaseline(reporter.measured, settings, terminal);
  if (unsaved) {
    reporter.problems.push(unsaved);
    tell(unsaved);
  }
  terminal.result(...closingLines(reporter));
  await outputs.conclude({ outcome: outcomeLine(reporter), problems, cells: reporter.cells });
  return exitCodeOf(reporter);
}

/** @throws UsageError for a port in use */
async function watchedAt(address: ListenAddress, terminal: Terminal): Promise<RunFigures> {
  const { RunFigures } = await import('./run-figures.ts');
  return RunFigures.serve(address, (line) => terminal.note(line));
}

/** Files run in the order they were named; vitest would put slow and failing ones first. */
class AsNamed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

const OWN = fileURLToPath(new URL('..', import.meta.url));

/** Annotations alone: its job summary counts tests, ours has the figures. */
const GITHUB: ['github-actions', { jobSummary: { enabled: false } }] = [
  'github-actions',
  { jobSummary: { enabled: false } },
];

function startVitest(
  { settings, pattern, terminal }: RunRequest,
  reporters: readonly (Reporter | [string, Record<string, unknown>])[],
): Promise<Vitest> {
  const options: CliOptions = {
    ...tidemark(settings).test,
    config: false,
    // The files are named one by one below.
    include: [],
    sequence: { concurrent: false, sequencer: AsNamed },
    watch: false,
    // What a test prints is shown as it comes, not handed to reporters.
    disableConsoleIntercept: true,
    // Errors are shown where a test file is wrong, not where of ours it calls.
    onStackTrace: (_, { file }) => TEST_FILE.test(file) || !file.startsWith(OWN),
    // Nothing but results is left in the user's folder.
    cache: false,
    fsModuleCache: false,
    ...(pattern !== undefined && { testNamePattern: pattern }),
    reporters: [...reporters, ...(process.env.GITHUB_ACTIONS ? [GITHUB] : [])],
  };
  // Standard output is for results alone; what tests print goes where progress goes.
  return withPrivateTemporary(() =>
    createVitest(options, { resolve }, { stdout: terminal.foreign, stderr: terminal.foreign }),
  );
}

/** Longer than targets and agents take to end. */
const STOPS_WITHIN_MS = 20_000;
/** For a test process that has to be killed. */
const KILLED_WITHIN_MS = 5000;

/**
 * The first Ctrl-C stops the run in order: results are kept, agents and brokers end. A test process that does not end then
 * is killed. The second ends the program at once. vitest's own listeners end it at the first, so they are taken out while it
 * runs.
 */
function onInterruptedRun(vitest: Vitest, terminal: Terminal): { readonly asked: boolean } & Disposable {
  let asked = false;
  let patience: NodeJS.Timeout | undefined;
  const end = (why: string): never => {
    terminal.note(`${why} What the test under way had measured is lost.`);
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  const signals = onSignals({
    first() {
      asked = true;
      terminal.note(STOPPING);
      vitest.cancelCurrentRun('keyboard-input').catch(() => {});
      patience = setTimeout(() => {
        terminal.note(
          `The test did not end within ${STOPS_WITHIN_MS / 1000} s: its process is killed. What it had measured is lost.`,
        );
        // Asked again, vitest kills it.
        vitest.cancelCurrentRun('keyboard-input').catch(() => {});
        patience = setTimeout(end, KILLED_WITHIN_MS, 'Ended at once.');
      }, STOPS_WITHIN_MS);
    },
    second: () => end('Ended at once.'),
  });
  return {
    get asked() {
      return asked;
    },
    [Symbol.dispose]() {
      clearTimeout(patience);
      signals[Symbol.dispose]();
    },
  };
}
