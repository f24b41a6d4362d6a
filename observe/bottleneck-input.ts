/** What was seen of a run, as far as it was; times of series and samples relative to the start of the measure phase. */
import type { GeneratorResult } from '../load/mqtt/result.ts';
import type { AgentHealth } from '../load/result.ts';
import type { ProcessSeries } from '../saved/observation.ts';
import type { MachinesInput } from './machines.ts';
import type { OtherPrograms } from './other-programs.ts';
import type { QueueSample } from './sockets.ts';
import type { Waits } from './waits.ts';

export interface BottleneckInput extends MachinesInput {
  /** The target is not on the machine that makes the load. */
  readonly elsewhere: boolean;
  readonly target: ProcessSeries | null;
  /** One full core is all it can use. */
  readonly targetSingleThreaded: boolean;
  /** Its CPU quota in percent of one core; null = none. */
  readonly targetQuotaPercent: number | null;
  readonly generator: Pick<GeneratorResult, 'pacing' | 'generatorBound'> & {
    readonly perAgent: readonly Pick<AgentHealth, 'cpuPercent' | 'loopUtilization'>[];
  };
  readonly queues: readonly QueueSample[];
  /** What they waited for; absent or null: not seen. */
  readonly waits?: { readonly target: Waits | null; readonly generator: Waits | null };
  /** What else ran on the machine that makes the load; absent: not seen. */
  readonly others?: OtherPrograms | null;
}
