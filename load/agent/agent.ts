/** One agent: takes the work of its kind through the phases of a run, paces it, and reports. */
import { nowUs } from '../clock.ts';
import { Health } from '../health.ts';
import type { KindTypes } from '../kind.ts';
import type { FromAgent, Slice, ToAgent } from '../messages.ts';
import { Pacer } from '../pacer.ts';
import type { AnyPlan } from '../plan.ts';
import { windowTimes } from '../windows.ts';
import { CannotCarryOut, type Work, type WorkPlace } from '../work.ts';

export type WorkClass = new (place: WorkPlace<KindTypes>) => Work<KindTypes>;

export class Agent {
  readonly #send: (message: FromAgent<KindTypes>) => void;
  readonly #work: Work<KindTypes>;
  readonly #pacer: Pacer;
  readonly #health: Health;
  readonly #timers = new Set<NodeJS.Timeout>();
  #slice: Slice<AnyPlan>;
  #startUs = 0;
  #measureStartUs = 0;
  #second = 0;
  #drainedAgain = false;

  constructor(Kind: WorkClass, first: Slice<AnyPlan>, send: (message: FromAgent<KindTypes>) => void) {
    this.#slice = first;
    this.#send = send;
    const work = new Kind({
      say: (message) => send({ type: 'own', message }),
      wake: () => this.#pacer.wake(),
      at: (timeUs, action) => this.#at(timeUs, action),
    });
    this.#work = work;
    this.#pacer = new Pacer(
      first.pacing,
      (timeUs) => work.turn(timeUs),
      () => work.nextUs,
    );
    this.#health = new Health(() => this.#pacer.idlePollUs);
  }

  heard(message: ToAgent<KindTypes>): void {
    if (message.type === 'prepare') void this.#prepare(message.slice);
    else if (message.type === 'start') this.#begin(message.atUs);
    else if (message.type === 'cut') this.#cutShort(message.atUs);
    else if (message.type === 'own') this.#work.heard?.(message.message);
    else if (message.type === 'finish') this.#finish();
    else void this.#leave();
  }

  async #prepare(slice: Slice<AnyPlan>): Promise<void> {
    this.#slice = slice;
    this.#health.listens();
    // Clients may have something to do as soon as they are there.
    this.#pacer.start();
    const progress = setInterval(
      () => this.#send({ type: 'connecting', connected: this.#work.present }),
      1000,
    );
    try {
      await this.#work.prepare(slice);
    } catch (error) {
      if (!(error instanceof CannotCarryOut)) throw error;
      this.#send({ type: 'refused', reason: error.message });
      return;
    } finally {
      clearInterval(progress);
    }
    // What connecting left behind goes now: otherwise the heap is marked while the load is measured.
    globalThis.gc?.();
    this.#health.rests();
    this.#send({ type: 'ready' });
  }

  #begin(startUs: number): void {
    const { warmupMs, measureMs, windows } = this.#slice.plan;
    this.#health.listens();
    this.#startUs = startUs;
    this.#measureStartUs = startUs + warmupMs * 1000;
    this.#second = 0;
    this.#drainedAgain = false;
    const measureEndUs = this.#measureStartUs + measureMs * 1000;
    this.#work.begin({
      startUs,
      measureStartUs: this.#measureStartUs,
      measureEndUs,
      windows: windowTimes(windows, this.#measureStartUs),
    });
    this.#pacer.wake();
    this.#at(this.#measureStartUs, () => this.#health.measureBegins());
    this.#at(measureEndUs, () => this.#health.measureEnds());
    this.#everySecond();
  }

  #cutShort(atUs: number): void {
    this.#work.cutShort(atUs);
    this.#pacer.wake();
    this.#at(atUs, () => this.#health.measureEnds());
  }

  #finish(): void {
    const work = this.#work;
    if (!work.stays) this.#pacer.stop();
    if (work.catchUp(nowUs()) && !this.#drainedAgain) {
      this.#drainedAgain = true;
      this.#after(this.#slice.plan.drainMs, () => this.#finish());
      return;
    }
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    // Of clients that stay the second goes on.
    if (!work.stays) this.#tellSecond();
    const report = work.end();
    const health = this.#health.result(this.#measureStartUs);
    this.#send({ type: 'result', report: { ...report, agent: this.#slice.agent, health } });
  }

  async #leave(): Promise<void> {
    await this.#work.leave?.();
    this.#send({ type: 'left' });
  }

  #everySecond(): void {
    this.#at(this.#startUs + (this.#second + 1) * 1e6, () => {
      this.#tellSecond();
      this.#everySecond();
    });
  }

  #tellSecond(): void {
    this.#send({ type: 'progress', second: this.#second++, told: this.#work.takeSecond() });
  }

  #at(timeUs: number, action: () => void): void {
    this.#after(Math.max(0, (timeUs - nowUs()) / 1000), action);
  }

  /** Days have many seconds: a timer that is over is forgotten. */
  #after(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}
