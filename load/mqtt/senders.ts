/** Who sent what, and who received what, from what the agents say of their clients: the two sides of the ledger. */
import { cadenceOf, firstSequenceAt } from '../schedule.ts';
import { fillTemplate } from '../template.ts';
import type { Receiver, Sender } from './ledger.ts';
import type { GroupAccount } from './messages.ts';
import { carriesHeader } from './payload/plan.ts';
import {
  type GroupPlan,
  type Plan,
  type PublishPlan,
  publicationsOf,
  senderNumbers,
  sendersIn,
  subscriptionsOf,
} from './plan.ts';
import { accountsOf, type PublisherAccount } from './publisher-account.ts';
import { willNumber } from './wills.ts';

/** One group of the plan and what each agent says of it. */
export interface ReportedGroup {
  readonly plan: GroupPlan;
  /** In the plan. */
  readonly number: number;
  readonly accounts: readonly GroupAccount[];
}

/** A run that the accounts are of. */
export interface ReportedRun {
  readonly plan: Plan;
  readonly runName: string;
  readonly measureStartUs: number;
}

export interface Sent {
  readonly sender: Sender;
  /** One a window. */
  readonly offered: readonly number[];
  /** What is still due at the end waits for the target. */
  readonly blocked: boolean;
  readonly qos: number;
}

export const sendersOf = (run: ReportedRun, { plan, accounts }: ReportedGroup): Sent[] =>
  accounts.flatMap((account) => {
    const own = accountsOf(account.publisher);
    return publicationsOf(plan).flatMap((publish, at) =>
      own[at] ? sentBy(run, plan, account, publish, own[at]) : [],
    );
  });

function sentBy(
  { plan, runName, measureStartUs }: ReportedRun,
  group: GroupPlan,
  account: GroupAccount,
  publish: PublishPlan,
  own: PublisherAccount,
): Sent[] {
  const endUs = measureStartUs + Math.min(group.stopAfterMs ?? plan.measureMs, plan.measureMs) * 1000;
  // A group that never got in, or when its time was over, owed its messages from the time it was to start.
  const missed = account.originUs === 0 || account.originUs >= endUs;
  const originUs = missed ? measureStartUs + (group.startAfterMs ?? 0) * 1000 : account.originUs;
  const cadence =
    publish.pace.model === 'open'
      ? cadenceOf(publish.pace, group.clients, { originUs, measureStartUs })
      : null;
  const messages = publish.messages ?? Number.POSITIVE_INFINITY;
  return Array.from(account.indices, (index, position) => {
    const count = own.sent[position]!;
    const firstAt = (timeUs: number): number => {
      if (cadence) return Math.min(messages, firstSequenceAt(cadence, index, Math.min(timeUs, endUs)));
      return timeUs <= originUs ? 0 : count; // a closed loop is owed whole: see PlanError in plan-input
    };
    const windows = plan.windows.map(({ fromMs, toMs }, w): [number, number] => {
      if (!cadence) {
        const to = own.closedTo[w]?.[position] ?? 0;
        // What a client was to send by the end, and did not, was due.
        return [own.closedFrom[w]?.[position] ?? 0, w === 0 && publish.messages ? publish.messages : to];
      }
      return [firstAt(measureStartUs + fromMs * 1000), firstAt(measureStartUs + toMs * 1000)];
    });
    const values = { client: index, group: group.name, run: runName };
    const topic = fillTemplate(publish.topic, values);
    return {
      qos: publish.qos,
      offered: windows.map(([from, to]) => to - from),
      blocked: missed || own.blocked[position] === 1,
      sender: {
        qos: publish.qos,
        ...(publish.expiryS !== undefined && { expiryUs: publish.expiryS * 1e6 }),
        again: own.again.get(position) ?? [],
        client: (publish.firstSender ?? group.firstClient) + index,
        // An empty id is no name: the broker chose another.
        name: `${fillTemplate(group.connect.clientId, values) || `${group.name} ${index}`}${group.alsoPublish ? `, ${topic}` : ''}`,
        topic,
        sent: carriesHeader(publish) ? count : 0,
        windows: windows.map(([from, to]) => [Math.min(from, count), Math.min(to, count)] as const),
        firstSequenceAt: firstAt,
      },
    };
  });
}

/** `before`: the group whose sessions this one takes up. */
export function receiversOf(
  { plan, runName, measureStartUs }: ReportedRun,
  { plan: group, number, accounts }: ReportedGroup,
  before: ReportedGroup | null,
): Receiver[] {
  const subscriptions = subscriptionsOf(group);
  const left = new Set(before ? subscriptionsOf(before.plan).map(({ filter }) => filter) : []);
  const leftUs = Math.max(0, ...(before?.accounts ?? []).map((account) => account.leftUs));
  return accounts.flatMap(({ indices, subscriber }) => {
    const absences = Map.groupBy(subscriber?.absences ?? [], ({ position }) => position);
    return Array.from(subscriber ? indices : [], (index, position) => {
      const joinedUs =
        subscriber!.owedFromUs[position] ||
        measureStartUs + (group.startAfterMs ?? Number.NEGATIVE_INFINITY) * 1000;
      const own = absences.get(position) ?? [];
      return subscriptions.map((one): Receiver => {
        // Between the two groups nobody was there, and the session was.
        const taken = subscriber!.takenUp[position] === 1 && left.has(one.filter);
        return {
          group: number,
          filter: fillTemplate(one.filter, { client: index, group: group.name, run: runName }),
          ...(group.readPerSecond !== undefined && { slow: true }),
          ...(one.noLocal && {
            noLocal: [
              ...senderNumbers(group, index),
              willNumber(group.firstClient + index, sendersIn(plan.groups)),
            ],
          }),
          owedFromUs: taken ? leftUs : joinedUs,
          owedToUs:
            group.stopAfterMs === null ? Number.POSITIVE_INFINITY : measureStartUs + group.stopAfterMs * 1000,
          received: subscriber!.received[position]!,
          qos: one.qos,
          absences: taken ? [{ fromUs: leftUs, toUs: joinedUs, kept: true }, ...own] : own,
        };
      });
    }).flat();
  });
}
