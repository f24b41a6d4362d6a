import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ConductOptions, Conductor } from '../../../load/fleet/conductor.ts';
import type { Kind } from '../../../load/kind.ts';
import type { Progress } from '../../../load/progress.ts';
import { aKind, aPlan, type FakeFleet, launching, type Made } from './fake-fleet.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A run whose agents are there and have been told to prepare. */
async function begun(plan = aPlan(), options: ConductOptions = {}, kind: Kind<Made> = aKind()) {
  const { launch, next, launched } = launching();
  const conductor = new Conductor(kind, launch);
  const fleet = next();
  const result = conductor.run(plan, options);
  return { conductor, fleet: await fleet, result, launched };
}

/** Two agents more than prepare at once. */
async function inTurn() {
  const atOnce = 2 * availableParallelism();
  const run = await begun(aPlan({ agents: atOnce + 2 }), {}, aKind({ mayPrepareInTurn: () => true }));
  await prepared(run.fleet);
  const asked = () => run.fleet.told.filter(([first]) => first?.type === 'prepare').length;
  return { ...run, atOnce, asked };
}

const seconds = (s: number) => vi.advanceTimersByTimeAsync(s * 1000);
const toldTypes = (fleet: FakeFleet, agent = 0) => fleet.told[agent]!.map(({ type }) => type);
const prepared = (fleet: FakeFleet) => vi.waitFor(() => expect(toldTypes(fleet, 1)).toContain('prepare'));

describe('one run', () => {
  test('begins when all agents are ready, ends when all have reported', async () => {
    const { fleet, result } = await begun();
    await prepared(fleet);
    fleet.say(0, { type: 'ready' });
    fleet.say(0, { type: 'ready' });
    await seconds(1);
    expect(toldTypes(fleet)).toEqual(['prepare']);
    fleet.say(1, { type: 'ready' });
    await seconds(3);
    expect(toldTypes(fleet)).toEqual(['prepare', 'start']);
    await seconds(1.2);
    expect(toldTypes(fleet)).toEqual(['prepare', 'start', 'finish']);
    fleet.sayAll({ type: 'progress', second: 0, told: 4 });
    fleet.report(1, 5);
    fleet.report(0, 7);
    expect(await result).toEqual({ status: 'measured', sent: 12, series: [8] });
  });

  test('each agent is told the start, and instants of its kind, by its own clock', async () => {
    const { fleet } = await begun();
    await prepared(fleet);
    fleet.sayAll({ type: 'ready' });
    await seconds(0);
    const starts = fleet.told.map((told) => told.find((message) => message.type === 'start')!.atUs);
    expect(starts[1]! - starts[0]!).toBe(5e6);
    fleet.say(0, { type: 'own', message: 'late' });
    const late = fleet.told.map((told) => told.find((message) => message.type === 'own')!.message.atUs);
    expect(late[1]! - late[0]!).toBe(5e6);
  });

  test('waits until the kind of load lets it begin', async () => {
    const digested = Promise.withResolvers<void>();
    const { fleet } = await begun(aPlan(), {}, aKind({ beforeStart: () => digested.promise }));
    await prepared(fleet);
    fleet.sayAll({ type: 'ready' });
    await seconds(5);
    expect(toldTypes(fleet)).toEqual(['prepare']);
    digested.resolve();
    await seconds(0);
    expect(toldTypes(fleet)).toEqual(['prepare', 'start']);
  });

  test('lets few agents a CPU prepare at once where no client is due at a time', async () => {
    const { fleet, atOnce, asked } = await inTurn();
    expect(asked()).toBe(atOnce);
    fleet.say(1, { type: 'ready' });
    fleet.say(1, { type: 'ready' });
    expect(asked()).toBe(atOnce + 1);
    fleet.say(0, { type: 'ready' });
    expect(asked()).toBe(atOnce + 2);
    await seconds(1);
    expect(toldTypes(fleet, 0)).toEqual(['prepare']);
    fleet.sayAll({ type: 'ready' });
    await seconds(1);
    expect(toldTypes(fleet, atOnce + 1)).toEqual(['prepare', 'start']);
  });

  test('lets few agents a CPU close their connections at once, after all have reported; none makes it invalid', async () => {
    const { fleet, result, atOnce } = await inTurn();
    fleet.leavesAtOnce = false;
    fleet.sayAll({ type: 'ready' });
    await seconds(5);
    const leaving = () => fleet.told.filter((told) => told.at(-1)?.type === 'leave').length;
    for (let agent = 0; agent < atOnce + 2; agent++) {
      expect(leaving()).toBe(0);
      fleet.report(agent, 1);
    }
    expect(leaving()).toBe(atOnce);
    fleet.say(0, { type: 'left' });
    expect(leaving()).toBe(atOnce + 1);
    fleet.exit(1, 'killed by SIGKILL');
    expect(leaving()).toBe(atOnce + 2);
    await seconds(61);
    expect(await result).toMatchObject({ status: 'measured', sent: atOnce + 2 });
  });

  test('shows a second when all agents have told of it, and the clients of all while they connect', async () => {
    const shown: Progress[] = [];
    const { fleet } = await begun(aPlan(), { onProgress: (progress) => shown.push(progress) });
    await prepared(fleet);
    fleet.say(0, { type: 'connecting', connected: 3 });
    fleet.say(1, { type: 'connecting', connected: 4 });
    expect(shown.at(-1)).toMatchObject({ phase: 'connect', connected: 7, clients: 10 });
    fleet.sayAll({ type: 'ready' });
    await seconds(1);
    fleet.say(0, { type: 'progress', second: 0, told: 2 });
    expect(shown.length).toBe(2);
    fleet.say(1, { type: 'progress', second: 0, told: 2 });
    expect(shown.at(-1)).toMatchObject({ phase: 'measure', sentPerSecond: 4 });
  });
});

