/** Runs of the proofs: through the public door, against a broker whose faults are known. */
import { test as base } from 'vitest';
import { type ConductOptions, conduct } from '../../../load/fleet/conductor.ts';
import { decodeHistogram } from '../../../load/histogram.ts';
import { MQTT } from '../../../load/mqtt/kind.ts';
import { type MqttPlanInput, readPlan } from '../../../load/mqtt/plan-input.ts';
import type { GroupResult, MeasuredRun } from '../../../load/mqtt/result.ts';
import type { PlanOverrides } from '../../../load/plan-input.ts';
import type { LatencyName } from '../../../metrics/mqtt.ts';
import { type FaultBroker, startFaultBroker } from '../../fault-broker/fault-broker.ts';
import type { Faults } from '../../fault-broker/faults.ts';

export interface Target {
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** `start` starts a broker with these faults, for as long as the test lasts. */
export const test = base.extend('start', ({ task: _ }, { onCleanup }) => {
  const brokers: FaultBroker[] = [];
  onCleanup(async () => {
    await Promise.all(brokers.map((broker) => broker.stop()));
  });
  return async (faults: Faults = {}, host?: string): Promise<FaultBroker> => {
    const broker = await startFaultBroker(faults, host);
    brokers.push(broker);
    return broker;
  };
});

/** 1,000 messages of 20 clients in a second, and one subscriber to them all. */
export const thousand = {
  groups: {
    devices: {
      clients: 20,
      connect: { clientId: 'devices-{client}' },
      publish: { topic: 'devices/{client}/state', payload: '100B', qos: 1, every: '20ms' },
    },
    recorder: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 1 } },
  },
  warmup: '0s',
  measure: '1s',
  // A machine that is busy elsewhere may send the last of them this late.
  drain: '1s',
} as const satisfies MqttPlanInput;

const MOST_ATTEMPTS = 3;

/**
 * Measures again where the generator itself says that it left messages unsent, as on a machine that gives it no CPU until
 * the drain is over. Throws when the run is invalid, with its reason.
 */
export async function measure(
  target: Target | readonly Target[],
  input: MqttPlanInput,
  overrides: PlanOverrides = {},
  options: ConductOptions = {},
): Promise<MeasuredRun> {
  for (let attempt = 1; ; attempt++) {
    const result = await conduct(MQTT, readPlan(input, target, overrides), options);
    if (result.status === 'invalid') throw new Error(`${result.cause}: ${result.reason}`);
    if (attempt === MOST_ATTEMPTS || !leftUnsent(result)) return result;
  }
}

const leftUnsent = ({ windows }: MeasuredRun): boolean =>
  Object.values(windows.measure!.groups).some(({ counts }) => counts.unsentByGenerator > 0);

export function group(result: MeasuredRun, name: string, window = 'measure'): GroupResult {
  return result.windows[window]!.groups[name]!;
}

export function percentileMs(
  result: MeasuredRun,
  name: string,
  latency: LatencyName,
  percentile: number,
): number {
  const encoded = group(result, name).latencies[latency];
  if (encoded === undefined) throw new Error(`Nothing was recorded for ${name}/${latency}.`);
  return decodeHistogram(encoded).getValueAtPercentile(percentile) / 1000;
}
