/**
 * Every message is accounted for: what each subscription was owed against what it got, per
 * publisher, silent ones included. Pure: the same answer for any interleaving and any merge order.
 */
import { intersection, type Ranges, sizeOf, union, without } from '../ranges.ts';
import { readSubscription, TopicIndex } from './topic-index.ts';

/** A publishing client's own account. */
export interface Sender {
  /** As in the payload: one for each publication of a client. */
  readonly client: number;
  readonly name: string;
  readonly topic: string;
  /** Default 0. */
  readonly qos?: number;
  /** How long its messages wait for a subscriber (OASIS MQTT 5 3.3.2.3.3), from when they are due; absent: for ever. */
  readonly expiryUs?: number;
  /** Sequence numbers that were sent again: two copies of them are no duplicate. */
  readonly again?: Ranges;
  /** Only these are owed. Default all. */
  readonly owes?: Ranges;
  /** Sequence numbers 0…sent−1 were written. */
  readonly sent: number;
  /** Of each window: sequence numbers [from, to) were intended in it. */
  readonly windows: readonly (readonly [from: number, to: number])[];
  /** First sequence number intended at or after a time. */
  readonly firstSequenceAt: (timeUs: number) => number;
}

/** A subscribing client's own account. */
export interface Receiver {
  readonly group: number;
  /** As subscribed, `$share/…` included. */
  readonly filter: string;
  /** Its SUBACK (or the barrier it missed); what is intended from then on is owed to it. */
  readonly owedFromUs: number;
  /** Infinity, or when its group stops. */
  readonly owedToUs: number;
  /** Default 0. */
  readonly qos?: number;
  /**
   * A time away owes it what is intended then only where its session was kept, only QoS 1 and 2 (OASIS MQTT 4.1), and only
   * what it is back for before it expires: messages wait for their turn until the last of them came.
   */
  readonly absences?: readonly {
    readonly fromUs: number;
    readonly toUs: number;
    readonly kept: boolean;
    readonly drainedUs?: number;
  }[];
  /** Numbers of its own messages, where it is not owed them (OASIS MQTT 5 3.8.3.1). */
  readonly noLocal?: readonly number[];
  /** It takes its messages more slowly than they may come. Default false. */
  readonly slow?: boolean;
  /** Publisher number -> sequence numbers that arrived. */
  readonly received: ReadonlyMap<number, Ranges>;
}

export interface Tally {
  owed: number;
  lost: number;
  /** Of a slow consumer: later than what it took last of the same publisher. They wait for it, or the broker threw them away. */
  unread: number;
  /** Copies that two members of one shared subscription both got. */
  duplicated: number;
}

export interface Settlement {
  /** By group number; one tally a window, and last the whole run. */
  readonly groups: ReadonlyMap<number, readonly Tally[]>;
  readonly losers: readonly { client: string; owed: number; lost: number; silent: boolean }[];
}

interface SettledSubscription {
  readonly group: number;
  readonly filter: string;
  readonly members: Receiver[];
}