describe('a run that is interrupted while it measures', () => {
  /** Ten clients of two agents, interrupted a second after the start of the measure phase. */
  async function interrupted() {
    const stop = new AbortController();
    const run = await begun(aPlan({ measureMs: 60_000, drainMs: 120_000 }), { signal: stop.signal });
    await prepared(run.fleet);
    run.fleet.sayAll({ type: 'ready' });
    await seconds(1.1);
    stop.abort();
    return run;
  }

  test('ends for all agents at the same instant, and its result is the part that was carried out', async () => {
    const { fleet, result } = await interrupted();
    const cuts = fleet.told.map((told) => told.find((message) => message.type === 'cut')!.atUs);
    expect(cuts[1]! - cuts[0]!).toBe(5e6);
    await seconds(1.9);
    expect(toldTypes(fleet)).toEqual(['prepare', 'start', 'cut']);
    await seconds(0.5);
    expect(toldTypes(fleet)).toEqual(['prepare', 'start', 'cut', 'finish']);
    fleet.report(0, 1);
    fleet.report(1, 2);
    expect(await result).toMatchObject({ status: 'measured', sent: 3 });
  });

  test('does not wait long for agents that are stuck: the user waits', async () => {
    const { fleet, result } = await interrupted();
    fleet.report(0, 1);
    await seconds(8);
    expect(await result).toMatchObject({
      status: 'invalid',
      cause: 'interrupted',
      reason: expect.stringMatching(/^interrupted after 1 s of 60 s; an agent process did not/),
    });
    expect(fleet.end).toBe('killed');
  });
});

describe('the results after the end', () => {
  test('may take a second drain of two minutes: an agent that was late has it', async () => {
    const { fleet, result } = await begun(aPlan({ drainMs: 120_000, agents: 1 }));
    fleet.onTold = ({ type }) => {
      if (type === 'prepare') fleet.say(0, { type: 'ready' });
      if (type === 'finish') setTimeout(() => fleet.report(0, 1), 120_000);
    };
    await vi.waitFor(() => expect(toldTypes(fleet)).toContain('prepare'));
    fleet.say(0, { type: 'ready' });
    await seconds(124);
    expect(toldTypes(fleet)).toContain('finish');
    await seconds(121);
    expect(await result).toMatchObject({ status: 'measured', sent: 1 });
  });

  test('that never come make the run invalid, a minute after the last drain', async () => {
    const { fleet, result } = await begun(aPlan({ drainMs: 120_000 }));
    let settled = false;
    void result.then(() => {
      settled = true;
    });
    await prepared(fleet);
    fleet.sayAll({ type: 'ready' });
    await seconds(124);
    fleet.report(0, 1);
    await seconds(175);
    expect(settled).toBe(false);
    await seconds(6);
    expect(await result).toMatchObject({
      status: 'invalid',
      cause: 'agent-died',
      reason: 'an agent process did not hand in its result',
    });
    expect(fleet.end).toBe('killed');
  });
});

