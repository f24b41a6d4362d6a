/** The generator asks: one agent and the coordinator, with ledger, histograms and series. */
import { setTimeout as sleep } from 'node:timers/promises';
import { conduct } from '../../load/fleet/conductor.ts';
import { decodeHistogram } from '../../load/histogram.ts';
import { MQTT } from '../../load/mqtt/kind.ts';
import { readPlan } from '../../load/mqtt/plan-input.ts';
import type { Broker } from '../../targets/broker/broker.ts';
import { minus, NO_CPU, plus, processCpu } from '../process-cpu.ts';
import { residentBytes } from '../process-memory.ts';
import { type Asker, SHARDS } from './asking.ts';

export const tidemarkAsker =
  (broker: Broker): Asker =>
  async (asking, onMeasure) => {
    const { clients, connections, everyMs, payloadBytes, timeoutMs, warmupMs, measureMs } = asking;
    const plan = readPlan(
      {
        groups: {
          askers: {
            clients,
            connections,
            connect: { protocol: '5' },
            request: {
              topic: `req/{shard:${SHARDS}}`,
              timeout: `${timeoutMs}ms`,
              payload: `${payloadBytes}B`,
              every: `${everyMs}ms`,
            },
          },
        },
        warmup: `${warmupMs}ms`,
        measure: `${measureMs}ms`,
        drain: `${timeoutMs}ms`,
      },
      broker,
      { agents: 1 },
    );
    let pids: readonly number[] = [];
    const cpu = () => [process.pid, ...pids].map(processCpu).reduce(plus);
    // The coordinator is this process, which was there before: what it grows by is the load's.
    const own = residentBytes(process.pid);
    let measured = Promise.resolve({ cpu: NO_CPU, bytes: 0 });
    const measure = async () => {
      onMeasure();
      const before = cpu();
      await sleep(measureMs);
      onMeasure();
      const bytes = pids.reduce((sum, pid) => sum + residentBytes(pid), residentBytes(process.pid) - own);
      return { cpu: minus(cpu(), before), bytes };
    };
    const run = await conduct(MQTT, plan, {
      onAgents: (agents) => {
        pids = agents;
      },
      onMeasureStart: () => {
        measured = measure();
      },
    });
    if (run.status === 'invalid') throw new Error(run.reason);
    const { counts, requests, latencies } = run.windows.measure!.groups.askers!;
    const latency = decodeHistogram(latencies.request!);
    const { cpu: used, bytes } = await measured;
    return {
      due: counts.sent + counts.unsentByTarget + counts.unsentByGenerator,
      matched: requests!.matched,
      p50Ms: latency.getValueAtPercentile(50) / 1000,
      p99Ms: latency.getValueAtPercentile(99) / 1000,
      cpuUs: used.userUs + used.systemUs,
      residentBytes: bytes,
    };
  };
