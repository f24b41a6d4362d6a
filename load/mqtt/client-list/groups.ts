/** Clients of a list that differ in nothing but their number are one group of a plan. */
import type { MqttGroupInput } from '../plan-input.ts';
import { counted, type Row } from './row.ts';

/** How publishing clients send: a list says to which topics, and not how often. */
export type Sending = Pick<
  Extract<MqttGroupInput['publish'], { topic: string }>,
  'every' | 'rate' | 'payload'
>;

/** A row, its id taken apart. */
export interface Member {
  readonly row: Row;
  /** Of the row in the list, from 1. */
  readonly line: number;
  /** In its group, from 0. */
  readonly client: number;
  /** Its id with {client} in place of its number. */
  readonly clientId: string;
}

/** The last number in an id is the client's; an id without one is that of a client alone. */
export function memberOf(row: Row, line: number): Member {
  const id = row._id;
  let end = id.length;
  while (end > 0 && !isDigit(id[end - 1])) end--;
  let begin = end;
  while (begin > 0 && isDigit(id[begin - 1])) begin--;
  const number = id.slice(begin, end);
  return number === '' || /^0./.test(number)
    ? { row, line, client: 0, clientId: id }
    : { row, line, client: Number(number), clientId: `${id.slice(0, begin)}{client}${id.slice(end)}` };
}

const isDigit = (character: string | undefined): boolean => character !== undefined && /^\d$/.test(character);

/** Equal for clients of one group. */
export function likeness({ row, clientId }: Member): string {
  const { _id, dst: _, publishTopics, subscriptions, ...rest } = row;
  const own = <T extends { topicStr: string }>(topics: readonly T[] = []) =>
    topics.map((topic) => ({ ...topic, topicStr: templateOf(topic.topicStr, _id, clientId) }));
  return JSON.stringify([clientId, rest, own(publishTopics), own(subscriptions)]);
}

/** A level of a topic that is the client's id. */
const templateOf = (topic: string, id: string, clientId: string): string =>
  id === ''
    ? topic
    : topic
        .split('/')
        .map((level) => (level === id ? clientId : level))
        .join('/');

/** Of the members of a group. */
export function groupOf(members: readonly Member[], sending: Sending): MqttGroupInput {
  const { row, clientId } = members[0]!;
  const { username, password, clientCertPath, clientKeyPath, sessionExpiryIntervalSecs } = row;
  const { topicAliasMaxIn, connectionTimeoutSecs, publishTopics = [], subscriptions = [] } = row;
  const each = <T extends { topicStr: string }>(topics: readonly T[]) =>
    topics.flatMap((topic) =>
      counted(templateOf(topic.topicStr, row._id, clientId)).map((topicStr) => ({ ...topic, topicStr })),
    );
  const publish = each(publishTopics).map(({ topicStr, qos, retain }) => ({
    topic: topicStr,
    qos,
    retain,
    ...sending,
  }));
  const subscribe = each(subscriptions).map(({ topicStr, qos }) => ({ filter: topicStr, qos }));
  return {
    clients: members.length,
    connect: {
      protocol: row.version.endsWith('5') ? '5' : '3.1.1',
      clientId,
      // mqttbench sends no PINGREQ.
      keepAlive: '0s',
      cleanStart: row.cleanStart ?? row.cleanSession ?? true,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password: Buffer.from(password, 'base64').toString('utf8') }),
      ...(sessionExpiryIntervalSecs && { sessionExpiry: `${sessionExpiryIntervalSecs}s` as const }),
      ...(topicAliasMaxIn && { topicAliasMaximum: topicAliasMaxIn }),
      ...(connectionTimeoutSecs && { timeout: `${connectionTimeoutSecs}s` as const }),
      ...(clientCertPath !== undefined && { tls: { cert: clientCertPath, key: clientKeyPath } }),
    },
    ...(publish.length > 0 && { publish }),
    ...(subscribe.length > 0 && { subscribe }),
  };
}
