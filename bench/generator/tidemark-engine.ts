/** The generator itself, whole: agents and coordinator, with ledger, stamps, histograms and series. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as conductor from '../../load/fleet/conductor.ts';
import { decodeHistogram } from '../../load/histogram.ts';
import type * as kind from '../../load/mqtt/kind.ts';
import { type Cpu, minus, NO_CPU, plus, processCpu } from '../process-cpu.ts';
import { residentBytes } from '../process-memory.ts';
import { type Engine, kernelGrowth } from './sample.ts';

interface Measured {
  readonly cpu: Cpu;
  readonly residentBytes: number;
  readonly kernelBytes: number | null;
}

/** `root`: the checkout whose generator it is. */
export async function tidemarkEngine(root: string, agentExecArgv: readonly string[]): Promise<Engine> {
  const { conduct } = await inCheckout<typeof conductor>(root, 'load/fleet/conductor.ts');
  const { MQTT } = await inCheckout<typeof kind>(root, 'load/mqtt/kind.ts');
  return async (plan) => {
    let pids: readonly number[] = [];
    const cpu = (): Cpu => [process.pid, ...pids].map(processCpu).reduce(plus);
    const started = processCpu(process.pid);
    // The coordinator is this process, which was there before: what it grows by is the load's.
    const own = residentBytes(process.pid);
    const grown = kernelGrowth();
    let before = NO_CPU;
    let measured: Promise<Measured> | undefined;
    const measure = async (): Promise<Measured> => {
      before = cpu();
      await sleep(plan.measureMs);
      const bytes = pids.reduce((sum, pid) => sum + residentBytes(pid), residentBytes(process.pid) - own);
      return { cpu: minus(cpu(), before), residentBytes: bytes, kernelBytes: grown() };
    };
    const result = await conduct(MQTT, plan, {
      agentExecArgv,
      onAgents: (agents) => {
        pids = agents;
      },
      onMeasureStart: () => {
        measured = measure();
      },
    });
    if (result.status === 'invalid' || !measured)
      throw new Error(result.status === 'invalid' ? result.reason : 'nothing was measured');
    const { counts, connect, latencies } = Object.values(result.windows.measure!.groups)[0]!;
    if (result.targetFaults.length > 0 || counts.unsentByTarget + counts.unsentByGenerator > 0)
      throw new Error(`not all was sent: ${result.targetFaults.join(', ')} ${JSON.stringify(counts)}`);
    if (plan.groups[0]!.publish && counts.sent === 0) throw new Error('nothing was sent');
    const lag = latencies['schedule.lag'];
    const { cpu: measureCpu, ...memory } = await measured;
    return {
      beforeCpu: minus(before, started),
      measureCpu,
      measureMs: plan.measureMs,
      messages: counts.sent,
      connections: connect.succeeded,
      connectMs: (connect.lastConnackMs ?? 0) - (connect.firstAttemptMs ?? 0),
      lagP99Ms: lag === undefined ? null : decodeHistogram(lag).getValueAtPercentile(99) / 1000,
      ...memory,
    };
  };
}

const inCheckout = <Module>(root: string, file: string): Promise<Module> =>
  import(pathToFileURL(join(root, file)).href);
