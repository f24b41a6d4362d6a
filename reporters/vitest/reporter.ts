/** Gathers the cells of a vitest run, keeps the results file current, and writes the reports at the end. */
import type { KeyObject } from 'node:crypto';
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
import type { Progress } from '../../load/progress.ts';
import type { MeasuredCell } from '../../saved/baseline.ts';
import type { SearchStanding } from '../../saved/capacity.ts';
import type { AnyCell } from '../../saved/cell.ts';
import { collectFingerprint, withTargets } from '../../saved/fingerprint.ts';
import type { AnyResults, Fingerprint } from '../../saved/results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { openResults, type ResultsFile } from '../../saved/results-file.ts';
import { version } from '../../saved/version.ts';
import { RESULTS_VERSION } from '../../saved/versions.ts';
import { redactText } from '../../text/redact.ts';
import { shellWords } from '../../text/shell-words.ts';
import type {} from './artifacts.ts';
import { type ErrorKind, kindOf } from './test-error.ts';

/** Something that kept a test from being judged, or a file from being read. */
export interface Problem {
  readonly kind: ErrorKind;
  /** Where: file or full test name. */
  readonly where: string;
  readonly message: string;
  /** Only of a defect. */
  readonly stack: string | null;
}

/** Where the run stands, for the live line. */
export interface Standing {
  readonly title: string;
  readonly done: number;
  /** Null while files are still unread: vitest reads each as its turn comes. */
  readonly total: number | null;
  readonly progress: Progress;
  /** Of the capacity search the load belongs to. */
  readonly search: SearchStanding | null;
}

export interface ReporterOptions {
  /** Results folder. */
  readonly out: string;
  /** The command to reproduce the run. */
  readonly command?: string;
  /** Without `command`: variables that say something of the run in place of its options. */
  readonly standIns?: readonly string[];
  /** Markdown and charts at the end, unless false: one of many runs that are reported together. */
  readonly report?: boolean;
  /** Private Ed25519 key that signs the results. */
  readonly signWith?: KeyObject | null;
  readonly onCell?: (cell: AnyCell) => void;
  readonly onNotice?: (line: string) => void;
  readonly onProgress?: (standing: Standing) => void;
  readonly onProblem?: (problem: Problem) => void;
}

type Protocol = AnyResults['protocol'];

interface Kept extends MeasuredCell {
  readonly protocol: Protocol;
  readonly again: boolean;
}

/** What an error of a test means. */
export function problemOf(where: string, error: SerializedError): Problem {
  return problem(where, error, kindOf(error));
}

/** Of a file, a hook around tests, or nothing in particular: no target was judged there, so nothing is breached. */
export function problemOutsideTests(where: string, error: SerializedError): Problem {
  const kind = kindOf(error);
  return problem(where, error, kind === 'breach' ? 'defect' : kind);
}

const problem = (where: string, error: SerializedError, kind: ErrorKind): Problem => ({
  kind,
  where,
  message: error.message,
  stack: (kind === 'defect' && error.stack) || null,
});

/** How to run the files again without `tidemark`: what its options say is in the environment, in `standIns`. */
export function bareCommand(
  files: readonly string[],
  standIns: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = standIns.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [`${name}=${shellWords([redactText(value)])}`];
  });
  return [...named, 'npx vitest run', shellWords(files)].join(' ');
}

/**
 * Cells arrive as artifacts of their tests. The results file is rewritten after each, so that whatever ends a run
 * early loses no finished cell; reports and the history line are written once, at the end.
 */
