/** The cells of a run of test files so far, and the results they make. */
import type { MeasuredCell } from '../../saved/baseline.ts';
import type { AnyCell } from '../../saved/cell.ts';
import { collectFingerprint, withTargets } from '../../saved/fingerprint.ts';
import type { AnyResults, Fingerprint } from '../../saved/results.ts';
import type { Protocol } from '../../saved/runs.ts';
import { version } from '../../saved/version.ts';
import { RESULTS_VERSION } from '../../saved/versions.ts';
import type { CellArtifact } from './artifacts.ts';

export type Kept = Pick<CellArtifact, 'protocols' | 'cell' | 'awaited' | 'again'>;

export class GatheredCells {
  readonly #kept = new Map<string, Kept>();
  readonly #startedAt = new Date().toISOString();
  readonly #startedMs = performance.now();
  #fingerprint: Promise<Fingerprint> | null = null;

  get cells(): readonly AnyCell[] {
    return [...this.#kept.values()].map(({ cell }) => cell);
  }

  /** The cells, and what of a baseline each of them waits for. */
  get measured(): readonly MeasuredCell[] {
    return [...this.#kept.values()];
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

  /** Of all cells of one kind of load, and of those that have to do with none: they lower its verdict, too. */
  async resultsOf(
    protocol: Protocol,
    { finishedAt, interrupted, command }: Pick<AnyResults, 'finishedAt' | 'interrupted' | 'command'>,
  ): Promise<AnyResults> {
    this.#fingerprint ??= collectFingerprint(process.cwd());
    const fingerprint = await this.#fingerprint;
    const kept = [...this.#kept.values()].filter(
      ({ protocols }) => protocols.length === 0 || protocols.includes(protocol),
    );
    const cells = kept.map(({ cell }) => cell);
    return {
      version: RESULTS_VERSION,
      protocol,
      startedAt: this.#startedAt,
      finishedAt,
      ...(finishedAt !== null && { durationMs: Math.round(performance.now() - this.#startedMs) }),
      interrupted,
      tidemark: version,
      command,
      fingerprint: withTargets(fingerprint, cells),
      cells,
    } as AnyResults; // the runs of a cell are of its protocol: see CellRecord
  }
}
