/** What was seen of target and generator as processes of this machine: their threads, their quotas, and what ran beside them. */

import { steadyMs } from '../load/steady-clock.ts';
import type { ThreadShares } from '../saved/observation.ts';
import { QuotaSampler } from './cpu-quota.ts';
import type { Listener } from './listener.ts';
import { type CpuByProcess, cpuByProcess, type OtherPrograms, otherPrograms } from './other-programs.ts';
import { withDescendants } from './process-tree.ts';
import { ThreadSampler } from './threads.ts';
import { type Waits, waitsOf } from './waits.ts';

/** Of many threads the busiest ones are kept. */
const MOST_THREADS = 10;

export interface Looks {
  readonly waits: { readonly target: Waits | null; readonly generator: Waits | null };
  /** The target's, busiest first. */
  readonly threads: readonly ThreadShares[];
  /** Null: nobody said when the measure phase began. */
  readonly others: OtherPrograms | null;
}

export class ProcessLooks {
  readonly #target: (() => Listener) | null;
  readonly #agents = new Set<number>();
  readonly #threads: readonly [ThreadSampler, ThreadSampler];
  readonly #quotas: readonly [QuotaSampler, QuotaSampler];
  #before: CpuByProcess | null = null;

  /** `target`: asked each time, since one that was started again has other processes. */
  constructor(target: (() => Listener) | null) {
    this.#target = target;
    const [ofTarget, ofGenerator] = [() => this.targetProcesses(), () => [...this.#agents]];
    this.#threads = [new ThreadSampler(ofTarget), new ThreadSampler(ofGenerator, { mainOnly: true })];
    this.#quotas = [new QuotaSampler(ofTarget), new QuotaSampler(ofGenerator)];
  }

  /** Those of the target there are now. */
  targetProcesses(): readonly number[] {
    if (this.#target === null) return [];
    const { pid, beside, withChildren } = this.#target();
    return withChildren ? withDescendants([pid, ...beside]) : [pid, ...beside];
  }

  agents(pids: readonly number[]): void {
    for (const pid of pids) this.#agents.add(pid);
  }

  measureStarts(): void {
    for (const sampler of [...this.#threads, ...this.#quotas]) sampler.count();
    this.#before = cpuByProcess();
  }

  /** Of the target so far, since a time. */
  busiestThread(fromMs: number): ThreadShares | null {
    return this.#threads[0].between(fromMs, steadyMs())[0] ?? null;
  }

  /** Of a part of the time: see `steadyMs`. Call before the processes end. */
  between(fromMs: number, toMs: number): Looks {
    for (const sampler of [...this.#threads, ...this.#quotas]) sampler.count();
    const [target = [], generator = []] = this.#threads.map((sampler) => sampler.between(fromMs, toMs));
    const [targetQuota = null, generatorQuota = null] = this.#quotas.map((sampler) =>
      sampler.between(fromMs, toMs),
    );
    const ours = new Set(withDescendants([process.pid, ...this.targetProcesses(), ...this.#agents]));
    return {
      waits: { target: waitsOf(target, targetQuota), generator: waitsOf(generator, generatorQuota) },
      threads: target.slice(0, MOST_THREADS),
      others: this.#before && otherPrograms(this.#before, cpuByProcess(), ours),
    };
  }

  stop(): void {
    for (const sampler of [...this.#threads, ...this.#quotas]) sampler.stop();
  }
}
