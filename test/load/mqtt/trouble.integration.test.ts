import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, vi } from 'vitest';
import { conduct } from '../../../load/fleet/conductor.ts';
import { MQTT } from '../../../load/mqtt/kind.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import type { RunResult } from '../../../load/mqtt/result.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { group, measure, test, thousand } from './measure.ts';

const plan = { ...thousand, measure: '2s' } as const;
const lossless = slo({ lost: '= 0' });

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.concurrent('a broker in trouble', () => {
  test('killed in mid-run is a fault of the target, and what came before is kept', async ({ start }) => {
    const broker = await start();
    const result = await measure(
      broker,
      plan,
      {},
      {
        onMeasureStart: () => void setTimeout(() => broker.stop(), 1000),
      },
    );
    expect(result.targetFaults.join('\n')).toMatch(/clos|reset|refused/i);
    const { offered, sent, acknowledged, unsentByTarget, unsentByGenerator } = group(
      result,
      'devices',
    ).counts;
    expect(offered).toBe(2000);
    expect(acknowledged).toBeGreaterThan(0);
    expect(acknowledged).toBeLessThan(2000);
    expect(sent + unsentByTarget).toBe(2000);
    expect(unsentByGenerator).toBe(0);
    expect(judge(result, slo({ 'publish.rate': '>= 99% of offered' })).verdict).toBe('fail');
    expect(judge(result, slo({ 'publish.ack.p50': '< 1s' })).verdict).toBe('fail');
    expect(judge(result, slo({ duplicated: '= 0' })).verdict).toBe('fail');
  });

  test('closing one connection is named, and only that client loses', async ({ start }) => {
    const result = await measure(await start({ close: { clients: /^devices-7$/, afterMessages: 50 } }), plan);
    expect(result.targetFaults.length).toBeGreaterThan(0);
    expect(group(result, 'devices').counts.acknowledged).toBe(1950);
    expect(result.ledger.losers.filter(({ client }) => client !== 'devices-7')).toEqual([]);
  });

  test.for([
    { protocol: '3.1.1', code: 5 },
    { protocol: '5', code: 0x87 },
  ] as const)('refusals are counted by reason in MQTT $protocol', async ({ protocol, code }, { start }) => {
    const broker = await start({ refuse: { clients: /^devices-[0-4]$/, code } });
    const { devices, recorder } = thousand.groups;
    const groups = {
      devices: { ...devices, connect: { ...devices.connect, protocol } },
      recorder: { ...recorder, connect: { protocol } },
    };
    const result = await measure(broker, { ...plan, groups });
    const { attempted, succeeded, failed, failedBy } = group(result, 'devices').connect;
    expect({ attempted, succeeded, failed }).toEqual({ attempted: 20, succeeded: 15, failed: 5 });
    expect(Object.values(failedBy)).toEqual([5]);
    expect(Object.keys(failedBy)[0]).toMatch(new RegExp(`CONNACK ${code}.*not authori[sz]ed`, 'i'));
    expect((await broker.record()).refused).toBe(5);
    expect(group(result, 'devices').counts.acknowledged).toBe(15 * 100);
    expect(judge(result, slo({ 'connect.failed': '= 0' })).verdict).toBe('fail');
  });

  test('never answering CONNECT ends in a time-out, not in waiting', async ({ start }) => {
    const { devices, recorder } = thousand.groups;
    const groups = {
      devices: { ...devices, connect: { ...devices.connect, timeout: '3s' } },
      recorder,
    } as const;
    const result = await measure(await start({ ignoreConnect: /^devices-1$/ }), { ...thousand, groups });
    expect(group(result, 'devices').connect).toMatchObject({
      succeeded: 19,
      failedBy: { 'time-out: no CONNACK': 1 },
    });
  });

  test('not there at all is invalid before any load, and says what to do', async ({ start }) => {
    const broker = await start();
    await broker.stop();
    const result = await conduct(MQTT, readPlan(plan, broker));
    expect(result).toMatchObject({ status: 'invalid', cause: 'target-never-came-up' });
    expect((result as { reason: string }).reason).toContain(`127.0.0.1:${broker.port}`);
  });
});

