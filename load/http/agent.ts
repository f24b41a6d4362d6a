/** Carries out one slice of a plan of virtual users: they join, live, and are measured once a hold. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nowUs } from '../clock.ts';
import { encodedLatency } from '../encoded-latencies.ts';
import { Health } from '../health.ts';
import { Pacer } from '../pacer.ts';
import { windowTimes } from '../windows.ts';
import { Joiner } from './joiner.ts';
import type { FromUsersAgent, ToUsersAgent, UsersSlice } from './messages.ts';
import { PageFloor } from './page-floor.ts';
import type { Behaviour } from './plan.ts';
import { Population } from './population.ts';
import { siteOf } from './site.ts';

/** Tasks a turn begins before reads get theirs. */
const TURN_BUDGET = 64;
const SWEEP_MS = 50;

export class UsersAgent {
  readonly #send: (message: FromUsersAgent) => void;
  readonly #pacer: Pacer;
  readonly #health: Health;
  #population: Population | null = null;
  #slice: UsersSlice | null = null;
  /** In place of what users do. */
  #floor: PageFloor | null = null;
  #timers: NodeJS.Timeout[] = [];
  #measureStartUs = 0;
  #drainedAgain = false;

  constructor(first: UsersSlice, send: (message: FromUsersAgent) => void) {
    this.#send = send;
    this.#pacer = new Pacer(
      first.pacing,
      (timeUs) => this.#population?.turn(timeUs, TURN_BUDGET),
      () => this.#population?.nextUs ?? Number.POSITIVE_INFINITY,
    );
    this.#health = new Health(() => this.#pacer.idlePollUs);
    setInterval(() => this.#population?.sweep(nowUs()), SWEEP_MS);
  }

  /** New users join, surplus ones leave; says `ready` when each is there or has failed. */
  async prepare(slice: UsersSlice): Promise<void> {
    this.#slice = slice;
    const { plan, agent, agents } = slice;
    if (!this.#population) {
      let behaviour: Behaviour | null;
      try {
        behaviour = await behaviourOf(plan.module);
        if (plan.engine === 'autocannon') await PageFloor.load();
      } catch (error) {
        this.#send({ type: 'refused', reason: (error as Error).message });
        return;
      }
      this.#population = new Population(plan, siteOf(plan, slice.sourcePrefix), behaviour);
      this.#population.onEarlier = () => this.#pacer.wake();
      this.#pacer.start();
    }
    const population = this.#population;
    const numbers = Array.from({ length: shareOf(slice) }, (_, i) => agent + i * agents);
    // One session is enough for all connections of a page floor.
    const missing = population.resize(plan.engine === 'tidemark' ? numbers : [0]);
    const progress = setInterval(
      () => this.#send({ type: 'connecting', connected: population.present }),
      1000,
    );
    const { spawnPerSecond } = plan;
    new Joiner(population, missing, { agent, agents, spawnPerSecond }, () => {
      clearInterval(progress);
      // What joining left behind goes now: otherwise the heap is marked while requests are measured.
      globalThis.gc?.();
      this.#send({ type: 'ready' });
    }).pump();
  }

  start(atUs: number): void {
    const { plan } = this.#slice!;
    this.#measureStartUs = atUs + plan.warmupMs * 1000;
    this.#drainedAgain = false;
    const endUs = this.#measureStartUs + plan.measureMs * 1000;
    const times = windowTimes(plan.windows, this.#measureStartUs);
    this.#population!.measure(times, atUs, endUs, plan.users);
    this.#pacer.wake();
    if (plan.engine === 'autocannon') this.#at(atUs, () => void this.#beginFloor(endUs));
    this.#at(this.#measureStartUs, () => this.#health.measureBegins());
    this.#at(endUs, () => this.#health.measureEnds());
    this.#everySecond(atUs, 1);
  }

  finish(): void {
    const { plan, agent } = this.#slice!;
    const population = this.#population!;
    // Whatever fell due since the last turn is late, not skipped.
    population.turn(nowUs(), Number.POSITIVE_INFINITY);
    // What we began too late has the drain time too: its answers are not the site's fault.
    if (population.begunTooLate && !this.#drainedAgain) {
      this.#drainedAgain = true;
      this.#timers.push(setTimeout(() => this.finish(), plan.drainMs));
      return;
    }
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    const floor = this.#floor;
    const recorded = population.recorders.map((recorder) => recorder.result());
    const { attempted, succeeded, failedBy, turnedAwayBy, response, service } = population.joining;
    this.#send({
      type: 'result',
      result: {
        agent,
        windows: plan.windows.map((_, w) => recorded.map((task) => task[w]!)),
        unfinished: plan.windows.map(({ fromMs, toMs }) => {
          const [fromUs, toUs] = [this.#measureStartUs + fromMs * 1000, this.#measureStartUs + toMs * 1000];
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
        health: this.#health.result(this.#measureStartUs),
      },
    });
    floor?.end();
    this.#floor = null;
  }

  async #beginFloor(untilUs: number): Promise<void> {
    const { recorders, users } = this.#population!;
    const [user] = users;
    if (user?.phase !== 'ready') return;
    const { plan } = this.#slice!;
    this.#floor = await PageFloor.begin(plan, recorders[0]!, {
      path: user.pathOf(plan.tasks[0]!),
      cookie: user.cookies.header,
      connections: shareOf(this.#slice!),
      untilUs,
    });
  }

  #at(timeUs: number, action: () => void): void {
    this.#timers.push(setTimeout(action, Math.max(0, (timeUs - nowUs()) / 1000)));
  }

  #everySecond(originUs: number, second: number): void {
    this.#at(originUs + second * 1e6, () => {
      const { present, recorders } = this.#population!;
      this.#send({
        type: 'progress',
        second: second - 1,
        users: this.#floor?.takeAsked() ?? present,
        tasks: recorders.map((recorder) => recorder.takeSecond()),
      });
      this.#everySecond(originUs, second + 1);
    });
  }
}

/** For the agent process: what comes from the coordinator, in order. */
export function usersAgent(send: (message: FromUsersAgent) => void): (message: ToUsersAgent) => void {
  let agent: UsersAgent | undefined;
  return (message) => {
    if (message.type === 'prepare') {
      agent ??= new UsersAgent(message.slice, send);
      void agent.prepare(message.slice);
    } else if (message.type === 'start') agent?.start(message.atUs);
    else agent?.finish();
  };
}

/** Users of this agent. */
const shareOf = ({ plan, agent, agents }: UsersSlice): number =>
  Math.max(0, Math.ceil((plan.users - agent) / agents));

async function behaviourOf(path: string | null): Promise<Behaviour | null> {
  if (path === null) return null;
  const url = pathToFileURL(resolve(path)).href;
  const loaded = (await import(url).catch((error: Error) => {
    throw new Error(`module: ${path} cannot be loaded: ${error.message}`);
  })) as { default?: unknown };
  if (typeof loaded.default !== 'function')
    throw new Error(
      `module: ${path}: a function as default export is required; got ${typeof loaded.default}.`,
    );
  return loaded.default as Behaviour;
}
