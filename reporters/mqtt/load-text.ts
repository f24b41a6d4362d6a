/** What groups of MQTT clients were told to do, from the plans alone. */

import { connectionsOf, isClosedLoop, publicationsOf, subscriptionsOf } from '../../load/mqtt/group.ts';
import type {
  GroupPlan,
  Plan,
  PublishPlan,
  RequestPlan,
  SubscriptionPlan,
  WillPlan,
} from '../../load/mqtt/plan.ts';
import { isWebSocketUrl } from '../../load/socket/target-url.ts';
import type { TlsPlan } from '../../load/socket/tls-plan.ts';
import { sumOf } from '../../statistics/sum.ts';
import { NONE, plural, setDuration } from '../../text/format.ts';
import { arrivalsText } from '../arrivals-text.ts';
import { code, text } from '../markdown/inline.ts';
import { left, right, table } from '../markdown/table.ts';
import { asSet, eachOf, spreadOf } from '../spread.ts';
import { payloadText } from './payload-text.ts';
import { virtualClientsText } from './virtual-clients-text.ts';

interface Line {
  readonly name: string;
  /** The group in each plan that has it. */
  readonly groups: readonly GroupPlan[];
}

/** A table with one row a group; what differs between the plans is told as a range. */
export function loadText(plans: readonly Plan[]): readonly string[] {
  const names = [...new Set(plans.flatMap(({ groups }) => groups.map(({ name }) => name)))];
  const lines = names.map((name): Line => {
    const groups = plans.flatMap((plan) => plan.groups.filter((group) => group.name === name));
    return { name, groups };
  });
  const each = (of: (group: GroupPlan) => string) => (line: Line) => eachOf(line.groups.map(of)) || NONE;
  const framed = plans.every(({ target }) => isWebSocketUrl(target.url));
  const come = lines.some(({ groups }) => groups.some((group) => stayText(group) !== ''));
  return [
    table<Line>(
      [
        left('group', ({ name }) => text(name)),
        right('clients', clientsText),
        left(
          'connects',
          each((group) => `${connectText(group)}${framed ? ', WebSocket' : ''}`),
        ),
        left(
          'publishes',
          each((group) => [...publicationsOf(group).map(publishText), ...answersText(group)].join('; ')),
        ),
        left('QoS', ({ groups }) => spreadOf(groups.flatMap(publicationsOf).map(({ qos }) => qos)) || NONE),
        right('messages/s', ({ groups }) => spreadOf(groups.flatMap(perSecond), inThreeFigures) || NONE),
        left(
          'subscribes',
          each((group) => `${readsOf(group).map(subscribeText).join(', ')}${readText(group)}`),
        ),
        left('with QoS', ({ groups }) => spreadOf(groups.flatMap(readsOf).map(({ qos }) => qos)) || NONE),
        ...(come
          ? [
              left<Line>(
                'is there',
                each((group) => stayText(group) || 'all the time'),
              ),
            ]
          : []),
      ],
      lines,
    ),
    ...[virtualClientsText(plans) ?? []].flat(),
  ];
}

/** Limits of a broker for each client act on the connections that virtual ones share. */
const clientsText = ({ groups }: Line): string => {
  const clients = spreadOf(groups.map(({ clients }) => clients));
  return groups.some(({ connections }) => connections !== undefined)
    ? `${clients} virtual over ${spreadOf(groups.map(connectionsOf))} connections`
    : clients;
};

function connectText({ rampPerSecond, connect }: GroupPlan): string {
  const pace = rampPerSecond === null ? 'as fast as accepted' : `${asSet(rampPerSecond)}/s`;
  const version = connect.protocolVersion === 5 ? 'MQTT 5' : 'MQTT 3.1.1';
  const kept = connect.cleanStart ? '' : ', keeps its session';
  const back = connect.reconnect ? ', comes back after a loss' : '';
  const will = connect.will ? `, ${willText(connect.will)}` : '';
  return `${pace}, ${version}${kept}${back}${will}${connect.tls ? `, ${tlsText(connect.tls)}` : ''}`;
}

