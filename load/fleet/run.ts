/** One run with the agents of a fleet: prepare -> ready -> start -> progress -> finish -> result. */
import { nowUs } from '../clock.ts';
import { cutShort, type Interruption, interruptionText } from '../cut-short.ts';
import type { AgentReport } from '../generator.ts';
import type { Kind, KindTypes, Obstacle, RunRecord } from '../kind.ts';
import type { FromAgent, Slice, ToAgent } from '../messages.ts';
import type { Progress } from '../progress.ts';
import { type LiveFigures, NO_FIGURES } from '../so-far.ts';
import type { Fleet } from './fleet.ts';
import type { Outcome } from './outcome.ts';
import { Silence } from './silence.ts';
import { Turns } from './turns.ts';

/** From the barrier to the first intended time: the start message has to reach every agent. */
const START_AFTER_US = 100_000;
/** For encoding and sending what was measured. */
const RESULT_TIMEOUT_MS = 60_000;
/** Clients that have not left then are cut off with their agent. */
const LEAVE_TIMEOUT_MS = 60_000;
/** What is under way when a load is interrupted has so long to end, and agents so long to report: its user waits. */
const SETTLE_MS = 2000;
/** Less of a measure phase is none: seconds are what series and samplers have. */
const LEAST_MEASURED_MS = 1000;
const REPORT_MS = 3000;

export interface RunOptions {
  /** Ends the run early: what was measured so far is the result; before the measure phase it is invalid, 'interrupted'. */
  readonly signal?: AbortSignal;
  /** Once a second. */
  readonly onProgress?: (progress: Progress, figures: LiveFigures) => void;
  readonly onMeasureStart?: () => void;
  /** The series keep the latencies of each second. */
  readonly secondSamples?: boolean;
}

/** How a run is shared out. */
export interface Shares<K extends KindTypes> {
  readonly sliceOf: (agent: number) => Slice<K['plan']>;
  /** Agents that connect, or close their connections, at the same time, where they may do so in turn. */
  readonly agentsAtOnce: number;
}

export class Run<K extends KindTypes> {
  readonly #kind: Kind<K>;
  readonly #plan: K['plan'];
  readonly #fleet: Fleet<ToAgent<K>>;
  readonly #agents: number;
  readonly #options: RunOptions;
  readonly #record: RunRecord<K>;
  readonly #outcome = Promise.withResolvers<Outcome<K>>();
  readonly #over = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #preparedUs = nowUs();
  readonly #connected: number[] = [];
  readonly #preparing: Turns;
  readonly #leaving: Turns;
  /** Agents that have told of a second. */
  readonly #told: number[] = [];
  readonly #reports = new Map<number, K['report'] & AgentReport>();
  readonly #silence: Silence;
  #startUs = 0;
  #finishing = false;
  #patience: NodeJS.Timeout | undefined;
  #startedAt: string | null = null;
  #interruption: Interruption | null = null;
  /** How much of the measure phase is carried out, where that is not all of it. */
  #afterMs: number | null = null;