export function settle(senders: readonly Sender[], receivers: readonly Receiver[]): Settlement {
  const topics = new TopicIndex();
  senders.forEach((sender, position) => {
    topics.add(sender.topic, position);
  });
  const windows = senders[0]?.windows.length ?? 0;
  const groups = new Map<number, Tally[]>();
  const owedBy = new Float64Array(senders.length);
  const lostBy = new Float64Array(senders.length);
  const matches = new Map<string, number[]>();

  for (const subscription of subscriptionsOf(receivers)) {
    const tallies = entry(groups, subscription.group, () =>
      Array.from({ length: windows + 1 }, () => ({ owed: 0, lost: 0, unread: 0, duplicated: 0 })),
    );
    const { filter } = subscription;
    for (const position of entry(matches, filter, () => topics.match(filter))) {
      const sender = senders[position]!;
      if (subscription.members[0]!.noLocal?.includes(sender.client)) continue;
      const inTime = owedRange(sender, subscription.members);
      const owed = sender.owes ? intersection(inTime, sender.owes) : inTime;
      const { got, twice: copies } = arrived(subscription.members, sender.client);
      const twice = intersection(copies, without(0, sender.sent, sender.again ?? []));
      const missing = intersection(owed, without(0, sender.sent, got));
      const takenTo = takenUpTo(subscription.members, got);
      const lost = intersection(missing, [0, takenTo]);
      const unread = intersection(missing, [takenTo, Number.POSITIVE_INFINITY]);
      owedBy[position]! += sizeOf(owed);
      lostBy[position]! += sizeOf(lost);
      for (let w = 0; w <= windows; w++) {
        const tally = tallies[w]!;
        const within = w < windows ? sender.windows[w]! : ([0, Number.POSITIVE_INFINITY] as const);
        tally.owed += sizeWithin(owed, within);
        tally.lost += sizeWithin(lost, within);
        tally.unread += sizeWithin(unread, within);
        tally.duplicated += sizeWithin(twice, within);
      }
    }
  }
  const losers = senders
    .map((sender, i) => ({
      client: sender.name,
      owed: owedBy[i]!,
      lost: lostBy[i]!,
      silent: lostBy[i] === owedBy[i],
    }))
    .filter((loser) => loser.lost > 0)
    .sort((a, b) => b.lost - a.lost || a.client.localeCompare(b.client));
  return { groups, losers };
}

/**
 * Messages of one publisher come in their order (OASIS MQTT 4.6): one that a slow consumer did not get before a later one is
 * lost. Members of a shared subscription have gaps by nature.
 */
function takenUpTo(members: readonly Receiver[], got: Ranges): number {
  if (!members.some(({ slow }) => slow)) return Number.POSITIVE_INFINITY;
  return members.length > 1 ? 0 : (got.at(-1) ?? 0);
}

/** Members of one shared subscription are one; everybody else is alone. */
function subscriptionsOf(receivers: readonly Receiver[]): SettledSubscription[] {
  const alone: SettledSubscription[] = [];
  const shared = new Map<string, SettledSubscription>();
  for (const receiver of receivers) {
    const { share, filter } = readSubscription(receiver.filter);
    if (share === null) alone.push({ group: receiver.group, filter, members: [receiver] });
    else
      entry(shared, `${share}/${filter}`, () => ({
        group: receiver.group,
        filter,
        members: [],
      })).members.push(receiver);
  }
  return [...alone, ...shared.values()];
}

function owedRange(sender: Sender, members: readonly Receiver[]): Ranges {
  let owed: Ranges = [];
  for (const member of members) {
    const from = sender.firstSequenceAt(member.owedFromUs);
    const to = Math.min(sender.sent, sender.firstSequenceAt(member.owedToUs));
    if (from >= to) continue;
    let missed: Ranges = [];
    for (const { fromUs, toUs, kept, drainedUs = toUs } of member.absences ?? []) {
      const queued = kept && Math.min(sender.qos ?? 0, member.qos ?? 0) > 0;
      // What does not expire before its turn comes, it is owed.
      const expiredUs = Math.max(toUs, drainedUs) - (sender.expiryUs ?? Number.POSITIVE_INFINITY);
      const untilUs = queued ? Math.min(expiredUs, toUs) : toUs;
      if (untilUs <= fromUs) continue;
      const [first, past] = [sender.firstSequenceAt(fromUs), sender.firstSequenceAt(untilUs)];
      if (first < past) missed = union(missed, [first, past]);
    }
    owed = union(owed, without(from, to, missed));
  }
  return owed;
}

function arrived(members: readonly Receiver[], client: number): { got: Ranges; twice: Ranges } {
  let got: Ranges = [];
  let twice: Ranges = [];
  for (const member of members) {
    const ranges = member.received.get(client);
    if (!ranges) continue;
    if (got.length > 0) twice = union(twice, intersection(got, ranges));
    got = union(got, ranges);
  }
  return { got, twice };
}

function sizeWithin(ranges: Ranges, [from, to]: readonly [number, number]): number {
  let size = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    size += Math.max(0, Math.min(ranges[i + 1]!, to) - Math.max(ranges[i]!, from));
  }
  return size;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
