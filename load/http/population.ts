/** The users of one agent: who comes and goes, who does what next, and what came of it. */
import { shuffled } from '../../statistics/random.ts';
import { nowUs } from '../clock.ts';
import { LatencyCounts } from '../latency-counts.ts';
import { type Cadence, intendedUs, Walk } from '../schedule.ts';
import type { WindowTimes } from '../windows.ts';
import { cadenceOfTasks } from './cadence.ts';
import { DueHeap } from './due-heap.ts';
import type { Behaviour, HttpPlan } from './plan.ts';
import { Script } from './script.ts';
import type { Site } from './site.ts';
import { TaskRecorder } from './task-recorder.ts';
import { User } from './user.ts';

const COME_AGAIN_MS = 1000;
/** Later than a timer is in a process that runs. */
const OWN_LATE_US = 50_000;

/** What the users of one hold went through before it. */
export class Joining {
  attempted = 0;
  succeeded = 0;
  readonly failedBy: Record<string, number> = {};
  readonly turnedAwayBy: Record<string, number> = {};
  readonly response = new LatencyCounts();
  readonly service = new LatencyCounts();
}

export class Population {
  readonly site: Site;
  readonly recorders: readonly TaskRecorder[];
  readonly users: User[] = [];
  joining = new Joining();
  /** Logged in and not gone. */
  present = 0;
  /** Told when a user is there or has failed. */
  onSettled: () => void = () => {};
  /** Told when `nextUs` became earlier. */
  onEarlier: () => void = () => {};
  readonly #plan: HttpPlan;
  readonly #script: Script;
  readonly #behaviour: Behaviour | null;
  readonly #accounts: Uint32Array;
  readonly #due = new DueHeap();
  readonly #joinedFromUs: number[] = [];
  /** For all users. */
  readonly #told = {
    settled: (user: User, cause: string | null, atUs: number) => this.#settled(user, cause, atUs),
    finished: (user: User, cause: string | null, atUs: number) => this.#finished(user, cause, atUs),
  };
  /** Open loop: when which user is due, tasks due and begun, by position. */
  #cadence: Cadence | null = null;
  #walk: Walk | null = null;
  #endUs = 0;
  /** Whether a task of this hold was begun when the hold was over, by our doing. */
  begunTooLate = false;
  #owed = new Uint32Array(0);
  #begun = new Uint32Array(0);

  constructor(plan: HttpPlan, site: Site, behaviour: Behaviour | null) {
    this.#plan = plan;
    this.site = site;
    this.#behaviour = behaviour;
    this.#script = new Script(plan, site);
    this.recorders = plan.tasks.map(() => new TaskRecorder());
    this.#accounts = shuffled(plan.accounts.length, plan.seed);
  }

  /** Users with these numbers, ascending: those above leave; gives those that have to join. */
  resize(numbers: readonly number[]): User[] {
    this.joining = new Joining();
    const missing: User[] = [];
    numbers.forEach((number, position) => {
      let user = this.users[position];
      if (!user) {
        const account = this.#plan.accounts[this.#accounts[number] ?? -1] ?? {};
        user = new User(this.site, this.#script, { number, position, account }, this.#told);
        this.users.push(user);
      }
      if (user.phase === 'failed' || user.phase === 'left') missing.push(user);
    });
    for (const user of this.users.slice(numbers.length)) this.#dismiss(user);
    return missing;
  }

  join(user: User, plannedUs: number): void {
    this.joining.attempted++;
    user.attempt = 1;
    this.#joinedFromUs[user.position] = nowUs();
    user.join(plannedUs);
  }

  #settled(user: User, cause: string | null, atUs: number): void {
    if (cause === null) {
      this.present++;
      this.joining.succeeded++;
      if (this.#plan.login) {
        this.joining.response.record(atUs - user.intendedUs);
        this.joining.service.record(atUs - this.#joinedFromUs[user.position]!);
      }
      if (this.#plan.pace.model === 'closed' && this.#plan.engine === 'tidemark') this.#think(user, atUs);
    } else if (user.attempt < (this.#plan.login?.attempts ?? 1)) {
      this.joining.turnedAwayBy[cause] = (this.joining.turnedAwayBy[cause] ?? 0) + 1;
      setTimeout(() => this.#comeAgain(user), COME_AGAIN_MS * 2 ** (user.attempt - 1));
      return;
    } else this.joining.failedBy[cause] = (this.joining.failedBy[cause] ?? 0) + 1;
    this.onSettled();
  }

  #comeAgain(user: User): void {
    if (user.phase !== 'failed') return;
    user.attempt++;
    user.join(user.intendedUs);
  }

  /** A hold begins; in an open loop its tasks are due from `originUs` until `endUs` (exclusive). */
  measure(times: WindowTimes, originUs: number, endUs: number, users: number): void {
    for (const recorder of this.recorders) recorder.measure(times);
    this.#endUs = endUs;
    this.begunTooLate = false;
    const { pace } = this.#plan;
    if (pace.model === 'closed') return;
    this.#cadence = cadenceOfTasks(pace, users, { originUs, measureStartUs: times.fromUs[0]! });
    const numbers = this.users.filter(({ number }) => number < users).map(({ number }) => number);
    this.#owed = new Uint32Array(numbers.length);
    this.#begun = new Uint32Array(numbers.length);
    this.#walk = new Walk(this.#cadence, numbers, endUs);
  }

  /** Nothing that is due from `atUs` on is measured; in an open loop nothing is due any more. */
  cutShort(atUs: number): void {
    for (const recorder of this.recorders) recorder.cutShort(atUs);
    this.#endUs = Math.min(this.#endUs, atUs);
    this.#walk?.endAt(atUs);
  }

  get nextUs(): number {
    return this.#walk ? this.#walk.nextUs : this.#due.nextUs;
  }

  /** Begins what is due, at most `budget` tasks so that reads get their turn. */
  turn(untilUs: number, budget: number): void {
    for (let left = budget; left > 0 && this.nextUs <= untilUs; left--) {
      if (this.#walk) {
        const { position } = this.#walk;
        this.#owed[position]!++;
        this.#walk.advance();
        this.#beginOwed(this.users[position]!);
      } else {
        const user = this.users[this.#due.pop()]!;
        if (user.phase === 'ready' && !user.busy && user.intendedUs <= untilUs) this.#begin(user);
      }
    }
  }

  #finished(user: User, cause: string | null, atUs: number): void {
    const recorder = this.recorders[user.task]!;
    if (cause === null) recorder.succeeded(user.intendedUs, user.serviceFromUs, atUs);
    else recorder.failed(user.intendedUs, cause);
    if (this.#walk) this.#beginOwed(user, atUs);
    else if (this.#plan.pace.model === 'closed') this.#think(user, atUs);
  }

  /** Ends what has taken too long. */
  sweep(atUs: number): void {
    for (const user of this.users) if (user.deadlineUs < atUs) user.timeOut();
  }

  /** Tasks under way that were due in [fromUs, toUs), by task. */
  unfinished(fromUs: number, toUs: number): number[] {
    const counts = this.#plan.tasks.map(() => 0);
    for (const user of this.users) {
      const within = user.intendedUs >= fromUs && user.intendedUs < toUs;
      if (user.phase === 'ready' && user.busy && within) counts[user.task]!++;
    }
    return counts;
  }

  /** Of an open loop: tasks due, begun, and those a busy or absent user kept back. */
  openAccount(): { offered: number; begun: number; blocked: number } {
    const account = { offered: 0, begun: 0, blocked: 0 };
    this.#owed.forEach((owed, position) => {
      const begun = this.#begun[position]!;
      const user = this.users[position]!;
      account.offered += owed;
      account.begun += begun;
      if (user.busy || user.phase !== 'ready') account.blocked += owed - begun;
    });
    this.#walk = null;
    return account;
  }

  #dismiss(user: User): void {
    if (user.phase === 'ready') this.present--;
    user.leave();
  }

  #beginOwed(user: User, freeFromUs = 0): void {
    const { position } = user;
    if (user.phase !== 'ready' || user.busy || this.#begun[position]! >= this.#owed[position]!) return;
    user.intendedUs = intendedUs(this.#cadence!, user.number, this.#begun[position]!++);
    user.task = this.#choose(user);
    this.#begin(user, freeFromUs);
  }

  /** What the user does next and when: its own random sequence decides. */
  #think(user: User, atUs: number): void {
    const { pace } = this.#plan;
    if (pace.model === 'open') return;
    if (this.#behaviour) {
      const { number, account, begun } = user;
      const next = this.#behaviour({ number, account, begun, random: () => this.#random(user) });
      user.task = this.#plan.tasks.findIndex(({ name }) => name === next.task);
      if (user.task < 0)
        throw new RangeError(`the behaviour chose task "${next.task}", which is not in the plan`);
      user.intendedUs = atUs + next.waitMs * 1000;
    } else {
      const [from, to] = pace.waitMs;
      user.task = this.#choose(user);
      user.intendedUs = to === 0 ? atUs : atUs + (from + (to - from) * this.#random(user)) * 1000;
    }
    if (user.intendedUs <= atUs) this.#begin(user, atUs);
    else {
      this.#due.push(user.position, user.intendedUs);
      if (this.#due.nextUs === user.intendedUs) this.onEarlier();
    }
  }

  #choose(user: User): number {
    return this.#script.single ? 0 : this.#script.taskAt(this.#random(user));
  }

  #random(user: User): number {
    return user.random();
  }

  /** Late by the target's doing is not lag: it counts from when the user was free. */
  #begin(user: User, freeFromUs = 0): void {
    const atUs = nowUs();
    const lagUs = Math.max(0, atUs - Math.max(user.intendedUs, freeFromUs));
    if (lagUs > OWN_LATE_US && user.intendedUs < this.#endUs && atUs > this.#endUs) this.begunTooLate = true;
    this.recorders[user.task]!.begun(user.intendedUs, lagUs);
    user.begin(lagUs, atUs);
  }
}
