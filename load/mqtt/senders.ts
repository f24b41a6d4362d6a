/** Who sent what, and who received what, from what the agents say of their clients: the two sides of the ledger. */
import type { Ranges } from '../ranges.ts';
import { cadenceOf, firstSequenceAt } from '../schedule.ts';
import { fillTemplate } from '../template.ts';
import { VirtualClients } from '../virtual-clients.ts';
import { type RunValues, valuesOf } from './client-values.ts';
import { publicationsOf, senderNumbers, sendersIn, sharingOf, subscriptionsOf } from './group.ts';
import type { Receiver, Sender } from './ledger.ts';
import type { GroupAccount } from './messages.ts';
import { carriesHeader } from './payload/header.ts';
import type { GroupPlan, Plan, PublishPlan } from './plan.ts';
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
  readonly values: RunValues;
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
  run: ReportedRun,
  group: GroupPlan,
  account: GroupAccount,
  publish: PublishPlan,
  own: PublisherAccount,
): Sent[] {
  const { plan, measureStartUs } = run;
  const endUs = measureStartUs + Math.min(group.stopAfterMs ?? plan.measureMs, plan.measureMs) * 1000;
  // A group that never got in, or when its time was over, owed its messages from the time it was to start.
  const missed = account.originUs === 0 || account.originUs >= endUs;
  const originUs = missed ? measureStartUs + (group.startAfterMs ?? 0) * 1000 : account.originUs;
  const cadence =
    publish.pace.model === 'open'
      ? cadenceOf(publish.pace, group.clients, { originUs, measureStartUs })
      : null;
  const messages = publish.messages ?? Number.POSITIVE_INFINITY;
  const clients = new VirtualClients(sharingOf(group), account.indices);
  const one = (position: number, at: number): Sent => {
    const index = clients.clientOf(position, at);
    // In a closed loop they do not send in turn.
    const count = cadence ? clients.sentBy(position, at, own.sent[position]!) : own.sent[position]!;
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
    const values = valuesOf(group, index, run.values);
    const topic = fillTemplate(publish.topic, values);
    // An empty id is no name: the broker chose another.
    const id = fillTemplate(group.connect.clientId, { ...values, client: account.indices[position]! });
    const name =
      group.connections === undefined
        ? id || `${group.name} ${index}`
        : `${group.name} ${index} (${id || 'unnamed'})`;
    return {
      qos: publish.qos,
      offered: windows.map(([from, to]) => to - from),
      blocked: missed || own.blocked[position] === 1,
      sender: {
        qos: publish.qos,
        ...(publish.expiryS !== undefined && { expiryUs: publish.expiryS * 1e6 }),
        again: againOf(own.again.get(position) ?? [], at, clients.countAt(position)),
        client: (publish.firstSender ?? group.firstClient) + index,
        name: group.alsoPublish ? `${name}, ${topic}` : name,
        topic,
        sent: carriesHeader(publish) ? count : 0,
        windows: windows.map(([from, to]) => [Math.min(from, count), Math.min(to, count)] as const),
        firstSequenceAt: firstAt,
      },
    };
  };
  const share = (position: number): number => (cadence ? clients.countAt(position) : 1);
  if (group.request)
    return Array.from(account.indices, (_, position) => {
      const first = one(position, 0);
      if (!cadence) return unowed(first, first.offered, first.offered);
      const offered = plan.windows.map(() => 0);
      const written = plan.windows.map(() => 0);
      for (let at = 0; at < share(position); at++) {
        const index = clients.clientOf(position, at);
        const count = clients.sentBy(position, at, own.sent[position]!);
        for (let w = 0; w < offered.length; w++) {
          const { fromMs, toMs } = plan.windows[w]!;
          const from = firstSequenceAt(cadence, index, Math.min(measureStartUs + fromMs * 1000, endUs));
          const to = firstSequenceAt(cadence, index, Math.min(measureStartUs + toMs * 1000, endUs));
          offered[w]! += to - from;
          written[w]! += Math.max(0, Math.min(to, count) - Math.min(from, count));
        }
      }
      return unowed(first, offered, written);
    });
  return Array.from(account.indices, (_, position) =>
    Array.from({ length: share(position) }, (_, at) => one(position, at)),
  ).flat();
}

/**
 * Of those who ask over one connection, added up: there may be a million. Nobody is owed their requests but who answers, and
 * that has an account of its own.
 */
const unowed = (first: Sent, offered: readonly number[], written: readonly number[]): Sent => ({
  ...first,
  offered,
  sender: { ...first.sender, sent: 0, windows: written.map((count) => [0, count] as const) },
});

/** Of the messages of a connection that went again, those of one of its clients: its own sequence numbers. */
function againOf(again: Ranges, at: number, clients: number): Ranges {
  if (clients === 1) return again;
  const own: number[] = [];
  for (let i = 0; i < again.length; i += 2) {
    const from = Math.ceil((again[i]! - at) / clients);
    const to = Math.ceil((again[i + 1]! - at) / clients);
    if (from < to) own.push(from, to);
  }
  return own;
}

/** `before`: the group whose sessions this one takes up. */
export function receiversOf(
  run: ReportedRun,
  { plan: group, number, accounts }: ReportedGroup,
  before: ReportedGroup | null,
): Receiver[] {
  const { plan, measureStartUs } = run;
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
          filter: fillTemplate(one.filter, valuesOf(group, index, run.values)),
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
