/** The virtual users of one agent: they join, live, and are measured once a run. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nowUs } from '../clock.ts';
import { encodedLatency } from '../encoded-latencies.ts';
import type { Slice } from '../messages.ts';
import { windowsUntil } from '../windows.ts';
import { CannotCarryOut, type RunTimes, type Work, type WorkPlace } from '../work.ts';
import { Joiner } from './joiner.ts';
import type { Http, UsersReport } from './messages.ts';
import { PageFloor } from './page-floor.ts';
import type { Behaviour, HttpPlan } from './plan.ts';
import { Population } from './population.ts';
import { siteOf } from './site.ts';

/** Tasks a turn begins before reads get theirs. */
const TURN_BUDGET = 64;
const SWEEP_MS = 50;

export class UsersWork implements Work<Http> {
  readonly stays = true;
  readonly #place: WorkPlace<Http>;
  #population: Population | null = null;
  #slice: Slice<HttpPlan> | null = null;
  #times: RunTimes | null = null;
  /** In place of what users do. */
  #floor: PageFloor | null = null;

  constructor(place: WorkPlace<Http>) {
    this.#place = place;
  }

  get present(): number {
    return this.#population?.present ?? 0;
  }

  get nextUs(): number {
    return this.#population?.nextUs ?? Number.POSITIVE_INFINITY;
  }

  turn(untilUs: number): void {
    this.#population?.turn(untilUs, TURN_BUDGET);
  }

  /** New users join, surplus ones leave. */
  async prepare(slice: Slice<HttpPlan>): Promise<void> {
    this.#slice = slice;
    const { plan, agent, agents } = slice;
    this.#population ??= await this.#firstUsers(slice);
    const population = this.#population;
    const numbers = Array.from({ length: shareOf(slice) }, (_, i) => agent + i * agents);
    // One session is enough for all connections of a page floor.
    const missing = population.resize(plan.engine === 'tidemark' ? numbers : [0]);
    const { spawnPerSecond } = plan;
    await new Promise<void>((resolve) => {
      new Joiner(population, missing, { agent, agents, spawnPerSecond }, resolve).pump();
    });
  }

  begin(times: RunTimes): void {
    const { plan } = this.#slice!;
    this.#times = times;
    this.#population!.measure(times.windows, times.startUs, times.measureEndUs, plan.users);
    if (plan.engine === 'autocannon')
      this.#place.at(times.startUs, () => void this.#beginFloor(times.measureEndUs));
  }

  cutShort(atUs: number): void {
    const times = this.#times!;
    this.#times = { ...times, measureEndUs: atUs, windows: windowsUntil(times.windows, atUs) };
    this.#population!.cutShort(atUs);
    this.#floor?.cutShort(atUs);
  }

  takeSecond(): Http['second'] {
    const { present, recorders } = this.#population!;
    return {
      users: this.#floor?.takeAsked() ?? present,
      tasks: recorders.map((recorder) => recorder.takeSecond()),
    };
  }

  /** Whatever fell due since the last turn is late, not skipped. */
  catchUp(atUs: number): boolean {
    const population = this.#population!;
    population.turn(atUs, Number.POSITIVE_INFINITY);
    return population.begunTooLate;
  }

  end(): UsersReport {
    const { plan } = this.#slice!;
    const { windows } = this.#times!;
    const population = this.#population!;
    const floor = this.#floor;
    this.#floor = null;
    const recorded = population.recorders.map((recorder) => recorder.result());
    const { attempted, succeeded, failedBy, turnedAwayBy, response, service } = population.joining;
    const report: UsersReport = {
      windows: plan.windows.map((_, w) => recorded.map((task) => task[w]!)),
      unfinished: plan.windows.map((_, w) => {
        const [fromUs, toUs] = [windows.fromUs[w]!, windows.toUs[w]!];
        return floor ? [floor.unfinished(fromUs, toUs)] : population.unfinished(fromUs, toUs);
      }),
      login: {
        attempted,
        succeeded,
        failedBy,
        turnedAwayBy,
        latency: encodedLatency(response),
        service: encodedLatency(service),
      },
      open: population.openAccount(),
    };
    floor?.end();
    return report;
  }

  async #firstUsers({ plan, sourcePrefix }: Slice<HttpPlan>): Promise<Population> {
    const behaviour = await behaviourOf(plan.module);
    if (plan.engine === 'autocannon')
      await PageFloor.load().catch((error: Error) => {
        throw new CannotCarryOut(error.message);
      });
    const population = new Population(plan, siteOf(plan, sourcePrefix), behaviour);
    population.onEarlier = () => this.#place.wake();
    setInterval(() => population.sweep(nowUs()), SWEEP_MS);
    return population;
  }

  async #beginFloor(untilUs: number): Promise<void> {
    const population = this.#population!;
    const { recorders, users } = population;
    const [user] = users;
    if (user?.phase !== 'ready') return;
    const { plan } = this.#slice!;
    const request = user.requestOf(0);
    this.#floor = await PageFloor.begin(plan, recorders[0]!, {
      site: population.site,
      request,
      cookie: user.cookies.header(request.target),
      connections: shareOf(this.#slice!),
      untilUs,
    });
  }
}

/** Users of this agent. */
const shareOf = ({ plan, agent, agents }: Slice<HttpPlan>): number =>
  Math.max(0, Math.ceil((plan.users - agent) / agents));

/** @throws CannotCarryOut */
async function behaviourOf(path: string | null): Promise<Behaviour | null> {
  if (path === null) return null;
  const url = pathToFileURL(resolve(path)).href;
  const loaded = (await import(url).catch((error: Error) => {
    throw new CannotCarryOut(`module: ${path} cannot be loaded: ${error.message}`);
  })) as { default?: unknown };
  if (typeof loaded.default !== 'function')
    throw new CannotCarryOut(
      `module: ${path}: a function as default export is required; got ${typeof loaded.default}.`,
    );
  return loaded.default as Behaviour;
}