describe.concurrent('a generator in trouble', () => {
  test('an agent killed in mid-run makes the run invalid, not lossy, and no process stays', async ({
    start,
  }) => {
    let pids: readonly number[] = [];
    const result = await conduct(MQTT, readPlan(plan, await start(), { agents: 2 }), {
      onAgents: (started) => {
        pids = started;
      },
      onMeasureStart: () => void setTimeout(() => process.kill(pids[1]!, 'SIGKILL'), 700),
    });
    expect(pids.length).toBe(2);
    expect(result).toMatchObject({ status: 'invalid', cause: 'agent-died' });
    expect(result).not.toHaveProperty('ledger');
    expect((result as { reason: string }).reason).toContain(
      'agent 2 of 2 ended before its result (killed by SIGKILL)',
    );
    expect(judge(result, lossless).verdict).toBe('invalid');
    await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), 10_000);
  });

  test('stopped by its user it gives what was measured until then, and no process stays', async ({
    start,
  }) => {
    let pids: readonly number[] = [];
    const stop = new AbortController();
    const before = performance.now();
    const late = { ...plan.groups.recorder, startAfter: '30s' } as const;
    const windows = { first: ['0s', '500ms'], last: ['40s', '60s'] } as const;
    const input = { ...plan, groups: { ...plan.groups, late }, measure: '60s', windows } as const;
    const result = await conduct(MQTT, readPlan(input, await start()), {
      signal: stop.signal,
      onAgents: (started) => {
        pids = started;
      },
      onMeasureStart: () => void setTimeout(() => stop.abort(), 1500),
    });
    if (result.status === 'invalid') throw new Error(result.reason);
    expect(result.interrupted?.ofMs).toBe(60_000);
    const { afterMs } = result.interrupted!;
    expect(afterMs).toBeGreaterThanOrEqual(1500);
    expect(result.plan.measureMs).toBe(afterMs);
    expect(result.windows).toMatchObject({ measure: { fromMs: 0, toMs: afterMs } });
    expect(Object.keys(result.windows)).toEqual(['measure', 'first']);
    // 20 clients, each every 20 ms: all that was due until then was sent and is accounted for.
    const { offered, sent, acknowledged } = group(result, 'devices').counts;
    expect(offered).toBe(Math.ceil(afterMs));
    expect({ sent, acknowledged }).toEqual({ sent: offered, acknowledged: offered });
    expect(result.ledger).toMatchObject({ sent: offered, owed: offered, lost: 0 });
    expect(group(result, 'late').connect).toMatchObject({ attempted: 0, failed: 0 });
    expect(result.targetFaults).toEqual([]);
    expect(judge(result, lossless).verdict).toBe('invalid');
    expect(performance.now() - before).toBeLessThan(30_000);
    await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), 10_000);
  });

  test('stopped by its user before it measures it is interrupted', async ({ start }) => {
    const stop = new AbortController();
    const result = await conduct(MQTT, readPlan({ ...plan, warmup: '60s' }, await start()), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(result).toMatchObject({ status: 'invalid', cause: 'interrupted' });
  });

  test('more clients than open files allow starts nothing and says required, actual, next step', async ({
    start,
  }) => {
    const broker = await start();
    const load = fileURLToPath(new URL('../../../load', import.meta.url));
    const script = `
      import { conduct } from ${JSON.stringify(`${load}/fleet/conductor.ts`)};
      import { MQTT } from ${JSON.stringify(`${load}/mqtt/kind.ts`)};
      import { readPlan } from ${JSON.stringify(`${load}/mqtt/plan-input.ts`)};
      const groups = { idle: { clients: 5000 } };
      const plan = readPlan({ groups, measure: '1s' }, ${JSON.stringify(broker)}, { agents: 1 });
      process.stdout.write(JSON.stringify(await conduct(MQTT, plan)));`;
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      'ulimit -n 1000; exec "$@"',
      'bash',
      process.execPath,
      '--input-type=module-typescript',
      '--eval',
      script,
    ]);
    const result = JSON.parse(stdout) as RunResult;
    expect(result).toMatchObject({ status: 'invalid', cause: 'preflight' });
    const { reason } = result as { reason: string };
    expect(reason).toMatch(/open files: 5,\d00 required .* 1,000 allowed.*ulimit -Hn.*--agents \d/);
    expect((await broker.record()).connected).toBeLessThanOrEqual(1);
  });
});
