/** Carries out plans of any kind of load: preflight, agents, barrier, measure, drain, one result. */
import { randomInt } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { cutShort } from '../cut-short.ts';
import { unreported } from '../generator.ts';
import type { Kind, KindTypes, Obstacle, Pacing, RunIdentity } from '../kind.ts';
import type { FromAgent, ToAgent } from '../messages.ts';
import type { TargetAddress } from '../plan.ts';
import { authority } from '../socket/target-url.ts';
import { targetsOf } from '../target-addresses.ts';
import { type Destinations, lookedUp, whereTo, withDestinations } from './destinations.ts';
import type { Fleet, Launch } from './fleet.ts';
import { forkFleet } from './fork.ts';
import { thisMachine } from './machine.ts';
import { preflight, type Way } from './preflight.ts';
import { Run, type RunOptions } from './run.ts';
import { whyNotOurs } from './source-check.ts';

export interface ConductOptions extends RunOptions {
  /** The generator's processes: as soon as they exist, or at once where they are there from an earlier run. */
  readonly onAgents?: (pids: readonly number[]) => void;
  /** Open files that the process of the target may have. Absent: not known. */
  readonly targetFiles?: number;
  /** Node flags for the agents, like --cpu-prof. */
  readonly agentExecArgv?: readonly string[];
}

/** A fleet, and what its first run found out. */
interface Crew<K extends KindTypes> {
  readonly fleet: Fleet<ToAgent<K>>;
  readonly destinations: Destinations;
  readonly pacing: Pacing;
  /** Where the connections of an agent come from: see LoopbackSources. */
  readonly sourcePrefix: (agent: number) => string | null;
}

/** More that connect at once take turns on the CPU, and each finds its caches cold. */
const AGENTS_A_CPU = 2;
const LOOPBACK = /^(127\.|::1$)/;

/** Carries out one plan. Never throws for what can go wrong in a run: that is in the result. */
export async function conduct<K extends KindTypes>(
  kind: Kind<K>,
  plan: K['plan'],
  options: ConductOptions = {},
): Promise<K['result']> {
  const conductor = new Conductor(kind);
  try {
    return await conductor.run(plan, options);
  } finally {
    await conductor.dismiss();
  }
}

/** For clients that stay from run to run: agents are started with the first one. */
export class Conductor<K extends KindTypes> {
  readonly #kind: Kind<K>;
  readonly #launch: Launch;
  #crew: Crew<K> | null = null;
  #run: Run<K> | null = null;
  /** Why no more runs are possible. */
  #ended: string | null = null;

  constructor(kind: Kind<K>, launch: Launch = forkFleet) {
    this.#kind = kind;
    this.#launch = launch;
  }

  /**
   * One run at a time; plans of later ones may differ in the number of clients and in phases only. Never throws for what
   * can go wrong in a run: that is in the result. After an invalid one the agents are gone.
   */
  async run(plan: K['plan'], options: ConductOptions = {}): Promise<K['result']> {
    const kind = this.#kind;
    const run = newIdentity();
    const parts = { plan, run, startedAt: new Date().toISOString(), series: kind.noSeries };
    const invalid = (obstacle: Obstacle, more: Partial<typeof parts> = {}): K['result'] => {
      const generator = unreported(this.#crew?.fleet.pids.length ?? 0, this.#crew?.pacing ?? 'timer');
      return kind.invalid({ ...parts, ...more, generator, ...obstacle });
    };
    if (options.signal?.aborted)
      return invalid({ cause: 'interrupted', reason: 'interrupted before the start' });
    if (this.#ended !== null) return invalid({ cause: 'agent-died', reason: this.#ended });
    const crew = await this.#crewFor(plan, run, options);
    if ('cause' in crew) return invalid(crew);
    options.onAgents?.(crew.fleet.pids);

    const resolved = withDestinations(plan, crew.destinations);
    const agents = crew.fleet.pids.length;
    this.#run = new Run(kind, resolved, crew.fleet, {
      ...options,
      agentsAtOnce: AGENTS_A_CPU * thisMachine().cpus,
      sliceOf: (agent) => ({
        plan: resolved,
        run,
        agent,
        agents,
        sourcePrefix: crew.sourcePrefix(agent),
        pacing: crew.pacing,
      }),
    });
    const outcome = await this.#run.begin();
    this.#run = null;
    const { series, startedAt } = outcome;
    const told = { series, startedAt: startedAt ?? parts.startedAt };
    if ('cause' in outcome) {
      const { cause, reason } = outcome;
      this.#ended ??= `the run before this one came to no result: ${reason}`;
      crew.fleet.kill();
      return invalid({ cause, reason }, told);
    }
    const { reports, measureStartUs, afterMs, interrupted } = outcome;
    const carriedOut = afterMs === null ? plan : cutShort(plan, afterMs);
    const targetDown = await this.#whyDown(resolved, run);
    const { pacing } = crew;
    return kind.measured({
      ...parts,
      ...told,
      plan: carriedOut,
      reports,
      measureStartUs,
      destinations: crew.destinations.length,
      pacing,
      targetDown,
      interrupted,
    });
  }

