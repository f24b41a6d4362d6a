/** How this process itself fared: CPU, memory, busy share of the loop, stalls. */
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { nowUs } from './clock.ts';

const HEARTBEAT_MS = 20;
/** A loop that did not turn for so long delayed sends and time stamps alike. */
export const STALL_MS = 100;

export class Health {
  readonly #stalls: { atUs: number; durationMs: number }[] = [];
  readonly #idlePollUs: () => number;
  #heart: NodeJS.Timeout | undefined;
  #beatUs = 0;
  #cpu = process.cpuUsage();
  #loop: EventLoopUtilization = performance.eventLoopUtilization();
  #idlePollAtStartUs = 0;
  #measureFromUs = 0;
  #measured: { readonly cpuPercent: number; readonly loopUtilization: number } | null = null;

  constructor(idlePollUs: () => number) {
    this.#idlePollUs = idlePollUs;
    this.listens();
  }

  /** From now on it is noticed when the loop stands still. */
  listens(): void {
    this.#beatUs = nowUs();
    clearInterval(this.#heart);
    this.#heart = setInterval(() => {
      const timeUs = nowUs();
      const gapMs = (timeUs - this.#beatUs) / 1000 - HEARTBEAT_MS;
      if (gapMs >= STALL_MS) this.#stalls.push({ atUs: this.#beatUs, durationMs: gapMs });
      this.#beatUs = timeUs;
    }, HEARTBEAT_MS).unref();
  }

  /** Nothing is under way until `listens`: fifty processes that wake as often take the CPU from those that connect. */
  rests(): void {
    clearInterval(this.#heart);
  }

  measureBegins(): void {
    this.#measured = null;
    this.#measureFromUs = nowUs();
    this.#cpu = process.cpuUsage();
    this.#loop = performance.eventLoopUtilization();
    this.#idlePollAtStartUs = this.#idlePollUs();
  }

  measureEnds(): void {
    const wallUs = nowUs() - this.#measureFromUs;
    const cpu = process.cpuUsage(this.#cpu);
    const { active } = performance.eventLoopUtilization(this.#loop);
    const idleUs = this.#idlePollUs() - this.#idlePollAtStartUs;
    this.#measured = {
      cpuPercent: ((cpu.user + cpu.system) / wallUs) * 100,
      loopUtilization: Math.min(1, Math.max(0, (active * 1000 - idleUs) / wallUs)),
    };
  }

  /** A measure phase that has no drain after it ends here. */
  result(measureStartUs: number) {
    if (this.#measured === null) this.measureEnds();
    const cpu = process.cpuUsage();
    return {
      pid: process.pid,
      cpuMs: (cpu.user + cpu.system) / 1000,
      ...this.#measured!,
      maxRssBytes: process.resourceUsage().maxRSS * 1024,
      stalls: this.#stalls.map(({ atUs, durationMs }) => ({
        atMs: (atUs - measureStartUs) / 1000,
        durationMs,
      })),
    };
  }
}
