/**
 * The same plan through another MQTT client: MQTT.js sends and receives, the schedule, the payload
 * header and the ledger are ours. Open loop, groups that stay from the start to the end.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { nowUs } from '../../../load/clock.ts';
import { type Receiver, type Sender, settle } from '../../../load/mqtt/ledger.ts';
import type { GroupPlan, Plan } from '../../../load/mqtt/plan.ts';
import type { LedgerResult } from '../../../load/mqtt/result.ts';
import {
  HEADER_BYTES,
  readClient,
  readRunTag,
  readSequence,
  stamp,
  stampOnce,
} from '../../../load/payload.ts';
import { type Cadence, firstSequenceAt, Walk } from '../../../load/schedule.ts';
import { SequenceTracker } from '../../../load/sequence-tracker.ts';
import { fillTemplate } from '../../../load/template.ts';

const LOOK_MS = 50;
/** Ten seconds. */
const MOST_LOOKS = 200;

interface Member {
  readonly group: number;
  readonly index: number;
  readonly client: MqttClient;
  readonly trackers: Map<number, SequenceTracker>;
  owedFromUs: number;
}

type Totals = { -readonly [K in 'received' | 'foreign' | 'retained' | 'acknowledged']: number };

export async function runThroughMqttJs(plan: Plan, runTag: number): Promise<LedgerResult> {
  const totals: Totals = { received: 0, foreign: 0, retained: 0, acknowledged: 0 };
  const groups = await Promise.all(
    plan.groups.map((_, number) => connectGroup(plan, number, runTag, totals)),
  );
  const originUs = Math.ceil(nowUs()) + 20_000;
  const endUs = originUs + (plan.warmupMs + plan.measureMs) * 1000;
  const sent = await Promise.all(
    plan.groups.map((group, number) => publishGroup(group, groups[number]!, runTag, originUs, endUs, totals)),
  );
  await drain(totals, plan.drainMs);
  await Promise.all(groups.flat().map(({ client }) => client.endAsync(true)));

  const senders = plan.groups.flatMap((group, number): Sender[] => {
    const { publish } = group;
    if (!publish) return [];
    return groups[number]!.map(({ index }) => ({
      client: group.firstClient + index,
      name: fill(group.connect.clientId, group, index, runTag),
      topic: fill(publish.topic, group, index, runTag),
      sent: sent[number]![index]!,
      windows: [],
      firstSequenceAt: (timeUs) => firstSequenceAt(cadenceOf(group, originUs), index, timeUs),
    }));
  });
  const receivers = plan.groups.flatMap((group, number): Receiver[] => {
    const { subscribe } = group;
    if (!subscribe) return [];
    return groups[number]!.map(({ index, trackers, owedFromUs }) => ({
      group: number,
      filter: fill(subscribe.filter, group, index, runTag),
      owedFromUs,
      owedToUs: Number.POSITIVE_INFINITY,
      received: new Map([...trackers].map(([client, tracker]) => [client, tracker.received])),
    }));
  });
  const settlement = settle(senders, receivers);
  const tallies = [...settlement.groups.values()].map((windows) => windows.at(-1)!);
  const trackers = groups.flat().flatMap((member) => [...member.trackers.values()]);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    ...totals,
    sent: sum(senders.map((sender) => sender.sent)),
    owed: sum(tallies.map((tally) => tally.owed)),
    lost: sum(tallies.map((tally) => tally.lost)),
    duplicated: sum([...tallies, ...trackers].map(({ duplicated }) => duplicated)),
    reordered: sum(trackers.map(({ reordered }) => reordered)),
    unowed: 0,
    losers: settlement.losers,
  };
}

/**
 * Until nothing has come for `quietMs`. Quiet is counted in looks, not by the clock: sockets are read between two
 * looks, so a process that stood still or lags behind sees what waited for it before it has looked often enough.
 */
async function drain(totals: Totals, quietMs: number): Promise<void> {
  const arrived = () => totals.received + totals.foreign + totals.acknowledged;
  let before = arrived();
  for (let looks = 0, quiet = 0; quiet * LOOK_MS < quietMs && looks < MOST_LOOKS; looks++) {
    await sleep(LOOK_MS);
    quiet = arrived() === before ? quiet + 1 : 0;
    before = arrived();
  }
}

const fill = (template: string, group: GroupPlan, client: number, runTag: number) =>
  fillTemplate(template, { client, group: group.name, run: String(runTag) });

function cadenceOf({ publish, clients, name }: GroupPlan, originUs: number): Cadence {
  if (publish?.pace.model !== 'open') throw new Error(`An open loop is required; ${name} has none.`);
  return { originUs, periodUs: publish.pace.periodUs, clients };
}

function connectGroup(plan: Plan, number: number, runTag: number, totals: Totals): Promise<Member[]> {
  const group = plan.groups[number]!;
  return Promise.all(
    Array.from({ length: group.clients }, async (_, index) => {
      const client = await mqtt.connectAsync(
        `mqtt://${plan.target.host}:${plan.target.port}`,
        {
          clientId: fill(group.connect.clientId, group, index, runTag),
          protocolVersion: group.connect.protocolVersion,
          clean: group.connect.cleanStart,
          reconnectPeriod: 0,
        },
        false,
      );
      const member: Member = { group: number, index, client, trackers: new Map(), owedFromUs: 0 };
      client.on('message', (_topic, payload, { retain }) => {
        if (retain) totals.retained += 1;
        else count(member, payload, runTag, totals);
      });
      if (group.subscribe) {
        const filter = fill(group.subscribe.filter, group, index, runTag);
        await client.subscribeAsync(filter, { qos: group.subscribe.qos });
        member.owedFromUs = nowUs();
      }
      return member;
    }),
  );
}

function count({ trackers }: Member, payload: Buffer, runTag: number, totals: Totals): void {
  if (payload.length < HEADER_BYTES || readRunTag(payload, 0) !== runTag) {
    totals.foreign += 1;
    return;
  }
  totals.received += 1;
  const from = readClient(payload, 0);
  const tracker = trackers.get(from) ?? new SequenceTracker();
  trackers.set(from, tracker);
  tracker.record(readSequence(payload, 0));
}

/** Sent counts by client index. */
async function publishGroup(
  group: GroupPlan,
  members: readonly Member[],
  runTag: number,
  originUs: number,
  endUs: number,
  totals: Totals,
): Promise<number[]> {
  const sent = members.map(() => 0);
  const { publish } = group;
  if (!publish) return sent;
  const walk = new Walk(
    cadenceOf(group, originUs),
    members.map(({ index }) => index),
    endUs,
  );
  while (walk.nextUs !== Number.POSITIVE_INFINITY) {
    while (nowUs() < walk.nextUs) await sleep(Math.max(1, (walk.nextUs - nowUs()) / 1000));
    const { client, index } = members[walk.position]!;
    const payload = Buffer.alloc(publish.payloadBytes);
    stampOnce(payload, runTag, group.firstClient + index);
    stamp(payload, 0, payload.length, walk.nextUs, sent[index]!, nowUs() - walk.nextUs);
    const { qos, retain } = publish;
    client.publish(fill(publish.topic, group, index, runTag), payload, { qos, retain }, (error) => {
      if (!error && qos > 0) totals.acknowledged += 1;
    });
    sent[index]! += 1;
    walk.advance();
  }
  return sent;
}