  /**
   * The agents end, and their clients with them; resolves when they are gone. Safe to call twice. `reason` is what later runs
   * are told.
   */
  async dismiss(reason = 'the agents of this load were dismissed'): Promise<void> {
    this.#ended ??= reason;
    await this.#crew?.fleet.dismiss();
  }

  /** The agents there are, or new ones; or why the plan cannot be carried out. */
  async #crewFor(plan: K['plan'], run: RunIdentity, options: ConductOptions): Promise<Crew<K> | Obstacle> {
    if (this.#crew) {
      const { fleet, destinations } = this.#crew;
      const room = this.#room(
        plan,
        wayTo(
          destinations.map(({ host }) => host),
          options,
        ),
        fleet.pids.length,
      );
      return 'reason' in room ? { cause: 'preflight', ...room } : this.#crew;
    }
    const named = await lookedUp(plan);
    if ('unknown' in named)
      return {
        cause: 'target-never-came-up',
        reason: `target ${named.unknown}: an address is required, none was found. Check the host name.`,
      };
    const kind = this.#kind;
    const before =
      this.#whyNoRoom(
        plan,
        wayTo(
          named.targets.map(({ addresses }) => addresses.find(isIPv4) ?? addresses[0]!),
          options,
        ),
      ) ??
      (await whyNotOurs(kind.demand(plan).named ?? [], thisMachine().interfaces)) ??
      kind.whyNotHere?.(plan, run) ??
      null;
    if (before !== null) return { cause: 'preflight', reason: before };
    const at = (target: TargetAddress): K['plan'] => withDestinations(plan, [target]);
    const found = await whereTo(named.targets, (target) => kind.whyNoAnswer(at(target), run));
    if ('why' in found) return { cause: 'target-never-came-up', reason: kind.unreachable(plan, found.why) };
    const { destinations, answers } = found;
    const unfit = await kind.whyUnfit?.(at(answers), run);
    if (unfit) return unfit;
    // Connections were made: what tracks them has begun to count.
    const way = wayTo(
      destinations.map(({ host }) => host),
      options,
    );
    const room = this.#room(plan, way, plan.agents);
    if ('reason' in room) return { cause: 'preflight', ...room };
    if (options.signal?.aborted)
      return { cause: 'interrupted', reason: 'interrupted by the user or a time-out' };

    const spareCpus = thisMachine().cpus - room.agents - (way.local ? 1 : 0);
    this.#crew = {
      fleet: this.#gather(room.agents, options.agentExecArgv ?? []),
      destinations,
      pacing: plan.pacing === 'auto' ? this.#kind.pacing(spareCpus) : plan.pacing,
      sourcePrefix: (agent) =>
        way.ownSources ? `127.${1 + ((run.tag >> 8) % 250)}.${(run.tag + agent) & 0xff}` : null,
    };
    return this.#crew;
  }

  /** Whether this machine carries the plan; a later run may ask for more than the first. */
  #room(plan: K['plan'], way: Way, agents: number | null): ReturnType<typeof preflight> {
    return preflight({ ...this.#kind.demand(plan), agents }, thisMachine(), way);
  }

  #whyNoRoom(plan: K['plan'], way: Way): string | null {
    const room = this.#room(plan, way, plan.agents);
    return 'reason' in room ? room.reason : null;
  }

  /** After the load; of several destinations, which one. */
  async #whyDown(resolved: K['plan'], run: RunIdentity): Promise<string | null> {
    const targets = targetsOf(resolved);
    const answers = await Promise.all(
      targets.map((target) => this.#kind.whyNoAnswer(withDestinations(resolved, [target]), run)),
    );
    const down = answers.findIndex((why) => why !== null);
    if (down === -1) return null;
    const { host, port } = targets[down]!;
    return targets.length === 1 ? answers[down]! : `${authority(host, port)}: ${answers[down]}`;
  }

  #gather(agents: number, execArgv: readonly string[]): Fleet<ToAgent<K>> {
    return this.#launch<ToAgent<K>, FromAgent<K>>(
      agents,
      {
        message: (message, agent) => this.#run?.heard(message, agent),
        exit: (how, agent) => {
          const reason = `agent ${agent + 1} of ${agents} ended before its result (${how}): what its clients did is unknown`;
          this.#ended ??= reason;
          this.#run?.agentEnded(agent, reason);
        },
      },
      execArgv,
    );
  }
}

function newIdentity(): RunIdentity {
  const tag = randomInt(1, 0x10000);
  return { tag, name: `t${tag.toString(36)}${Date.now().toString(36)}` };
}

function wayTo(hosts: readonly string[], { targetFiles }: ConductOptions): Way {
  const local = hosts.every((host) => LOOPBACK.test(host));
  const ownSources = local && hosts.every(isIPv4) && process.platform === 'linux';
  return { hosts, local, ownSources, ...(targetFiles !== undefined && { targetFiles }) };
}