function willText({ topic, retain, delayS, qos, ...payload }: WillPlan): string {
  const delay = delayS > 0 ? ` after ${setDuration(delayS * 1000)}` : '';
  return `will of ${payloadText(payload)} to ${code(topic)} (QoS ${qos})${retain ? ', retained' : ''}${delay}`;
}

function tlsText({ verify, cert, psk, resume }: TlsPlan): string {
  const proof = psk ? '-PSK' : cert === undefined ? '' : ' with client certificates';
  return `TLS${proof}${verify ? '' : ', any certificate accepted'}${resume ? ', offers its TLS session again' : ''}`;
}

function publishText(publish: PublishPlan | RequestPlan): string {
  const { topic, retain, pace, messages } = publish;
  const times = messages === undefined ? '' : `${asSet(messages)} times `;
  const asks = 'timeoutMs' in publish;
  const reply = asks
    ? `, waits ${setDuration(publish.timeoutMs)} for a reply to ${code(publish.reply.replaceAll('{client}', '{connection}'))}`
    : '';
  const what = `${times}${asks ? 'asks with ' : ''}${payloadText(publish)} to ${code(topic)}${retain ? ', retained' : ''}${reply}`;
  if (pace.model === 'closed') return `${what}, ${spreadOf([pace.inflight])} in flight (closed loop)`;
  if (pace.arrivals) return `${what}, ${arrivalsText(pace.arrivals)}`;
  return `${what}, every ${setDuration(pace.periodUs / 1000)}${pace.together ? ', all at the same moment' : ''}`;
}

function answersText({ respond }: GroupPlan): readonly string[] {
  if (!respond) return [];
  const { work, pool } = respond;
  const what = work.kind === 'none' ? 'at once' : `after ${setDuration(work.us / 1000)} of ${work.kind}`;
  const workers = pool.min === pool.max ? asSet(pool.min) : `${asSet(pool.min)} to ${asSet(pool.max)}`;
  return [`answers requests ${what}, ${workers} workers`];
}

/** What a group that asks reads is told with what it asks. */
const readsOf = ({ respond, ...group }: GroupPlan): readonly SubscriptionPlan[] => [
  ...subscriptionsOf(group),
  ...(respond ? [{ filter: respond.filter, qos: respond.qos }] : []),
];

function subscribeText({ filter, noLocal, retainAsPublished, retainHandling }: SubscriptionPlan): string {
  const options = [
    noLocal ? 'no local' : '',
    retainAsPublished ? 'retain as published' : '',
    retainHandling === undefined ? '' : `retain handling ${retainHandling}`,
  ].filter(Boolean);
  return `${code(filter)}${options.length > 0 ? ` (${options.join(', ')})` : ''}`;
}

const readText = ({ readPerSecond }: GroupPlan): string =>
  readPerSecond === undefined ? '' : `, takes ${asSet(readPerSecond)}/s each`;

const inThreeFigures = (value: number): string => asSet(Number(value.toPrecision(3)));

function perSecond(group: GroupPlan): number | [] {
  if (publicationsOf(group).length === 0 || isClosedLoop(group)) return [];
  return sumOf(publicationsOf(group), ({ pace }) =>
    pace.model === 'open' ? (group.clients * 1e6) / pace.periodUs : 0,
  );
}

function stayText({ startAfterMs, stopAfterMs, cycle, leave }: GroupPlan): string {
  const from = startAfterMs === null ? '' : `from ${setDuration(startAfterMs)}`;
  const to = stopAfterMs === null ? '' : `to ${setDuration(stopAfterMs)}`;
  const round = cycle
    ? `${setDuration(cycle.holdMs)}, then away for ${setDuration(cycle.awayMs)}, ${plural(cycle.times, 'time')}${cycle.inTurn ? ', one after the other' : ''}`
    : '';
  const drop = leave === 'drop' ? '(leaves without DISCONNECT)' : '';
  return [from, to, round, drop].filter(Boolean).join(' ');
}
