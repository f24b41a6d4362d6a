/** Gathers the cells of a vitest run and hands them to the outputs: after each cell, and at the end. */
import { relative } from 'node:path';
import type { SerializedError, TestArtifact } from 'vitest';
import type {
  Reporter,
  TestCase,
  TestModule,
  TestRunEndReason,
  TestSpecification,
  TestSuite,
  Vitest,
} from 'vitest/node';
import type { MeasuredCell } from '../../saved/baseline.ts';
import type { SearchStanding } from '../../saved/capacity.ts';
import type { AnyCell } from '../../saved/cell.ts';
import type { CutOffRun } from '../../saved/cut-off-run.ts';
import type { AnyResults } from '../../saved/results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { setBy } from '../clock-text.ts';
import { ChosenOutputs } from '../output/chosen-outputs.ts';
import { DEFAULT_OUTPUTS, type OutputName } from '../output/outputs.ts';
import type {} from './artifacts.ts';
import { bareCommand } from './bare-command.ts';
import { GatheredCells, type Kept } from './gathered-cells.ts';
import { Pace } from './pace.ts';
import { type Problem, problemOf, problemOutsideTests, unwritten } from './problem.ts';
import type { Standing } from './standing.ts';

export interface ReporterOptions {
  /** Results folder. */
  readonly out: string;
  /** What is written to `out`: names, or opened already; all that is written by default, unless given. */
  readonly outputs?: readonly OutputName[] | ChosenOutputs;
  /** The command to reproduce the run. */
  readonly command?: string;
  /** Without `command`: variables that say something of the run in place of its options. */
  readonly standIns?: readonly string[];
  readonly onCell?: (cell: AnyCell) => void;
  readonly onNotice?: (line: string) => void;
  readonly onProgress?: (standing: Standing) => void;
  readonly onProblem?: (problem: Problem) => void;
}

