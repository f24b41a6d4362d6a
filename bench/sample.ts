import type { Plan } from '../load/mqtt/plan.ts';
import type { Cpu } from './process-cpu.ts';

/** One engine, one scenario, once. */
export interface Sample {
  /** Start to the first measured moment: start-up and connecting (and warming up, if anything is published). */
  readonly beforeCpu: Cpu;
  /** In the measure phase. */
  readonly measureCpu: Cpu;
  readonly measureMs: number;
  /** Sent in the measure phase. */
  readonly messages: number;
  readonly connections: number;
  /** First attempt to last CONNACK. */
  readonly connectMs: number;
}

/** Carries out a plan and measures itself doing so. Throws Error when it could not. */
export type Engine = (plan: Plan) => Promise<Sample>;