  /** `plan`: its target is looked up. */
  constructor(
    kind: Kind<K>,
    plan: K['plan'],
    fleet: Fleet<ToAgent<K>>,
    { sliceOf, agentsAtOnce, ...options }: RunOptions & Shares<K>,
  ) {
    this.#kind = kind;
    this.#plan = plan;
    this.#fleet = fleet;
    this.#agents = fleet.pids.length;
    this.#options = options;
    this.#record = kind.record(plan);
    const mayPrepareInTurn = kind.mayPrepareInTurn?.(plan) ?? false;
    this.#preparing = new Turns(this.#agents, mayPrepareInTurn ? agentsAtOnce : this.#agents, (agent) =>
      fleet.send(agent, { type: 'prepare', slice: sliceOf(agent) }),
    );
    this.#leaving = new Turns(this.#agents, agentsAtOnce, (agent) => fleet.send(agent, { type: 'leave' }));
    this.#silence = new Silence(
      this.#agents,
      (agent) => (this.#startUs > 0 ? !this.#reports.has(agent) : this.#preparing.isAwaited(agent)),
      (agent, seconds) =>
        this.#close({
          cause: 'agent-died',
          reason: `agent ${agent + 1} of ${this.#agents} has said nothing for ${seconds} s: its process is stopped or stuck, and what its clients did is unknown`,
        }),
    );
  }

  /** Never rejects. */
  begin(): Promise<Outcome<K>> {
    this.#options.signal?.addEventListener('abort', this.#interrupted);
    this.#preparing.begin();
    return this.#outcome.promise;
  }

  heard(message: FromAgent<K>, agent: number): void {
    if (this.#over.signal.aborted) return;
    this.#silence.heard(agent);
    switch (message.type) {
      case 'connecting':
        this.#connected[agent] = message.connected;
        this.#options.onProgress?.(this.#connecting(), NO_FIGURES);
        break;
      case 'ready':
        if (this.#preparing.done(agent)) void this.#allReady();
        break;
      case 'refused':
        this.#close({ cause: 'preflight', reason: message.reason });
        break;
      case 'progress':
        this.#second(message.second, message.told);
        break;
      case 'own':
        this.#record.heard?.(message.message, {
          count: this.#agents,
          startUs: this.#startUs,
          soonUs,
          tell: (of) => this.#tell((offsetUs) => ({ type: 'own', message: of(offsetUs) })),
        });
        break;
      case 'result':
        this.#reports.set(agent, message.report);
        if (this.#reports.size === this.#agents) this.#leave();
        break;
      case 'left':
        this.#left(agent);
    }
  }

  /** An agent is gone; what it has reported counts all the same. */
  agentEnded(agent: number, reason: string): void {
    if (!this.#reports.has(agent)) this.#close({ cause: 'agent-died', reason });
    else this.#left(agent);
  }

  get #measureStartUs(): number {
    return this.#startUs + this.#plan.warmupMs * 1000;
  }

  async #allReady(): Promise<void> {
    await this.#kind.beforeStart?.(this.#plan, this.#over.signal);
    if (this.#over.signal.aborted) return;
    const { measureMs, drainMs } = this.#plan;
    this.#startUs = soonUs();
    this.#tell((offsetUs) => ({ type: 'start', atUs: this.#startUs + offsetUs }));
    this.#at(this.#measureStartUs, () => {
      this.#startedAt = new Date().toISOString();
      this.#options.onMeasureStart?.();
    });
    this.#at(this.#measureStartUs + (measureMs + drainMs) * 1000, () => this.#finish());
  }

  #finish(): void {
    this.#finishing = true;
    this.#fleet.sendAll({ type: 'finish' });
    // An agent that was late drains once more.
    const withinMs = this.#interruption ? REPORT_MS : this.#plan.drainMs + RESULT_TIMEOUT_MS;
    this.#timers.push(setTimeout(() => this.#close(this.#noReport), withinMs));
  }

  /** What was measured is known: nothing from here on makes the run invalid. */
  #leave(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#silence.end();
    const withinMs = this.#interruption ? REPORT_MS : LEAVE_TIMEOUT_MS;
    this.#patience = setTimeout(() => this.#measured(), withinMs);
    this.#timers.push(this.#patience);
    this.#leaving.begin();
  }

  #left(agent: number): void {
    if (!this.#patience) return;
    if (!this.#interruption) this.#patience.refresh();
    if (this.#leaving.done(agent)) this.#measured();
  }

  #measured(): void {
    this.#close({
      reports: [...this.#reports.values()],
      measureStartUs: this.#measureStartUs,
      afterMs: this.#afterMs,
      interrupted: this.#interruption,
    });
  }

  get #noReport(): Obstacle {
    const reason = 'an agent process did not hand in its result';
    return this.#interruption
      ? { cause: 'interrupted', reason: `${interruptionText(this.#interruption)}; ${reason}` }
      : { cause: 'agent-died', reason };
  }

  #second(second: number, told: K['second']): void {
    this.#record.second(second, told);
    this.#told[second] = (this.#told[second] ?? 0) + 1;
    if (this.#told[second] !== this.#agents) return;
    this.#options.onProgress?.(this.#record.progress(second), this.#record.figures);
    const doneMs = this.#record.doneMs?.(second) ?? null;
    if (doneMs !== null) this.#done(doneMs);
  }

  #connecting(): Progress {
    return {
      phase: 'connect',
      secondsInPhase: Math.round((nowUs() - this.#preparedUs) / 1e6),
      phaseSeconds: 0,
      clients: this.#record.expected,
      connected: this.#connected.reduce((sum, count) => sum + count, 0),
      protocol: this.#plan.protocol,
      sentPerSecond: 0,
      receivedPerSecond: 0,
      p99Ms: null,
      lost: null,
      secondsLeft: null,
    };
  }

  #tell(message: (clockOffsetUs: number) => ToAgent<K>): void {
    for (let agent = 0; agent < this.#agents; agent++)
      this.#fleet.send(agent, message(this.#fleet.clockOffsetUs(agent)));
  }

  #at(timeUs: number, action: () => void): void {
    this.#timers.push(setTimeout(action, Math.max(0, (timeUs - nowUs()) / 1000)));
  }

  /** All was done before the time was over: the measure phase ended with it, and the drain begins. */
  #done(afterMs: number): void {
    const { measureMs, drainMs } = this.#plan;
    if (this.#finishing || this.#afterMs !== null || afterMs >= measureMs) return;
    this.#endMeasure(afterMs, nowUs() + drainMs * 1000);
  }

  /** Agents are done at `settledUs`. */
  #endMeasure(afterMs: number, settledUs: number): void {
    const { measureMs, drainMs } = this.#plan;
    this.#afterMs = afterMs;
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    const endUs = this.#measureStartUs + afterMs * 1000;
    if (afterMs < measureMs) this.#tell((offsetUs) => ({ type: 'cut', atUs: endUs + offsetUs }));
    this.#at(Math.min(settledUs, this.#measureStartUs + (measureMs + drainMs) * 1000), () => this.#finish());
  }

  /** The measure phase ends now, and what is under way has a moment to end. */
  readonly #interrupted = (): void => {
    const { measureMs, drainMs } = this.#plan;
    const soonMs = Math.ceil((soonUs() - this.#measureStartUs) / 1000);
    if (this.#startedAt === null || soonMs < Math.min(LEAST_MEASURED_MS, measureMs)) {
      this.#close({ cause: 'interrupted', reason: 'interrupted by the user or a time-out' });
      return;
    }
    if (this.#patience) {
      this.#measured();
      return;
    }
    if (this.#finishing) {
      const reason = 'interrupted while the agents handed in their results';
      this.#timers.push(setTimeout(() => this.#close({ cause: 'interrupted', reason }), REPORT_MS));
      return;
    }
    const ofMs = this.#afterMs ?? measureMs;
    const afterMs = Math.min(soonMs, ofMs);
    const endUs = this.#measureStartUs + afterMs * 1000;
    this.#interruption = { afterMs, ofMs };
    this.#endMeasure(afterMs, Math.max(endUs, soonUs()) + Math.min(drainMs, SETTLE_MS) * 1000);
  };

  #close(
    end:
      | Pick<
          Extract<Outcome<K>, { reports: unknown }>,
          'reports' | 'measureStartUs' | 'afterMs' | 'interrupted'
        >
      | Obstacle,
  ): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#silence.end();
    this.#options.signal?.removeEventListener('abort', this.#interrupted);
    const plan = this.#afterMs === null ? this.#plan : cutShort(this.#plan, this.#afterMs);
    this.#outcome.resolve({
      startedAt: this.#startedAt,
      series: this.#record.series(plan, this.#options.secondSamples ?? false),
      ...end,
    });
  }
}

const soonUs = (): number => Math.ceil(nowUs()) + START_AFTER_US;
