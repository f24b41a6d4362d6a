/** The brokers of the proof, run as `tidemark compare` runs its arms. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LAUNCHER } from '../../matrix/arms/launcher.ts';
import { runArm } from '../../matrix/arms/run-arm.ts';
import type { Fingerprint } from '../../saved/results.ts';
import { FOLDERS_IN, plant } from './plant.ts';
import { type LiveComparison, liveOf } from './stored-live.ts';
import { type Arm, GATED, type StoredRun } from './stored-runs.ts';

const SUITE = fileURLToPath(new URL('messages.slo.ts', import.meta.url));
const OPTIONS = ['--broker', 'native'] as const;

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

  /** `tidemark compare` of the base with one of them, in as few runs as it makes. Throws Error with what it printed. */
  async compare(arm: Arm, seed: number): Promise<LiveComparison> {
    const out = join(this.folder, `live-${seed}`);
    const arms = [await this.configuration('base'), await this.configuration(arm)];
    const metrics = GATED.flatMap((metric) => ['--metric', metric]);
    const how = [...OPTIONS, ...metrics, '--seed', `${seed}`, '--budget', '1s', '--out', out];
    const words = ['compare', ...arms.map((file) => `broker-config=${file}`), ...how, '--', SUITE];
    const { status, stderr } = spawnSync(process.execPath, [LAUNCHER, ...words], { encoding: 'utf8' });
    if (status !== 0 && status !== 1 && status !== 125)
      throw new Error(`tidemark compare ended with ${status}:\n${stderr}`);
    return liveOf(JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8')), arm, seed);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