describe('a run that comes to nothing', () => {
  test('when an agent says nothing for half a minute: which one', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    for (const when of ['before it is ready', 'in the load', 'after it'] as const) {
      const { fleet, result } = await begun(aPlan({ measureMs: when === 'after it' ? 3000 : 600_000 }));
      await prepared(fleet);
      if (when !== 'before it is ready') fleet.sayAll({ type: 'ready' });
      for (let second = 0; second < 32; second++) {
        await seconds(1);
        if (when === 'after it' && second === 10) fleet.report(0, 1);
        else if (when !== 'before it is ready') fleet.say(0, { type: 'progress', second, told: 1 });
        else fleet.say(0, { type: 'connecting', connected: 1 });
      }
      expect(await result).toMatchObject({
        cause: 'agent-died',
        reason: expect.stringMatching(
          /^agent 2 of 2 has said nothing for 30 s: its process is stopped or stuck/,
        ),
      });
      expect(fleet.end).toBe('killed');
    }
  });

  test('not when many agents take long to start: until its first word an agent has 2 s for each of them', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    const { fleet, result } = await begun(aPlan({ agents: 20 }));
    await prepared(fleet);
    await seconds(35);
    expect(fleet.end).toBeNull();
    fleet.sayAll({ type: 'connecting', connected: 1 });
    await seconds(31);
    expect(await result).toMatchObject({ reason: expect.stringContaining('has said nothing for 30 s') });
  });

  test('not when agents that are ready wait for the start', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    const digested = Promise.withResolvers<void>();
    const { fleet, result } = await begun(aPlan(), {}, aKind({ beforeStart: () => digested.promise }));
    await prepared(fleet);
    fleet.sayAll({ type: 'ready' });
    await seconds(50);
    digested.resolve();
    await seconds(10);
    fleet.report(0, 1);
    fleet.report(1, 1);
    expect(await result).toMatchObject({ status: 'measured' });
  });

  test('not when agents wait for their turn to prepare', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    const { fleet, atOnce } = await inTurn();
    for (let second = 0; second < 200; second++) {
      for (let agent = 0; agent < atOnce; agent++) fleet.say(agent, { type: 'connecting', connected: 1 });
      await seconds(1);
    }
    expect(fleet.end).toBeNull();
    fleet.say(0, { type: 'ready' });
    fleet.sayAll({ type: 'connecting', connected: 1 });
    await seconds(31);
    expect(fleet.end).toBe('killed');
  });

  test('when an agent ends before its result: which one, and how', async () => {
    const { fleet, result, conductor, launched } = await begun();
    await prepared(fleet);
    fleet.exit(1, 'killed by SIGKILL');
    expect(await result).toMatchObject({
      cause: 'agent-died',
      reason: expect.stringContaining('agent 2 of 2 ended before its result (killed by SIGKILL)'),
    });
    expect(fleet.end).toBe('killed');
    expect(await conductor.run(aPlan())).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('agent 2 of 2'),
    });
    expect(launched.length).toBe(1);
  });

  test('when an agent cannot carry out the plan', async () => {
    const { fleet, result } = await begun();
    await prepared(fleet);
    fleet.say(0, { type: 'refused', reason: 'module: none' });
    expect(await result).toEqual({ status: 'invalid', cause: 'preflight', reason: 'module: none' });
    expect(fleet.end).toBe('killed');
  });

  test('when it is interrupted', async () => {
    const stop = new AbortController();
    const { fleet, result } = await begun(aPlan(), { signal: stop.signal });
    await prepared(fleet);
    stop.abort();
    expect(await result).toMatchObject({ status: 'invalid', cause: 'interrupted' });
    expect(fleet.end).toBe('killed');
  });

  test.each([
    [
      'the target does not answer',
      aKind({ whyNoAnswer: async () => 'nothing' }),
      aPlan(),
      'unreachable: nothing',
    ],
    [
      'its host has no address',
      aKind(),
      aPlan({ target: { url: 'mqtt://no..address', host: 'no..address', port: 1 } }),
      'target no..address: an address is required, none was found. Check the host name.',
    ],
    [
      'there are not enough open files',
      aKind(),
      aPlan({ clients: 1e9 }),
      expect.stringContaining('open files'),
    ],
  ])('when %s: no agent is started', async (_, kind, plan, reason) => {
    const { launch, launched } = launching();
    expect(await new Conductor(kind, launch).run(plan)).toMatchObject({ status: 'invalid', reason });
    expect(launched).toEqual([]);
  });
});

describe('clients that stay', () => {
  test('are the same agents in every run, told anew how many there are to be', async () => {
    const { fleet, result, conductor, launched } = await begun();
    fleet.onTold = ({ type }, agent) => {
      if (type === 'prepare') fleet.say(agent, { type: 'ready' });
      if (type === 'finish') fleet.report(agent, 1);
    };
    await prepared(fleet);
    fleet.sayAll({ type: 'ready' });
    await seconds(5);
    expect(await result).toMatchObject({ status: 'measured' });
    const second = conductor.run(aPlan({ clients: 20 }));
    await seconds(5);
    expect(await second).toMatchObject({ status: 'measured' });
    expect(launched.length).toBe(1);
    const asked = fleet.told[0]!.flatMap((message) =>
      message.type === 'prepare' ? [message.slice.plan.clients] : [],
    );
    expect(asked).toEqual([10, 20]);
  });

  test('stay also when a run asks for more than the machine carries; dismissed they are gone', async () => {
    const { fleet, result, conductor } = await begun(aPlan({ agents: 1 }));
    fleet.onTold = ({ type }) => {
      if (type === 'finish') fleet.report(0, 1);
    };
    await vi.waitFor(() => expect(toldTypes(fleet)).toContain('prepare'));
    fleet.say(0, { type: 'ready' });
    await seconds(5);
    await result;
    expect(await conductor.run(aPlan({ clients: 1e9 }))).toMatchObject({ cause: 'preflight' });
    expect(fleet.end).toBeNull();
    conductor.dismiss('over');
    expect(fleet.end).toBe('dismissed');
    expect(await conductor.run(aPlan())).toMatchObject({ status: 'invalid', reason: 'over' });
  });
});