export default class TidemarkReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #cells = new Map<string, Kept>();
  readonly #startedAt = new Date().toISOString();
  #vitest: Vitest | null = null;
  #total = 0;
  #unread = 0;
  #specified: readonly string[] = [];
  #interrupted = false;
  #search: { readonly test: string; readonly standing: SearchStanding } | null = null;
  #fingerprint: Promise<Fingerprint> | null = null;
  readonly #files = new Map<Protocol, Promise<ResultsFile>>();
  /** Paths written, for people. */
  written: readonly string[] = [];
  readonly problems: Problem[] = [];

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  get cells(): readonly AnyCell[] {
    return [...this.#cells.values()].map(({ cell }) => cell);
  }

  /** The cells, and what of a baseline each of them waits for. */
  get measured(): readonly MeasuredCell[] {
    return [...this.#cells.values()];
  }

  get interrupted(): boolean {
    return this.#interrupted;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#unread = specifications.length;
    this.#specified = specifications.map(({ moduleId }) => relative(process.cwd(), moduleId));
  }

  onTestModuleCollected(module: TestModule): void {
    this.#unread--;
    for (const testCase of module.children.allTests()) if (testCase.options.mode === 'run') this.#total++;
  }

  async onTestCaseArtifactRecord(testCase: TestCase, artifact: TestArtifact): Promise<void> {
    if (artifact.type === 'tidemark:notice') this.#options.onNotice?.(artifact.line);
    if (artifact.type === 'tidemark:progress') {
      const { progress } = artifact;
      this.#options.onProgress?.({
        title: testCase.fullName,
        done: [...this.#cells.values()].filter(({ again }) => !again).length,
        total: this.#unread === 0 ? this.#total : null,
        progress,
        search: this.#search?.test === testCase.id ? this.#search.standing : null,
      });
    }
    if (artifact.type === 'tidemark:search') {
      this.#search = { test: testCase.id, standing: artifact.standing };
    }
    if (artifact.type === 'tidemark:cell') await this.#keep(testCase.id, artifact);
  }

  /** A test that failed after its cell was handed over (a broker that would not stop), or never had one. */
  async onTestCaseResult(testCase: TestCase): Promise<void> {
    const { state, errors = [] } = testCase.result();
    if (state !== 'failed') return;
    const kept = this.#cells.get(testCase.id);
    const cell = kept?.cell;
    for (const error of errors) {
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
    this.#interrupted = reason === 'interrupted';
    if (this.#cells.size === 0) return;
    const written: string[] = [];
    for (const protocol of this.#files.keys()) {
      const file = await this.#file(protocol);
      const results = await this.#results(protocol, new Date().toISOString());
      await file.write(results);
      await file.appendHistory(results);
      if (this.#options.report !== false) {
        // Charts take a while to load; no run needs them before its end.
        const { writeReports } = await import('../output/report.ts');
        written.push(...(await writeReports(results, this.#options.out)));
      }
      written.push(file.path);
    }
    this.written = written;
    if (!this.#options.onCell) for (const path of this.written) this.#vitest?.logger.log(path);
  }

  #problem(problem: Problem, shown: boolean): void {
    this.problems.push(problem);
    if (shown) this.#options.onProblem?.(problem);
  }

  async #keep(id: string, { protocol, cell, awaited, again }: Kept): Promise<void> {
    const known = this.#cells.get(id)?.again === false;
    this.#cells.set(id, { protocol, cell, awaited, again });
    try {
      const file = await this.#file(protocol);
      await file.write(await this.#results(protocol, null));
    } catch (error) {
      // What cannot be written now may be at the end, and has no part in the verdict of this test.
      if (!(error instanceof ResultsError)) throw error;
      this.#options.onNotice?.(error.message);
    }
    if (!known && !again) this.#options.onCell?.(cell);
  }

  /** Nothing is opened before there is a cell: a run of other tests leaves no results. */
  #file(protocol: Protocol): Promise<ResultsFile> {
    let file = this.#files.get(protocol);
    if (!file) {
      file = openResults(this.#options.out, protocol, this.#options.signWith);
      this.#files.set(protocol, file);
    }
    return file;
  }

  async #results(protocol: Protocol, finishedAt: string | null): Promise<AnyResults> {
    this.#fingerprint ??= collectFingerprint(process.cwd());
    const fingerprint = await this.#fingerprint;
    const cells = [...this.#cells.values()].filter((kept) => kept.protocol === protocol);
    return {
      version: RESULTS_VERSION,
      protocol,
      startedAt: this.#startedAt,
      finishedAt,
      interrupted: this.#interrupted,
      tidemark: version,
      command: this.#options.command ?? bareCommand(this.#specified, this.#options.standIns ?? []),
      fingerprint: withTargets(
        fingerprint,
        cells.map(({ cell }) => cell),
      ),
      cells: cells.map(({ cell }) => cell),
    } as AnyResults; // the runs of a cell are of its protocol: see CellRecord
  }
}
