/** The brokers of the proof, run as `tidemark compare` runs its arms. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runArm } from '../../matrix/arms/run-arm.ts';
import type { Fingerprint } from '../../reporters/results.ts';
import { FOLDERS_IN, plant } from './plant.ts';
import { type Arm, GATED, type StoredRun } from './stored-runs.ts';

export const SUITE = fileURLToPath(new URL('messages.slo.ts', import.meta.url));
export const OPTIONS = ['--broker', 'native'] as const;

export class Brokers implements Disposable {
  readonly folder = mkdtempSync(join(FOLDERS_IN, 'tidemark-gate-'));
  readonly #configurations = new Map<Arm, Promise<string>>();
  #runs = 0;

  /** Path of its configuration. */
  configuration(arm: Arm): Promise<string> {
    const known = this.#configurations.get(arm) ?? plant(this.folder, arm);
    this.#configurations.set(arm, known);
    return known;
  }

  /** One run of one of them. Throws Error with what it printed when nothing valid was measured. */
  async run(arm: Arm): Promise<{ run: StoredRun; environment: Fingerprint['environment'] }> {
    const { results, log } = await runArm({
      folder: this.folder,
      files: [SUITE],
      suitesFrom: this.folder,
      options: [...OPTIONS, '--broker-config', await this.configuration(arm)],
      out: join(this.folder, `run-${++this.#runs}`),
      signal: new AbortController().signal,
    });
    const [result] = results;
    const [cell] = result?.cells ?? [];
    const values = GATED.map((metric) => [metric, cell?.metrics[metric]?.value] as const);
    if (!result || cell?.verdict === 'invalid' || values.some(([, value]) => value === undefined))
      throw new Error(`A run of ${arm} measured nothing:\n${log}`);
    const metrics = Object.fromEntries(values) as StoredRun['metrics'];
    return {
      run: { arm, startedAt: result.startedAt, metrics },
      environment: result.fingerprint.environment,
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
