/** Who gets the messages of a topic. */
import type { Client } from './client.ts';

export interface Member {
  readonly client: Client;
  readonly qos: 0 | 1;
}

interface Subscription {
  readonly filter: string;
  /** Share name; null = every member gets every message (MQTT 5 4.8.2). */
  readonly share: string | null;
  readonly members: Member[];
  turn: number;
}

/** OASIS MQTT 4.7.1: `+` one level, `#` the rest, neither matches a leading `$`. */
export function matches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return false;
  const levels = topic.split('/');
  const pattern = filter.split('/');
  const rest = pattern.indexOf('#');
  if (rest < 0 ? pattern.length !== levels.length : levels.length < rest) return false;
  return pattern.slice(0, rest < 0 ? undefined : rest).every((part, i) => part === '+' || part === levels[i]);
}

export class Subscriptions {
  /** By what was subscribed to, share included. */
  readonly #all = new Map<string, Subscription>();

  add(key: string, member: Member): Pick<Subscription, 'filter' | 'share'> {
    const [, share = null, filter = key] = /^\$share\/([^/]+)\/(.+)$/.exec(key) ?? [];
    const subscription = this.#all.get(key) ?? { filter, share, members: [], turn: 0 };
    this.#all.set(key, subscription);
    subscription.members.push(member);
    return subscription;
  }

  /** Once for each subscription; of those who share one, the member whose turn it is. */
  *whoGets(topic: string): Generator<Member> {
    for (const subscription of this.#all.values()) {
      const { members, share, filter } = subscription;
      if (members.length === 0 || !matches(filter, topic)) continue;
      if (share === null) yield* members;
      else yield members[subscription.turn++ % members.length]!;
    }
  }

  leave(client: Client): void {
    for (const { members } of this.#all.values()) {
      const at = members.findIndex((member) => member.client === client);
      if (at >= 0) members.splice(at, 1);
    }
  }
}
