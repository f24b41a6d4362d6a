/** What the users of a plan are to do, made ready for all of them. */
import type { HttpPlan, LoginPlan, TaskPlan } from './plan.ts';

export class Script {
  readonly login: LoginPlan | null;
  readonly tasks: readonly TaskPlan[];
  /** Texts of the tasks' expectations, null = any body. */
  readonly needles: readonly (Buffer | null)[];
  /** Weights of the tasks, each added to those before it. */
  readonly #weights: readonly number[];

  constructor({ login, tasks }: HttpPlan) {
    this.login = login;
    this.tasks = tasks;
    this.needles = tasks.map(({ expect }) =>
      expect.contains === null ? null : Buffer.from(expect.contains),
    );
    let sum = 0;
    this.#weights = tasks.map(({ weight }) => {
      sum += weight;
      return sum;
    });
  }

  /** Whether there is nothing to choose. */
  get single(): boolean {
    return this.tasks.length === 1;
  }

  /** Number of the task that `share`, from 0 to 1, falls on by weight. */
  taskAt(share: number): number {
    const weights = this.#weights;
    const at = share * weights.at(-1)!;
    let task = 0;
    while (weights[task]! <= at) task++;
    return task;
  }
}
