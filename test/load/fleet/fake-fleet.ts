/** A fleet without processes, and a kind of load without a target: what is left is how a run is conducted. */
import type { Fleet, FleetListener, Launch } from '../../../load/fleet/fleet.ts';
import type { AgentReport } from '../../../load/generator.ts';
import type { Kind, KindTypes } from '../../../load/kind.ts';
import type { FromAgent, ToAgent } from '../../../load/messages.ts';
import type { AnyPlan } from '../../../load/plan.ts';
import { NO_FIGURES } from '../../../load/so-far.ts';

export interface Made extends KindTypes {
  readonly plan: AnyPlan & { readonly clients: number };
  readonly second: number;
  readonly report: { readonly sent: number };
  readonly series: readonly number[];
  readonly result:
    | { readonly status: 'measured'; readonly sent: number; readonly series: readonly number[] }
    | { readonly status: 'invalid'; readonly cause: string; readonly reason: string };
  readonly toAgent: { readonly atUs: number };
  readonly fromAgent: 'late';
}

export const aPlan = (more: Partial<Made['plan']> = {}): Made['plan'] => ({
  protocol: 'mqtt',
  target: { url: 'mqtt://127.0.0.1:1', host: '127.0.0.1', port: 1 },
  clients: 10,
  warmupMs: 0,
  measureMs: 3000,
  drainMs: 1000,
  windows: [],
  pacing: 'timer',
  agents: 2,
  ...more,
});

export const aKind = (more: Partial<Kind<Made>> = {}): Kind<Made> => ({
  demand: ({ clients }) => ({ connections: clients, memoryBytes: 0 }),
  pacing: () => 'timer',
  whyNoAnswer: async () => null,
  unreachable: (_, got) => `unreachable: ${got}`,
  record: ({ clients }) => {
    const series: number[] = [];
    return {
      expected: clients,
      second(second, sent) {
        series[second] = (series[second] ?? 0) + sent;
      },
      progress: (second) => ({
        phase: 'measure',
        secondsInPhase: second + 1,
        phaseSeconds: 3,
        clients,
        connected: clients,
        protocol: 'mqtt',
        sentPerSecond: series[second]!,
        receivedPerSecond: 0,
        p99Ms: null,
        lost: null,
        secondsLeft: 2 - second,
      }),
      figures: NO_FIGURES,
      heard(_, agents) {
        const atUs = agents.soonUs();
        agents.tell((clockOffsetUs) => ({ atUs: atUs + clockOffsetUs }));
      },
      series: () => series,
    };
  },
  measured: ({ reports, series }) => ({
    status: 'measured',
    sent: reports.reduce((sum, { sent }) => sum + sent, 0),
    series,
  }),
  invalid: ({ cause, reason }) => ({ status: 'invalid', cause, reason }),
  noSeries: [],
  ...more,
});

/** What was told to the agents of one fleet, and what they say. */
export class FakeFleet implements Fleet<ToAgent<Made>> {
  readonly pids: readonly number[];
  /** By agent. */
  readonly told: ToAgent<Made>[][];
  end: 'dismissed' | 'killed' | null = null;
  onTold: (message: ToAgent<Made>, agent: number) => void = () => {};
  /** Whether its clients are gone as soon as they are to leave. */
  leavesAtOnce = true;
  readonly #listener: FleetListener<FromAgent<Made>>;

  constructor(agents: number, listener: FleetListener<FromAgent<Made>>) {
    this.pids = Array.from({ length: agents }, (_, agent) => 100 + agent);
    this.told = this.pids.map(() => []);
    this.#listener = listener;
  }

  send(agent: number, message: ToAgent<Made>): void {
    this.told[agent]!.push(message);
    this.onTold(message, agent);
    if (message.type === 'leave' && this.leavesAtOnce) this.say(agent, { type: 'left' });
  }

  sendAll(message: ToAgent<Made>): void {
    for (const agent of this.pids.keys()) this.send(agent, message);
  }

  /** Each agent lives on a host of its own: agent 1 is 5 s ahead. */
  clockOffsetUs(agent: number): number {
    return agent * 5e6;
  }

  async dismiss(): Promise<void> {
    this.end ??= 'dismissed';
  }

  kill(): void {
    this.end = 'killed';
  }

  say(agent: number, message: FromAgent<Made>): void {
    this.#listener.message(message, agent);
  }

  sayAll(message: FromAgent<Made>): void {
    for (const agent of this.pids.keys()) this.say(agent, message);
  }

  report(agent: number, sent: number): void {
    this.say(agent, { type: 'result', report: { sent, agent, health: HEALTH } });
  }

  exit(agent: number, how: string): void {
    this.#listener.exit(how, agent);
  }
}

/** `next` resolves with the fleet that is launched next. */
export function launching(): { launch: Launch; next: () => Promise<FakeFleet>; launched: FakeFleet[] } {
  const launched: FakeFleet[] = [];
  let tell: (fleet: FakeFleet) => void = () => {};
  const launch = ((agents: number, listener: FleetListener<FromAgent<Made>>) => {
    const fleet = new FakeFleet(agents, listener);
    launched.push(fleet);
    tell(fleet);
    return fleet;
  }) as unknown as Launch;
  const next = () =>
    new Promise<FakeFleet>((resolve) => {
      tell = resolve;
    });
  return { launch, next, launched };
}

const HEALTH: AgentReport['health'] = {
  pid: 0,
  cpuMs: 0,
  cpuPercent: 0,
  maxRssBytes: 0,
  loopUtilization: 0,
  stalls: [],
};
