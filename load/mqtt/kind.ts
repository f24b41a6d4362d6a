/** The kind of load that groups of MQTT clients are. */

import { sumOf } from '../../statistics/sum.ts';
import type { Kind, RunRecord, ToldAgents } from '../kind.ts';
import { adviceFor } from '../socket/advice.ts';
import { MQTT_SCHEMES } from '../socket/target-url.ts';
import { whyNoConnack, whyUnfit } from './check.ts';
import { whyNotHere } from './credential-files.ts';
import { connectionsOf, filtersOf, publicationsOf } from './group.ts';
import { mergeResults } from './merge.ts';
import type { Mqtt } from './messages.ts';
import type { Plan, PublishPlan } from './plan.ts';
import { asSaved } from './saved-plan.ts';
import { SeriesBuilder } from './series.ts';

/** User and kernel memory of one connection here that is held, measured, rounded up. */
const BYTES_A_CLIENT = 9 * 1024;
/** What it has besides when it publishes or subscribes: packets, buffers of the kernel. The payload comes on top. */
const BYTES_OF_TRAFFIC = 4 * 1024;

/** A publication has one packet, and two with an alias: with its topic and without. */
const packetsBytes = ({ payloadBytes, topicAlias }: PublishPlan): number =>
  topicAlias === undefined ? payloadBytes : 2 * payloadBytes;

export const MQTT: Kind<Mqtt> = {
  demand: ({ groups }) => ({
    connections: sumOf(groups, connectionsOf),
    named: groups.flatMap((group) => {
      const { from } = group.connect;
      return from ? [{ connections: connectionsOf(group), from }] : [];
    }),
    memoryBytes: sumOf(
      groups,
      (group) =>
        connectionsOf(group) *
        (BYTES_A_CLIENT +
          (group.publish || filtersOf(group).length > 0 ? BYTES_OF_TRAFFIC : 0) +
          sumOf(publicationsOf(group), packetsBytes)),
    ),
  }),
  pacing: (spareCpus) => (spareCpus >= 1 ? 'poll' : 'timer'),
  // A ramp goes round the agents, and who asks before the load waits for answers.
  mayPrepareInTurn: ({ groups }) =>
    groups.every(
      ({ startAfterMs, rampPerSecond, request, respond }) =>
        startAfterMs !== null || (rampPerSecond === null && !request && !respond),
    ),
  whyNotHere,
  whyNoAnswer: whyNoConnack,
  whyUnfit,
  unreachable: ({ target: { host, port }, groups }, got) =>
    `broker ${host}:${port} unreachable: the check before the load requires a CONNACK to a CONNECT of MQTT ${groups[0]!.connect.protocolVersion === 5 ? '5' : '3.1.1'}, got: ${got}; next step: ${adviceFor(got, MQTT_SCHEMES)}`,
  record: (plan) => new GroupsRecord(plan),
  measured: ({ plan, run, startedAt, series, targetDown, interrupted, destinations, ...reported }) => ({
    status: 'measured',
    plan: asSaved(plan),
    startedAt,
    runTag: run.tag,
    series,
    ...mergeResults({ plan, values: { name: run.name, destinations }, ...reported }),
    targetDown,
    ...(interrupted && { interrupted }),
  }),
  invalid: ({ plan, run, startedAt, series, generator, cause, reason }) => ({
    status: 'invalid',
    cause,
    reason,
    plan: asSaved(plan),
    startedAt,
    runTag: run.tag,
    series,
    generator: { ...generator, loop: 'none', headerless: false },
  }),
  noSeries: { firstSecond: 0, groups: {} },
};

class GroupsRecord implements RunRecord<Mqtt> {
  readonly expected: number;
  readonly #series: SeriesBuilder;
  /** Agents whose clients of a late group are ready, by group. */
  readonly #ready = new Map<number, number>();

  constructor(plan: Plan) {
    const starting = plan.groups.filter(({ startAfterMs }) => startAfterMs === null);
    this.expected = sumOf(starting, connectionsOf);
    this.#series = new SeriesBuilder(plan);
  }

  second(second: number, groups: Mqtt['second']): void {
    this.#series.add(second, groups);
  }

  progress(second: number): ReturnType<SeriesBuilder['progress']> {
    return this.#series.progress(second);
  }

  doneMs(second: number): number | null {
    return this.#series.doneMs(second);
  }

  get figures(): SeriesBuilder['figures'] {
    return this.#series.figures;
  }

  /** The barrier of a late group falls when all agents are ready for it. */
  heard({ group }: Mqtt['fromAgent'], agents: ToldAgents<Mqtt>): void {
    const ready = (this.#ready.get(group) ?? 0) + 1;
    this.#ready.set(group, ready);
    if (ready < agents.count) return;
    const atUs = agents.soonUs();
    this.#series.groupBegan(group, (atUs - agents.startUs) / 1e6);
    agents.tell((clockOffsetUs) => ({ type: 'start-group', group, atUs: atUs + clockOffsetUs }));
  }

  series(plan: Plan, withSamples: boolean): Mqtt['series'] {
    return this.#series.result(plan, withSamples);
  }
}
