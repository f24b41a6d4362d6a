import type { AnyResults } from '../../saved/results.ts';
import type { Conclusion } from '../conclusion.ts';
import type { OpenOutput, OutputContext } from './output.ts';
import { OUTPUTS, type OutputName } from './outputs.ts';

/** The outputs chosen for one run, as one. */
export class ChosenOutputs {
  readonly #outputs: readonly OpenOutput[];
  #started: Promise<void> | null = null;

  constructor(names: readonly OutputName[], context: OutputContext) {
    this.#outputs = [...new Set(names)].map((name) => OUTPUTS[name].open(context));
  }

  /** Of vitest, with their options. */
  get vitestReporters(): [string, Record<string, unknown>][] {
    return this.#outputs.flatMap(({ vitestReporter }) => (vitestReporter ? [[...vitestReporter]] : []));
  }

  /** Whoever does not call it has it called with the first cell. @throws ResultsError */
  start(): Promise<void> {
    this.#started ??= this.#each((output) => output.start?.());
    return this.#started;
  }

  /** @throws ResultsError */
  async add(results: AnyResults): Promise<void> {
    await this.start();
    await this.#each((output) => output.add?.(results));
  }

  /** Gives the paths written: a report before the data it was made of. @throws ResultsError */
  async stop(results: AnyResults): Promise<readonly string[]> {
    await this.start();
    const written: (readonly string[])[] = [];
    await this.#each(async (output) => {
      written.unshift((await output.stop?.(results)) ?? []);
    });
    return written.flat();
  }

  conclude(conclusion: Conclusion): Promise<void> {
    return this.#each((output) => output.conclude?.(conclusion));
  }

  /** One that fails keeps no other from its work; the first failure is thrown after that. */
  async #each(work: (output: OpenOutput) => Promise<void> | undefined): Promise<void> {
    const failures: unknown[] = [];
    for (const output of this.#outputs) {
      try {
        await work(output);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
