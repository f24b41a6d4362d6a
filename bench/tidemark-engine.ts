/** The generator itself, whole: agents and coordinator, with ledger, stamps, histograms and series. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as conductor from '../load/fleet/conductor.ts';
import type * as kind from '../load/mqtt/kind.ts';
import { type Cpu, minus, NO_CPU, plus, processCpu } from './process-cpu.ts';
import type { Engine } from './sample.ts';

/** `root`: the checkout whose generator it is. */
export async function tidemarkEngine(root: string, agentExecArgv: readonly string[]): Promise<Engine> {
  const { conduct } = await inCheckout<typeof conductor>(root, 'load/fleet/conductor.ts');
  const { MQTT } = await inCheckout<typeof kind>(root, 'load/mqtt/kind.ts');
  return async (plan) => {
    let pids: readonly number[] = [];
    const cpu = (): Cpu => [process.pid, ...pids].map(processCpu).reduce(plus);
    const started = processCpu(process.pid);
    let before = NO_CPU;
    let measured: Promise<Cpu> | undefined;
    const result = await conduct(MQTT, plan, {
      agentExecArgv,
      onAgents: (agents) => {
        pids = agents;
      },
      onMeasureStart: () => {
        before = cpu();
        measured = sleep(plan.measureMs).then(() => minus(cpu(), before));
      },
    });
    if (result.status === 'invalid' || !measured)
      throw new Error(result.status === 'invalid' ? result.reason : 'nothing was measured');
    const { counts, connect } = Object.values(result.windows.measure!.groups)[0]!;
    if (result.targetFaults.length > 0 || counts.unsentByTarget + counts.unsentByGenerator > 0)
      throw new Error(`not all was sent: ${result.targetFaults.join(', ')} ${JSON.stringify(counts)}`);
    return {
      beforeCpu: minus(before, started),
      measureCpu: await measured,
      measureMs: plan.measureMs,
      messages: counts.sent,
      connections: connect.succeeded,
      connectMs: (connect.lastConnackMs ?? 0) - (connect.firstAttemptMs ?? 0),
    };
  };
}

const inCheckout = <Module>(root: string, file: string): Promise<Module> =>
  import(pathToFileURL(join(root, file)).href);
