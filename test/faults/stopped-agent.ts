import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Folder, suite, UNOBSERVED } from '../cli/command.ts';
import type { Fault } from './fault.ts';
import { leftOf, MARK, needsLinux, processesOf, processOf } from './processes-of.ts';

const MQTT = suite("{ lost: '= 0' }").replace("measure: '500ms'", "measure: '60s'");
const HTTP = `
import { test } from 'tidemark';
test('pages', async ({ site, load }) => {
  await load.http({ target: site, users: 3, tasks: { home: { get: '/' } }, wait: '100ms', measure: '60s' });
});
`;
/** For the end in order of a run whose agent says nothing, on a machine that does other things. */
const SOON_MS = 20_000;
const AFTER_MS = 10_000;

interface How {
  readonly name: string;
  readonly text: string;
  readonly args: readonly string[];
  readonly signals: readonly NodeJS.Signals[];
  readonly expected: string;
  readonly short?: boolean;
  /** How long after the agent is there. */
  readonly afterMs: number;
}

const stoppedAgent = ({ name, text, args, signals, expected, short = false, afterMs }: How): Fault => ({
  name: `an agent that is stopped, ${name}`,
  expected: `${expected}, no process left`,
  short,
  lacking: needsLinux,
  async provoke() {
    const mark = randomUUID();
    const folder = new Folder({ 'a.slo.ts': text }, { ...UNOBSERVED, [MARK]: mark });
    const run = folder.start('run', ...args);
    await processOf(mark, 'agent/main');
    await sleep(afterMs);
    for (const agent of processesOf(mark, 'agent/main')) process.kill(agent, 'SIGSTOP');
    for (const signal of signals) {
      run.process.kill(signal);
      await sleep(300);
    }
    const ended = await Promise.race([run.ended, sleep(SOON_MS, null, { ref: false })]);
    const how = run.process.signalCode ?? `exit code ${ended === null ? 'none' : ended.code}`;
    const left = await leftOf(mark, AFTER_MS);
    for (const pid of processesOf(mark)) process.kill(pid, 'SIGKILL');
    return `${how}, ${left === 0 ? 'no process' : left} left`;
  },
});

export const stoppedAgents: readonly Fault[] = [
  stoppedAgent({
    name: 'MQTT, and Ctrl-C',
    text: MQTT,
    args: ['--broker', 'embedded'],
    signals: ['SIGINT'],
    expected: 'exit code 130',
    afterMs: 3000,
  }),
  stoppedAgent({
    name: 'HTTP while it prepares, and Ctrl-C twice',
    text: HTTP,
    args: ['--site', 'embedded'],
    signals: ['SIGINT', 'SIGINT'],
    expected: 'exit code 130',
    short: true,
    afterMs: 0,
  }),
  stoppedAgent({
    name: 'HTTP, and the terminal is closed',
    text: HTTP,
    args: ['--site', 'embedded'],
    signals: ['SIGHUP'],
    expected: 'exit code 130',
    afterMs: 3000,
  }),
  stoppedAgent({
    name: 'MQTT, and the run is killed',
    text: MQTT,
    args: ['--broker', 'embedded'],
    signals: ['SIGKILL'],
    expected: 'SIGKILL',
    afterMs: 3000,
  }),
];
