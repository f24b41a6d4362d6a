/** One load with a planted bottleneck, and what is said of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conduct } from '../../load/fleet/conductor.ts';
import { MQTT } from '../../load/mqtt/kind.ts';
import { readPlan } from '../../load/mqtt/plan-input.ts';
import { observe } from '../../observe/observer.ts';
import type { Observation } from '../../saved/observation.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { judge } from '../../slo/judge/judge.ts';
import { slo } from '../../slo/promise.ts';
import { startBroker } from '../../targets/broker/start.ts';
import { type Cause, configurationFile, type Planted } from './causes.ts';

const CLIENTS = 100;
const DRAIN_MS = 1000;
/** Nothing planted here leaves it met. */
const PROMISE = { 'publish.ack.p99': '< 20ms' } as const;

export interface Observed {
  readonly observation: Observation;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

export async function observed(cause: Cause, measureMs: number): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bottleneck-'));
  const configuration = configurationFile(cause, folder);
  const broker = await startBroker({
    choice: cause.broker ?? 'native',
    ...(configuration !== null && { configurationFile: configuration }),
  });
  let planted: Promise<Planted> | null = null;
  let lifted: Promise<void> | null = null;
  const lift = () => (lifted ??= (async () => (await planted)?.lift())());
  try {
    await using observer = await observe({ target: broker, folder, cell: 'load' });
    const publish = {
      topic: 'devices/{client}/state',
      payload: '200B',
      qos: 1,
      every: `${(1000 * CLIENTS) / cause.rate}ms`,
      retain: cause.retain ?? false,
    } as const;
    const plan = readPlan(
      {
        groups: {
          devices: { clients: CLIENTS, publish },
          recorders: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 0 } },
        },
        ramp: '500/s',
        warmup: '500ms',
        measure: `${measureMs}ms`,
        drain: `${DRAIN_MS}ms`,
      },
      broker,
    );
    let agents: readonly number[] = [];
    const plant = () => {
      planted = cause.plant({ broker: broker.pid!, agents, folder });
    };
    const result = await conduct(MQTT, plan, {
      onAgents(pids) {
        agents = pids;
        observer.agents(pids);
        if (cause.early) plant();
      },
      onMeasureStart() {
        observer.measureStarts();
        if (!cause.early) plant();
        setTimeout(lift, measureMs + DRAIN_MS / 2);
      },
    });
    const observation = await observer.finish(result);
    const { verdict, reasons } = judge(result, slo(PROMISE), { observation });
    return { observation, verdict, reasons };
  } finally {
    await lift();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why what was said is wrong; null = it is right. */
export function wrong(
  cause: Cause,
  { observation: { bottleneck }, verdict, reasons }: Observed,
): string | null {
  const told = `${bottleneck.where}: ${bottleneck.evidence.join('; ')}`;
  if (bottleneck.where !== cause.where) return `bottleneck ${told}`;
  if (!cause.evidence.test(bottleneck.evidence.join('; '))) return `evidence of ${told}`;
  return cause.verdict !== undefined && verdict !== cause.verdict
    ? `verdict ${verdict}: ${reasons.join('; ')}`
    : null;
}
