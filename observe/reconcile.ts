/** The ledger against the broker's own counters: a third account of the same messages. Pure. */

import { publicationsOf, subscriptionsOf } from '../load/mqtt/group.ts';
import type { Plan } from '../load/mqtt/plan.ts';
import type { LedgerResult } from '../load/mqtt/result.ts';
import { isWebSocketUrl } from '../load/socket/target-url.ts';
import type { BrokerFigures } from '../saved/observation.ts';

/**
 * One line each disagreement, none when all agree. The tolerance is 0: both sides count messages, not rates. Requests and replies
 * are messages like any other. Not compared: anything where a group asks and none of the plan answers, since nobody tells what the
 * others sent; dropped messages where there are requests, whose losses are told as time-outs; a counter the broker does not publish (null), received messages when a group has wills (aedes counts those that it publishes), publishes retained ones or with
 * QoS 2 (mosquitto 2.0.11 leaves those out of `publish/messages/received`), and sent ones when a group subscribes to `$SYS`
 * (aedes leaves those out), or when an older mosquitto sends by WebSocket (see `sentUncounted`). What a slow consumer left unread was sent or dropped, or waits in the broker. Foreign messages were sent by the broker too; whoever published them goes on while
 * our clients come and leave, so the broker may then count more.
 */
export function reconcile(
  { plan, ledger }: { readonly plan: Pick<Plan, 'groups' | 'target'>; readonly ledger: LedgerResult },
  { version, publishReceived, publishSent, publishDropped }: BrokerFigures,
): readonly string[] {
  if (!isWholeAccount(plan, ledger)) return [];
  const uncounted =
    plan.groups.some(({ connect }) => connect.will) ||
    plan.groups.flatMap(publicationsOf).some(({ retain, qos }) => retain || qos === 2);
  const watches = plan.groups.some((group) =>
    subscriptionsOf(group).some(({ filter }) => filter.startsWith('$SYS')),
  );
  const lines: string[] = [];
  const compare = (counted: number | null, what: string, accounted: number, account: string, open = 0) => {
    if (counted === null || (counted >= accounted && counted <= accounted + open)) return;
    if (ledger.foreign > 0 && counted > accounted) return;
    lines.push(
      `the broker counted ${text(counted)} PUBLISH packets ${what}, the clients ${account} ${text(accounted)}`,
    );
  };
  const { received, foreign, unowed, retained = 0, unread = 0, ways } = ledger;
  const { probes, requests, replies, received: back } = ways ?? NO_REQUESTS;
  if (!uncounted) compare(publishReceived, 'received', ledger.sent + probes + replies, 'sent');
  if (!watches && !sentUncounted(plan, version))
    compare(
      publishSent,
      'sent',
      received + foreign + unowed + retained + requests + back,
      'received',
      unread,
    );
  if (!ways) compare(publishDropped, 'dropped', ledger.lost, 'lost', unread);
  return lines;
}

const NO_REQUESTS = { probes: 0, requests: 0, replies: 0, received: 0 };

/** All messages of a run are in its ledger: whoever answers is in the plan, and says what it wrote. */
export function isWholeAccount({ groups }: Pick<Plan, 'groups'>, { ways }: LedgerResult): boolean {
  const answers = groups.some(({ respond }) => respond);
  if (!answers && !groups.some(({ request }) => request)) return true;
  return answers && ways !== undefined;
}

/**
 * mosquitto before 2.0.15 counts of the messages that it sends by WebSocket only those of QoS 0 (its `src/websockets.c`,
 * corrected in a913de2d). A message has at most the QoS of the subscription.
 */
function sentUncounted({ groups, target }: Pick<Plan, 'groups' | 'target'>, version: string): boolean {
  if (!isWebSocketUrl(target.url) || !groups.flatMap(subscriptionsOf).some(({ qos }) => qos > 0))
    return false;
  const [, major, minor, patch] = /^mosquitto (?:version )?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return false;
  const ordinal = Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch);
  return ordinal < 2_000_015;
}

const text = (count: number) => count.toLocaleString('en-US');