/** Cells arrive as artifacts of their tests. */
export default class TidemarkReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #outputs: ChosenOutputs;
  readonly #gathered = new GatheredCells();
  #vitest: Vitest | null = null;
  #total = 0;
  #expected: number | null = null;
  #unread = 0;
  #specified: readonly string[] = [];
  #interrupted = false;
  #refused = false;
  readonly #pace = new Pace();
  #lookingAtClock: NodeJS.Timeout | undefined;
  #search: { readonly test: string; readonly standing: SearchStanding } | null = null;
  /** Paths written, for people. */
  written: readonly string[] = [];
  readonly problems: Problem[] = [];
  /** The results are being written: others may fail to write theirs, and vitest waits for none then. Null: not yet. */
  ending: Promise<void> | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
    const { out: folder, outputs = DEFAULT_OUTPUTS, onNotice = () => {} } = options;
    const context = { folder, signWith: null, note: onNotice };
    this.#outputs = outputs instanceof ChosenOutputs ? outputs : new ChosenOutputs(outputs, context);
  }

  get cells(): readonly AnyCell[] {
    return this.#gathered.cells;
  }

  /** The cells, and what of a baseline each of them waits for. */
  get measured(): readonly MeasuredCell[] {
    return this.#gathered.measured;
  }

  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** The number of tests to come, where it is known: vitest reads each file as its turn comes. */
  expect(tests: number): void {
    this.#expected = tests;
  }

  /** Begins with what a run that was cut off has measured. */
  goOn(cutOff: CutOffRun): void {
    this.#gathered.goOn(cutOff);
    this.#outputs.goOn(cutOff);
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#unread = specifications.length;
    this.#lookingAtClock = setInterval(() => this.#lookAtClock(), 1000).unref();
    this.#specified = specifications.map(({ moduleId }) => relative(process.cwd(), moduleId));
  }

  onTestModuleCollected(module: TestModule): void {
    this.#unread--;
    for (const testCase of module.children.allTests()) if (testCase.options.mode === 'run') this.#total++;
  }

  async onTestCaseArtifactRecord(testCase: TestCase, artifact: TestArtifact): Promise<void> {
    if (artifact.type === 'tidemark:notice') this.#options.onNotice?.(artifact.line);
    if (artifact.type === 'tidemark:progress') {
      const { progress, nearest } = artifact;
      const total = this.#expected ?? (this.#unread === 0 ? this.#total : null);
      this.#options.onProgress?.({
        title: testCase.fullName,
        done: this.#gathered.done,
        total,
        progress,
        nearest,
        runLeftMs: this.#pace.leftMs(total),
        search: this.#search?.test === testCase.id ? this.#search.standing : null,
      });
    }
    if (artifact.type === 'tidemark:search') {
      this.#search = { test: testCase.id, standing: artifact.standing };
    }
    if (this.#refused) return;
    if (artifact.type === 'tidemark:cell') await this.#keep(testCase.id, artifact);
    if (artifact.type === 'tidemark:trial') {
      this.#gathered.keepSoFar(testCase.id, artifact);
      await this.#add(artifact.protocols);
    }
  }

  /** A test that failed after its cell was handed over (a broker that would not stop), or never had one. */
  async onTestCaseResult(testCase: TestCase): Promise<void> {
    const { state, errors = [] } = testCase.result();
    if (state !== 'failed') return;
    const kept = this.#gathered.of(testCase.id);
    const cell = kept?.cell;
    for (const error of errors) {
      // A test that is cancelled may be told of twice.
      if (this.#refused) continue;
      if (error.name === 'ResumeError') this.#refuseToGoOn();
      const found = problemOf(testCase.fullName, error);
      // The cell knows whether there was anything to breach.
      const groundless = found.kind === 'breach' && cell !== undefined && cell.verdict !== 'fail';
      const problem: Problem = groundless ? { ...found, kind: 'unavailable' } : found;
      // The reasons of a cell are printed with it; where a defect is, only its stack says.
      this.#problem(problem, !cell || problem.kind === 'defect');
    }
    if (kept?.cell.verdict === 'pass') {
      const reasons = errors.map(({ message }) => message);
      await this.#keep(testCase.id, { ...kept, cell: { ...kept.cell, verdict: 'invalid', reasons } });
    }
  }

  /** What would be measured cannot stand beside what was: the results stay as they are. */
  #refuseToGoOn(): void {
    this.#refused = true;
    // Not waited for: it waits for the test that is being told of here.
    void this.#vitest?.cancelCurrentRun('test-failure');
  }

  /** A hook that threw: its tests count as skipped, which would be green. */
  onTestSuiteResult(suite: TestSuite): void {
    for (const error of suite.errors()) this.#problem(problemOutsideTests(suite.fullName, error), true);
  }

  onTestModuleEnd(module: TestModule): void {
    for (const error of module.errors())
      this.#problem(problemOutsideTests(module.relativeModuleId, error), true);
  }

  async onTestRunEnd(
    _modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): Promise<void> {
    for (const error of errors) this.#problem(problemOutsideTests('outside of any test', error), true);
    this.#interrupted = reason === 'interrupted' && !this.#refused;
    if (this.#refused) return;
    this.ending = this.#write();
    await this.ending;
  }

  /** What was found counts, also where it could not be written. */
  async #write(): Promise<void> {
    clearInterval(this.#lookingAtClock);
    this.#lookAtClock();
    const written: string[] = [];
    for (const protocol of this.#gathered.protocols) {
      const stopped = await this.#outputs.stop(await this.#results(protocol, new Date().toISOString()));
      written.push(...stopped.written);
      if (stopped.failure !== null) this.#problem(unwritten(stopped.failure), true);
    }
    this.written = written;
    const [lost] = this.#options.onProblem ? [] : this.problems.filter(({ where }) => where === 'results');
    // Nobody else would say it under vitest.
    if (lost) throw new ResultsError(lost.message);
    if (!this.#options.onCell) for (const path of this.written) this.#vitest?.logger.log(path);
  }

  #lookAtClock(): void {
    const stepMs = this.#gathered.clock.look();
    if (stepMs !== 0)
      this.#options.onNotice?.(`The clock of this machine was ${setBy(stepMs)}. No figure follows it.`);
  }

  #problem(problem: Problem, shown: boolean): void {
    this.problems.push(problem);
    if (shown) this.#options.onProblem?.(problem);
  }

  async #keep(id: string, kept: Kept): Promise<void> {
    const known = this.#gathered.of(id)?.again === false;
    this.#gathered.keep(id, kept);
    if (!kept.again) this.#pace.done(id, kept.cell.durationMs);
    // What has to do with no load stands in the results of all.
    await this.#add(kept.protocols.length > 0 ? kept.protocols : this.#gathered.protocols);
    if (!known && !kept.again) this.#options.onCell?.(kept.cell);
  }

  async #add(protocols: readonly AnyResults['protocol'][]): Promise<void> {
    try {
      for (const protocol of protocols) await this.#outputs.add(await this.#results(protocol, null));
    } catch (error) {
      // What cannot be written now may be at the end, and has no part in the verdict of this test.
      if (!(error instanceof ResultsError)) throw error;
      this.#options.onNotice?.(error.message);
    }
  }

  #results(protocol: AnyResults['protocol'], finishedAt: string | null): Promise<AnyResults> {
    const command = this.#options.command ?? bareCommand(this.#specified, this.#options.standIns ?? []);
    return this.#gathered.resultsOf(protocol, { command, finishedAt, interrupted: this.#interrupted });
  }
}
