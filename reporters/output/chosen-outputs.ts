import type { CutOffRun } from '../../saved/cut-off-run.ts';
import { EarlierResults } from '../../saved/earlier-results.ts';
import { holdFolder } from '../../saved/held-folder.ts';
import type { AnyResults } from '../../saved/results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { plural } from '../../text/format.ts';
import type { Conclusion } from '../conclusion.ts';
import type { OpenOutput, OutputContext } from './output.ts';
import { OUTPUTS, type OutputName } from './outputs.ts';

export interface Stopped {
  readonly written: readonly string[];
  readonly failure: Error | null;
}

/** The outputs chosen for one run, as one. */
export class ChosenOutputs implements Disposable {
  readonly #outputs: readonly OpenOutput[];
  readonly #context: OutputContext;
  readonly #earlier: EarlierResults;
  #held: Disposable | null = null;
  #started: Promise<void> | null = null;

  constructor(names: readonly OutputName[], context: OutputContext) {
    this.#context = context;
    this.#earlier = new EarlierResults(context.folder);
    this.#outputs = [...new Set(names)].map((name) => OUTPUTS[name].open(context));
  }

  /** Of vitest, with their options. */
  get vitestReporters(): [string, Record<string, unknown>][] {
    return this.#outputs.flatMap(({ vitestReporter }) => (vitestReporter ? [[...vitestReporter]] : []));
  }

  /** What they write. */
  get vitestFiles(): readonly string[] {
    return this.vitestReporters.flatMap(([, { outputFile }]) =>
      typeof outputFile === 'string' ? outputFile : [],
    );
  }

  /** This run adds to the results of the one that was cut off. */
  goOn({ continued }: CutOffRun): void {
    for (const protocol of continued) this.#earlier.goOn({ protocol });
  }

  /** Whoever does not call it has it called with the first cell. @throws ResultsError, also where another run writes to the folder */
  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async #start(): Promise<void> {
    await this.#each((output) => output.start?.());
    this.#held = await holdFolder(this.#context.folder);
  }

  /** Lets the next run write to the folder. */
  [Symbol.dispose](): void {
    this.#held?.[Symbol.dispose]();
    this.#held = null;
  }

  /** @throws ResultsError */
  async add(results: AnyResults): Promise<void> {
    await this.start();
    await this.#each((output) => output.add?.(results), results);
  }

  /** Gives the paths written, a report before the data it was made of, and what could not be written; null: nothing. */
  async stop(results: AnyResults): Promise<Stopped> {
    const written: string[] = [];
    const failure = await this.#stop(results, written).then(
      () => null,
      (error: Error) => error,
    );
    return { written, failure };
  }

  async #stop(results: AnyResults, written: string[]): Promise<void> {
    await this.start();
    await this.#each(async (output) => {
      written.unshift(...((await output.stop?.(results)) ?? []));
    }, results);
    const kept = await this.#earlier.settle(results);
    if (kept !== null) {
      const what = kept.missing === null ? 'what' : `${plural(kept.missing, 'test')} that`;
      this.#context.note(
        `Kept in ${kept.file}: the results of an earlier run, with ${what} this run did not measure.`,
      );
    }
  }

  conclude(conclusion: Conclusion): Promise<void> {
    return this.#each((output) => output.conclude?.(conclusion));
  }

  /** One that fails keeps no other from its work; what failed is thrown after that. `results`: those about to be written. */
  async #each(work: (output: OpenOutput) => Promise<void> | undefined, results?: AnyResults): Promise<void> {
    const failures: Error[] = [];
    for (const output of this.#outputs) {
      try {
        if (results && output.replaces) await this.#earlier.setAside(results);
        await work(output);
      } catch (error) {
        failures.push(error as Error);
      }
    }
    const [first] = failures;
    if (first === undefined) return;
    const defect = failures.find((error) => !(error instanceof ResultsError));
    if (defect) throw defect;
    throw new ResultsError([...new Set(failures.map(({ message }) => message))].join('\n'), { cause: first });
  }
}
