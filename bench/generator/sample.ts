import type { Plan } from '../../load/mqtt/plan.ts';
import type { Cpu } from '../process-cpu.ts';
import { kernelObjectBytes } from '../process-memory.ts';

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
  /** At the end of the measure phase, of all processes. */
  readonly residentBytes: number;
  /** By how much the kernel's objects grew until then, the broker's share included; null = unknown. */
  readonly kernelBytes: number | null;
  /** Null: not measured, as without polling. */
  readonly lagP99Ms: number | null;
}

/** Carries out a plan and measures itself doing so. Throws Error when it could not. */
export type Engine = (plan: Plan) => Promise<Sample>;

/** Since it was made. */
export function kernelGrowth(): () => number | null {
  const before = kernelObjectBytes();
  return () => {
    const now = kernelObjectBytes();
    return now === null || before === null ? null : now - before;
  };
}
