/** The cells of a run of test files so far, and the results they make. */
import type { MeasuredCell } from '../../saved/baseline.ts';
import type { AnyCell } from '../../saved/cell.ts';
import { cellKey } from '../../saved/cell-identity.ts';
import type { CutOffRun } from '../../saved/cut-off-run.ts';
import { collectFingerprint, withTargets } from '../../saved/fingerprint.ts';
import type { AnyResults, Fingerprint } from '../../saved/results.ts';
import type { Protocol } from '../../saved/runs.ts';
import { version } from '../../saved/version.ts';
import { RESULTS_VERSION } from '../../saved/versions.ts';
import type { CellArtifact, TrialArtifact } from './artifacts.ts';
import { ClockSteps } from './clock-steps.ts';

export type Kept = Pick<CellArtifact, 'protocols' | 'cell' | 'awaited' | 'again'>;

export class GatheredCells {
  readonly #kept = new Map<string, Kept>();
  #startedAt = new Date().toISOString();
  readonly #startedMs = performance.now();
  /** The run that this one goes on with. */
  #cutOff: CutOffRun | null = null;
  #fingerprint: Promise<Fingerprint> | null = null;
  readonly clock = new ClockSteps();

  get cells(): readonly AnyCell[] {
    return [...this.#kept.values()].map(({ cell }) => cell);
  }

  /** The cells, and what of a baseline each of them waits for. */
  get measured(): readonly MeasuredCell[] {
    return [...this.#kept.values()];
  }

  /** What it kept stands in the results, too, until its tests have run. */
  goOn(cutOff: CutOffRun): void {
    this.#cutOff = cutOff;
    this.#startedAt = cutOff.startedAt;
  }

  /** Those that are not measured again. */
  get done(): number {
    return [...this.#kept.values()].filter(({ again }) => !again).length;
  }

  /** In the order in which each came first. Empty: no test has to do with a load. */
  get protocols(): readonly Protocol[] {
    return [...new Set([...this.#kept.values()].flatMap(({ protocols }) => protocols))];
  }

  /** Of the test with this id. */
  of(test: string): Kept | undefined {
    return this.#kept.get(test);
  }

  /** In place of what was kept of the test before. */
  keep(test: string, { protocols, cell, awaited, again }: Kept): void {
    this.#kept.set(test, { protocols, cell, awaited, again });
  }

  /** A search under way: its next trial adds to it, and its end takes its place. */
  keepSoFar(test: string, { protocols, cell, runs }: TrialArtifact): void {
    const before = this.#kept.get(test)?.cell.runs ?? [];
    // The runs of a cell are of one protocol.
    const soFar = { ...cell, runs: [...before, ...runs] } as AnyCell;
    this.keep(test, { protocols, cell: soFar, awaited: [], again: true });
  }

  /** Of all cells of one kind of load, and of those that have to do with none: they lower its verdict, too. */
  async resultsOf(
    protocol: Protocol,
    { finishedAt, interrupted, command }: Pick<AnyResults, 'finishedAt' | 'interrupted' | 'command'>,
  ): Promise<AnyResults> {
    this.#fingerprint ??= collectFingerprint(process.cwd());
    const fingerprint = await this.#fingerprint;
    const kept = this.#all.filter(({ protocols }) => protocols.length === 0 || protocols.includes(protocol));
    const cells = kept.map(({ cell }) => cell);
    const { stepsMs } = this.clock;
    const elapsedMs = (this.#cutOff?.elapsedMs ?? 0) + performance.now() - this.#startedMs;
    return {
      version: RESULTS_VERSION,
      protocol,
      startedAt: this.#startedAt,
      finishedAt,
      ...(finishedAt !== null && { durationMs: Math.round(elapsedMs) }),
      ...(stepsMs.length > 0 && { clockStepsMs: [...stepsMs] }),
      interrupted,
      tidemark: version,
      command,
      fingerprint: withTargets(fingerprint, cells),
      cells,
    } as AnyResults; // the runs of a cell are of its protocol: see CellRecord
  }

  /** With what was kept of tests that have not run again, in the order of the tests. */
  get #all(): readonly Pick<Kept, 'protocols' | 'cell'>[] {
    const own = [...this.#kept.values()];
    if (this.#cutOff === null) return own;
    const { kept, order } = this.#cutOff;
    const again = new Map(own.map((one) => [cellKey(one.cell), one]));
    return order.flatMap((key) => again.get(key) ?? kept.get(key) ?? []);
  }
}
