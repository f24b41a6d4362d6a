import { expect, test, vi } from 'vitest';
import { Agent } from '../../../load/agent/agent.ts';
import { nowUs } from '../../../load/clock.ts';
import type { KindTypes } from '../../../load/kind.ts';
import type { FromAgent, Slice } from '../../../load/messages.ts';
import type { AnyPlan } from '../../../load/plan.ts';
import { CannotCarryOut, type Work, type WorkPlace } from '../../../load/work.ts';

type Said = FromAgent<KindTypes>;

const PLAN: AnyPlan = {
  protocol: 'mqtt',
  target: { url: 'mqtt://127.0.0.1:1', host: '127.0.0.1', port: 1 },
  warmupMs: 0,
  measureMs: 50,
  drainMs: 150,
  windows: [{ name: 'measure', fromMs: 0, toMs: 50 }],
  pacing: 'timer',
  agents: 1,
};
const slice: Slice<AnyPlan> = {
  plan: PLAN,
  run: { tag: 1, name: 't1' },
  agent: 3,
  agents: 4,
  sourcePrefix: null,
  pacing: 'timer',
};

/** An agent whose work is made up, what it says, and its work. */
function anAgent(more: Partial<Work<KindTypes>> = {}) {
  const said: Said[] = [];
  const turns: number[] = [];
  let place: WorkPlace<KindTypes> | undefined;
  let work: Made | undefined;
  class Made implements Work<KindTypes> {
    present = 0;
    stays = false;
    nextUs = Number.POSITIVE_INFINITY;

    constructor(its: WorkPlace<KindTypes>) {
      place = its;
      work = this;
      Object.assign(this, more);
    }
    turn(untilUs: number): void {
      turns.push(untilUs);
      this.nextUs = Number.POSITIVE_INFINITY;
    }
    async prepare(): Promise<void> {}
    begin(): void {}
    cutShort(): void {}
    takeSecond = () => 'a second';
    catchUp = () => false;
    end = () => ({ sent: 7 });
  }
  const agent = new Agent(Made, slice, (message) => said.push(message));
  const says = (type: Said['type'], count = 1) =>
    vi.waitFor(() => expect(said.filter((message) => message.type === type).length).toBe(count), 2000);
  return { agent, said, says, turns, place: () => place!, work: () => work! };
}

/** Through a run, to where it is told to finish. */
async function drained(made: ReturnType<typeof anAgent>): Promise<void> {
  made.agent.heard({ type: 'prepare', slice });
  await made.says('ready');
  made.agent.heard({ type: 'start', atUs: nowUs() + 1000 });
  await new Promise((resolve) => setTimeout(resolve, 60));
}

test('is ready when its clients are, and reports with its number and health at the end', async () => {
  const made = anAgent();
  await drained(made);
  made.agent.heard({ type: 'finish' });
  expect(made.said.map(({ type }) => type)).toEqual(['ready', 'progress', 'result']);
  expect(made.said.at(-1)).toMatchObject({
    report: { agent: 3, sent: 7, health: { pid: process.pid, stalls: [] } },
  });
});

test('drains once more, and no more often, when its work was late by its own doing', async () => {
  const made = anAgent({ catchUp: () => true });
  await drained(made);
  const before = performance.now();
  made.agent.heard({ type: 'finish' });
  expect(made.said.map(({ type }) => type)).toEqual(['ready']);
  await made.says('result');
  expect(performance.now() - before).toBeGreaterThan(PLAN.drainMs - 5);
});

test('clients that stay go on after the report, and are prepared for another run', async () => {
  const made = anAgent({ stays: true });
  await drained(made);
  made.agent.heard({ type: 'finish' });
  expect(made.said.map(({ type }) => type)).toEqual(['ready', 'result']);
  made.agent.heard({ type: 'prepare', slice });
  await made.says('ready', 2);
});

test('closes its connections when it is told to, after its report, and says when they are gone', async () => {
  const gone = Promise.withResolvers<void>();
  const made = anAgent({ leave: () => gone.promise });
  await drained(made);
  made.agent.heard({ type: 'finish' });
  await made.says('result');
  made.agent.heard({ type: 'leave' });
  await Promise.resolve();
  expect(made.said.map(({ type }) => type)).not.toContain('left');
  gone.resolve();
  await made.says('left');
});

test('a plan that cannot be carried out is refused with the reason', async () => {
  const made = anAgent({ prepare: () => Promise.reject(new CannotCarryOut('module: none')) });
  made.agent.heard({ type: 'prepare', slice });
  await made.says('refused');
  expect(made.said).toEqual([{ type: 'refused', reason: 'module: none' }]);
});

test('does at once what became due earlier than was known', async () => {
  const made = anAgent();
  await drained(made);
  made.work().nextUs = nowUs();
  expect(made.turns).toEqual([]);
  made.place().wake();
  expect(made.turns.length).toBe(1);
});
